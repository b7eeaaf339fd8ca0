//! What the server takes in: batches of 200 ops over loopback, beside raw transactions of 200 rows.
//!
//! The household's cart holds 50 lines of two to four contributions each. A batch is four ops on
//! each line: two additions, then a typed quantity (on every fifth line a removal) that names all
//! that is seen, then one more addition. The raw side inserts 200 rows of a cart op's size by
//! ascending integer key into one table without an index, one commit each: it keeps no result for
//! an op, no seq and no row, so it is a floor for the disk, not for the work.

use anyhow::ensure;
use petpro_client::session::{self, Tokens};
use petpro_client::transport::Http;
use petpro_domain::cart::Options;
use petpro_domain::ids::{self, DeviceId, OpId, v7};
use petpro_domain::wire::{
    At, CartAdd, CartRemove, CartSet, HelloReply, HelloRequest, Op, OpBody, OpState, PROTO, PushScope, SyncReply,
    SyncRequest,
};
use petpro_sync::device::{Now, intent};

use crate::bench::figure::{Bar, Figure, Report};
use crate::bench::floor::Raw;
use crate::bench::machine::{Place, process_cpu_ns, thread_cpu_ns};
use crate::bench::sample::{Sample, median};
use crate::bench::{Size, catalogue};
use crate::served::Served;

/// Ops of one request, as many as a device sends at once.
const BATCH: usize = 200;
/// Lines of the cart, four ops each.
const LINES: usize = BATCH / 4;
/// Requests of one repeat.
const REQUESTS: usize = 25;

/// A device that only pushes.
struct Pusher {
    http: Http,
    tokens: Tokens,
    device: DeviceId,
    epoch: String,
    seq: u64,
    random: u64,
    /// The device's clock; ids follow it.
    wall: i64,
    /// What is seen on each line.
    seen: Vec<Vec<OpId>>,
}

pub fn run(place: &Place, size: Size, report: &mut Report) -> anyhow::Result<()> {
    report.note("batches of 200 ops into the server: a cart of 50 lines; on each two additions, a set or a removal, an addition");
    let dir = place.folder("ingest")?;
    let served = Served::start(&dir.join("server"), &[])?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut pusher = runtime.block_on(Pusher::sign_up(&served.url))?;
    let mut raw = Raw::open(&dir.join("raw.db"), "FULL")?;
    for _ in 0..2 {
        let request = pusher.batch(); // the lines are there then, and every statement was prepared
        runtime.block_on(pusher.push(&request))?;
    }
    let (mut rates, mut floors, mut cpu, mut ratios) = (vec![], vec![], vec![], vec![]);
    for _ in 0..size.repeats {
        let (mut push, mut least, mut cpu_ns) = (Sample::default(), Sample::default(), 0);
        for _ in 0..REQUESTS {
            least.take(|| raw.batch(BATCH))?;
            let request = pusher.batch();
            let before = server_cpu_ns();
            push.take(|| runtime.block_on(pusher.push(&request)))?;
            cpu_ns += server_cpu_ns().saturating_sub(before);
        }
        rates.push(push.rate() * BATCH as f64);
        floors.push(least.rate() * BATCH as f64);
        ratios.push(push.rate() / least.rate());
        cpu.push(cpu_ns as f64 / 1e3 / (REQUESTS * BATCH) as f64);
    }
    let floor = Some(median(&floors));
    report.note(&format!("ingest to floor, repeat by repeat: {ratios:.2?}"));
    report.figure(Figure::new("sync.server_ingest_200", median(&rates), "op/s", floor, Bar::RatioMin(0.5)));
    report.figure(Figure::new("sync.server_ingest_cpu", median(&cpu), "us/op", None, Bar::None));
    Ok(())
}

/// CPU of the server's threads: of all threads but this one, which plays the device.
fn server_cpu_ns() -> u64 {
    process_cpu_ns().unwrap_or(0).saturating_sub(thread_cpu_ns().unwrap_or(0))
}

impl Pusher {
    async fn sign_up(url: &str) -> anyhow::Result<Self> {
        let http = Http::new(url).map_err(petpro_client::Error::from)?;
        let (name, password) = ("ingest@petpro.example", "correct horse battery");
        session::register(&http, name, password).await.map_err(petpro_client::Error::from)?;
        let tokens = session::login(&http, name, password).await.map_err(petpro_client::Error::from)?;
        let device = DeviceId(v7(1_790_000_000_000, [7; 10]));
        let hello = HelloRequest {
            proto: PROTO,
            app: "bench".into(),
            device: Some(device),
            prev: None,
            platform: "bench".into(),
            install_nonce: String::new(),
            scopes: vec![],
        };
        let reply: HelloReply = http
            .post("/api/v1/sync/hello", Some(&tokens.access_token), &hello)
            .await
            .map_err(petpro_client::Error::from)?;
        Ok(Self {
            http,
            tokens,
            device,
            epoch: reply.epoch,
            seq: 0,
            random: 1,
            wall: 1_790_000_000_000,
            seen: vec![vec![]; LINES],
        })
    }

    /// The four ops of every line.
    fn batch(&mut self) -> SyncRequest {
        self.wall += 60_000;
        let now = Now { mono: 1, wall: self.wall, boot: "b" };
        let mut ops = Vec::with_capacity(BATCH);
        for n in 0..LINES {
            let variant = catalogue::variant(n);
            let line = ids::line(variant, "");
            let mut seen = std::mem::take(&mut self.seen[n]);
            let add = OpBody::CartAdd(CartAdd { line, variant, options: Options::new(), n: 1 });
            for _ in 0..2 {
                ops.push(self.op(&add, vec![], &now));
                seen.extend(ops.last().map(|op| op.id));
            }
            if n % 5 == 0 {
                ops.push(self.op(&OpBody::CartRemove(CartRemove { line }), seen, &now));
                seen = vec![];
            } else {
                let set = OpBody::CartSet(CartSet { line, variant, options: Options::new(), n: 2 });
                ops.push(self.op(&set, seen, &now));
                seen = ops.last().map(|op| op.id).into_iter().collect();
            }
            ops.push(self.op(&add, vec![], &now));
            seen.extend(ops.last().map(|op| op.id));
            self.seen[n] = seen;
        }
        SyncRequest {
            proto: PROTO,
            epoch: self.epoch.clone(),
            device: Some(self.device),
            at: At { wall: now.wall, mono: now.mono, boot: now.boot.into() },
            push: vec![PushScope { s: format!("household:{}", self.tokens.household), ops }],
            pull: vec![],
        }
    }

    fn op(&mut self, body: &OpBody, obs: Vec<OpId>, now: &Now<'_>) -> Op {
        self.seq += 1;
        let random = &mut self.random;
        let mut rng = || {
            *random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *random
        };
        Op { seq: self.seq, ..intent(body, obs, now, &mut rng) }
    }

    async fn push(&self, request: &SyncRequest) -> anyhow::Result<()> {
        let reply: SyncReply = self
            .http
            .post("/api/v1/sync", Some(&self.tokens.access_token), request)
            .await
            .map_err(petpro_client::Error::from)?;
        let results = reply.push.iter().flat_map(|push| &push.results);
        let applied = results.filter(|result| result.st == OpState::Applied).count();
        ensure!(applied == BATCH, "{applied} of {BATCH} ops were applied: {:?}", reply.code);
        Ok(())
    }
}
