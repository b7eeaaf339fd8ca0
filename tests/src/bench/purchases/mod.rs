//! `bench purchases`: how many purchases a second go the whole way, and how long one takes.
//!
//! A purchase is the order, the payment that is opened at the provider, the buyer who approves it
//! there, the provider's signed webhooks, the capture, the settled order released to its shops, and
//! every event of it sent. Buyers come at a fixed rate, whether the server keeps up or not. The
//! provider is the sandbox over real HTTP, on threads of this process and on the same cores.

mod provider;

use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use petpro_server::outbox;
use petpro_server::store::{Failure, Tx};

use crate::bench::Size;
use crate::bench::figure::{Bar, Figure, Report};
use crate::bench::machine::Place;
use crate::bench::orders::load::{Wires, paced, server_cpu_ns};
use crate::bench::orders::shoppers::{self, Goods};
use crate::bench::sample::Sample;
use crate::served::Served;
use provider::Provider;

const CONNECTIONS: usize = 256;
/// What may still be under way this long after the last purchase was begun is a backlog.
const GRACE: Duration = Duration::from_secs(5);
/// Where the backlog does not end, the run does.
const PATIENCE: Duration = Duration::from_secs(120);

pub fn run(place: &Place, size: Size, report: &mut Report) -> anyhow::Result<()> {
    let Size { rate, seconds, .. } = size;
    let provider = Provider::start()?;
    let served = Served::with_provider(&place.folder("purchases")?.join("server"), provider.url())?;
    provider.tells(&served);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let goods = Goods::of_the_shop(&served, &runtime)?;
    let count = rate * seconds;
    report.note(&format!("{count} purchases, {rate} a second; preparing their quotes"));
    let buyers = runtime.block_on(shoppers::ready(&served, count, |n| goods.spread(n), report))?;

    report.note(&format!("they come for {seconds} s"));
    let (start, cpu_ns) = (Instant::now(), server_cpu_ns());
    let requests: Vec<[Vec<u8>; 2]> = buyers.iter().map(|buyer| [buyer.places(), buyer.pays()]).collect();
    let answered = runtime.block_on(purchases(&served, &provider, rate, requests))?;
    let left = wait(&served, |left| left.unpaid + left.unsent == 0, GRACE)?;
    let at_grace = left.unpaid + left.unsent;
    let left = wait(&served, |left| left.unpaid + left.unsent == 0, PATIENCE)?;
    let took = start.elapsed();
    let cpu_us = server_cpu_ns().saturating_sub(cpu_ns) as f64 / 1e3 / count as f64;
    ensure!(left.unpaid + left.unsent == 0, "{} orders unpaid, {} events unsent", left.unpaid, left.unsent);

    let times = settled(&served)?;
    ensure!(times.len() == count, "{} of {count} orders were paid", times.len());
    report.figure(Figure::new("purchases.rate", count as f64 / took.as_secs_f64(), "/s", None, Bar::Min(500.0)));
    report.figure(Figure::new("purchases.backlog", at_grace as f64, "left", None, Bar::Max(0.0)));
    report.figure(Figure::new("purchases.placed_p99", answered.p99() * 1e3, "ms", None, Bar::None));
    report.figure(Figure::new("purchases.paid_median", times.median() * 1e3, "ms", None, Bar::None));
    report.figure(Figure::new("purchases.paid_p99", times.p99() * 1e3, "ms", None, Bar::None));
    report.figure(Figure::new("purchases.cpu", cpu_us, "us", None, Bar::None));

    let unbalanced = shoppers::unbalanced(&served)?;
    ensure!(unbalanced == 0, "{unbalanced} variants whose counters are not the sum of their movements");
    let held: i64 = one(&served, "SELECT COALESCE(SUM(held), 0) FROM stock")?;
    ensure!(held == 0, "{held} units are still held, though every order is paid");
    provider.ends()
}

/// Every buyer places, opens the payment and approves it; gives how long the order's answer took
/// from the moment in which it was meant to be sent.
async fn purchases(
    served: &Served,
    provider: &Provider,
    rate: usize,
    requests: Vec<[Vec<u8>; 2]>,
) -> anyhow::Result<Sample> {
    let wires = Rc::new(Wires::open(served, CONNECTIONS).await?);
    let times = Rc::new(std::cell::RefCell::new(Sample::default()));
    let gateway = provider.gateway();
    let requests = Rc::new(requests);
    paced(requests.len(), rate as f64, |n, meant| {
        let (wires, times, gateway, requests) = (wires.clone(), times.clone(), gateway.clone(), requests.clone());
        async move {
            let [places, pays] = &requests[n];
            let (status, body) = wires.ask(places).await?;
            ensure!(status == 201, "an order was answered {status}: {}", String::from_utf8_lossy(&body));
            times.borrow_mut().push(meant.elapsed());
            let (status, body) = wires.ask(pays).await?;
            ensure!(status == 201, "a payment was answered {status}: {}", String::from_utf8_lossy(&body));
            provider::approve(&gateway, &body)
        }
    })
    .await?;
    Ok(times.take())
}

/// What is not at its end yet.
struct Left {
    unpaid: i64,
    unsent: i64,
}

/// Looks again and again until it is as wished, at most this long.
fn wait(served: &Served, done: impl Fn(&Left) -> bool, most: Duration) -> anyhow::Result<Left> {
    let start = Instant::now();
    loop {
        let unpaid = one(served, "SELECT COUNT(*) FROM orders WHERE status = 'PENDING_PAYMENT'")?;
        let unsent: Result<_, Failure> = served.state.store.read(outbox::waiting);
        let left = Left { unpaid, unsent: unsent.context("the outbox")?.0 };
        if done(&left) || start.elapsed() > most {
            return Ok(left);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// How long each order took from its placing to its payment, by the server's own entries.
fn settled(served: &Served) -> anyhow::Result<Sample> {
    let select = "SELECT MIN(paid.at_ms) - MIN(placed.at_ms) FROM order_event placed
        JOIN order_event paid ON paid.order_id = placed.order_id AND paid.what = 'paid'
        WHERE placed.what = 'placed' GROUP BY placed.order_id";
    let read = |tx: &mut Tx| tx.query(select, &[], |row| row.get::<i64>(0));
    let all: Result<Vec<i64>, Failure> = served.state.store.read(read);
    let mut times = Sample::default();
    for ms in all.context("the timelines")? {
        times.push(Duration::from_millis(ms.unsigned_abs()));
    }
    Ok(times)
}

fn one(served: &Served, select: &str) -> anyhow::Result<i64> {
    let found: Result<Option<i64>, Failure> = served.state.store.read(|tx| tx.query_row(select, &[], |row| row.get(0)));
    match found.context("the books")? {
        Some(number) => Ok(number),
        None => bail!("{select} gave nothing"),
    }
}
