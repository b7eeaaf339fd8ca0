//! What a pull of one row costs the screen: with nothing pending, and under 1,000 pending ops.

use petpro_client::store::{Account, Catalog, SyncStore};
use petpro_domain::cart::{CartLine, Dot, Options};
use petpro_domain::ids::{self, LineId, OpId, v7};
use petpro_domain::wire::{CartAdd, OpBody};
use petpro_sync::device::{Change, Now, Store, Write, intent};

use crate::bench::figure::{Bar, Figure, Report};
use crate::bench::machine::Place;
use crate::bench::sample::Sample;
use crate::bench::{Size, catalogue, device};

const LINES: usize = 200;
const PENDING: usize = 1_000;

pub fn run(place: &Place, size: Size, report: &mut Report) -> anyhow::Result<()> {
    report.note("one row pulled into a cart of 200 lines, then under 1,000 pending ops");
    let dir = place.folder("rebase")?;
    drop(device::open(&dir)?);
    let (account, catalog) = device::files(&dir)?;
    let mut store = SyncStore { account: &account, catalog: &catalog, wall_ms: 0 };
    let rows = (0..LINES).map(|n| line(n, 1, n as u64 + 1)).collect();
    store.commit(Change::cache(vec![Write::Rows { s: account.scope(), rows, stage: false }]))?;

    let projection = pulls(&account, &catalog, 200 * size.repeats)?;
    let ms = projection.p99() * 1e3;
    report.figure(Figure::new("sync.projection_200_lines_p99", ms, "ms", None, Bar::Max(1.0)));

    let mut random = 7u64;
    let mut rng = || {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        random
    };
    let now = Now { mono: 1, wall: 1, boot: "b" };
    let ops = (0..PENDING).map(|n| {
        let (line, variant) = (line_id(n % LINES), catalogue::variant(n % LINES));
        let body = OpBody::CartAdd(CartAdd { line, variant, options: Options::new(), n: 1 });
        Write::Enqueue { s: account.scope(), op: intent(&body, vec![], &now, &mut rng) }
    });
    store.commit(Change::durable(ops.collect()))?;
    let rebase = pulls(&account, &catalog, 20 * size.repeats)?;
    report.figure(Figure::new("sync.rebase_1000_pending", rebase.median() * 1e3, "ms", None, Bar::Max(20.0)));
    report.figure(Figure::new("sync.rebase_1000_pending_p99", rebase.p99() * 1e3, "ms", None, Bar::None));
    Ok(())
}

/// Pulls of one changed line each.
fn pulls(account: &Account, catalog: &Catalog, times: usize) -> anyhow::Result<Sample> {
    let mut store = SyncStore { account, catalog, wall_ms: 0 };
    let mut sample = Sample::default();
    for n in 0..times {
        let rows = vec![line(n % LINES, 2 + n as u32 % 90, (LINES + n) as u64)];
        let change = Change::cache(vec![Write::Rows { s: account.scope(), rows, stage: false }]);
        sample.take(|| store.commit(change))?;
    }
    Ok(sample)
}

fn line_id(n: usize) -> LineId {
    ids::line(catalogue::variant(n), "")
}

/// A line with two contributions, as the server sends it.
fn line(n: usize, units: u32, seq: u64) -> petpro_sync::device::Pulled {
    let dot = |k: u8, n: u32| Dot { id: OpId(v7(seq, [k; 10])), n, set: false };
    let row = CartLine {
        variant: catalogue::variant(n),
        options: Options::new(),
        dots: vec![dot(1, units), dot(2, 1)],
        locked: vec![],
        touched_ms: 0,
    };
    let d = serde_json::to_string(&row).expect("a line is JSON");
    device::pulled("cart_line", &line_id(n).to_string(), seq, &d)
}
