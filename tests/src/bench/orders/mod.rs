//! `bench orders`: how many durable orders the server takes over HTTP, and how long one waits.
//!
//! An order is three lines of two shops with everything its journey writes: the kept answer of its
//! idempotency key, locked contributions, held stock and its movements, order and vendor orders,
//! timeline, feed rows, receipt and outbox. Carts and quotes are prepared before the clock starts,
//! tokens come from the server's own issuer. The generator runs on the same cores.
//!
//! The peak is a closed loop: every connection sends its next order when it has the answer to the
//! last one. Latency is an open loop at half the peak, measured from the moment in which an order
//! was meant to be sent, so that a stall counts for all who waited in it.

pub mod load;
pub mod shoppers;
pub mod stampede;

use std::path::Path;

use anyhow::ensure;

use crate::bench::Size;
use crate::bench::figure::{Bar, Figure, Report};
use crate::bench::floor::Raw;
use crate::bench::machine::Place;
use crate::bench::sample::Sample;
use crate::served::Served;
use load::Run;
use shoppers::Goods;

/// Connections of the closed loop.
const CONNECTIONS: usize = 256;
/// Rows that an order of three lines and two shops inserts or changes.
const ROWS: usize = 29;
/// How long the open loop runs at most, seconds.
const OPEN_SECONDS: usize = 5;

pub fn run(place: &Place, size: Size, report: &mut Report) -> anyhow::Result<()> {
    let dir = place.folder("orders")?;
    let served = Served::with_shop(&dir.join("server"))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let goods = Goods::of_the_shop(&served, &runtime)?;
    let count = size.orders;

    report.note(&format!("{count} orders of 3 lines from 2 shops, {CONNECTIONS} connections; preparing their quotes"));
    let spread = runtime.block_on(shoppers::orders(&served, count, |n| goods.spread(n), report))?;
    let spread = closed(&runtime, &served, &spread)?;
    let floor = Some(raw(&dir.join("raw.db"), spread.group, count)?);
    report.figure(Figure::new("orders.spread_peak", spread.rate(), "orders/s", floor, Bar::Min(3_000.0)));
    report.figure(Figure::new("orders.spread_cpu", spread.server_cpu_us(), "us", None, Bar::Max(250.0)));
    report.figure(Figure::new("orders.spread_p99_at_peak", spread.times.p99() * 1e3, "ms", None, Bar::None));
    report.figure(Figure::new("orders.group_size", spread.group, "orders", None, Bar::None));

    report.note(&format!("{count} orders with one hot product in each; preparing their quotes"));
    let hot = runtime.block_on(shoppers::orders(&served, count, |n| goods.hot(n), report))?;
    let hot = closed(&runtime, &served, &hot)?;
    let floor = Some(spread.rate());
    report.figure(Figure::new("orders.hot_peak", hot.rate(), "orders/s", floor, Bar::RatioMin(0.9)));
    report.figure(Figure::new("orders.hot_cpu", hot.server_cpu_us(), "us", None, Bar::None));

    let rate = spread.rate() / 2.0;
    let count = count.min((rate * OPEN_SECONDS as f64) as usize).max(1);
    report.note(&format!("{count} orders at {rate:.0} a second, from the intended start; preparing their quotes"));
    let open = runtime.block_on(shoppers::orders(&served, count, |n| goods.spread(n), report))?;
    let open = runtime.block_on(load::open(&served, CONNECTIONS, rate, &open))?;
    ensure!(open.placed == open.sent, "{} of {} orders were placed: {:?}", open.placed, open.sent, open.odd);
    report.figure(Figure::new("orders.half_peak_median", open.times.median() * 1e3, "ms", None, Bar::None));
    report.figure(Figure::new("orders.half_peak_p99", open.times.p99() * 1e3, "ms", None, Bar::None));

    let unbalanced = shoppers::unbalanced(&served)?;
    ensure!(unbalanced == 0, "{unbalanced} variants whose counters are not the sum of their movements");
    Ok(())
}

/// Orders a second of SQLite alone: as many rows as an order writes, one prepared insert each, in
/// transactions of as many orders. No HTTP, no JSON, no rule, no index.
fn raw(path: &Path, group: f64, count: usize) -> anyhow::Result<f64> {
    let mut raw = Raw::open(path, "FULL")?;
    let group = (group.round() as usize).max(1);
    let mut times = Sample::default();
    for _ in 0..count.div_ceil(group) {
        times.take(|| raw.batch(group * ROWS))?;
    }
    Ok(times.rate() * group as f64)
}

fn closed(runtime: &tokio::runtime::Runtime, served: &Served, orders: &[Vec<u8>]) -> anyhow::Result<Run> {
    let run = runtime.block_on(load::closed(served, CONNECTIONS, orders))?;
    ensure!(run.placed == run.sent, "{} of {} orders were placed: {:?}", run.placed, run.sent, run.odd);
    Ok(run)
}
