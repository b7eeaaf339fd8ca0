//! Benches: every figure beside the floor of the same run on the same file system.
//!
//! A floor is what the machine itself needs for the same work without us: a plain loop of prepared
//! statements, a bulk insert, a JSON parse. Floor and measure take turns in small blocks, so that a
//! busy neighbour slows both. The first figure of each floor is the floor against itself (A/A):
//! a ratio closer to its bar than that says nothing.

#![expect(clippy::disallowed_methods, reason = "a bench is the one place that asks for the time itself")]

pub mod app;
pub mod cart;
pub mod catalogue;
pub mod checkin;
pub mod device;
pub mod figure;
pub mod floor;
pub mod machine;
pub mod orders;
pub mod purchases;
pub mod sample;
pub mod scan;
pub mod sync;

use figure::Report;

/// How much work one run does.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Rows of the catalogue that is synced for the first time.
    pub rows: usize,
    /// How often each measure is repeated; the median counts.
    pub repeats: usize,
    /// Orders of each loop of `orders`.
    pub orders: usize,
    /// Purchases begun in a second of `purchases`, and for how many seconds.
    pub rate: usize,
    pub seconds: usize,
}

impl Default for Size {
    fn default() -> Self {
        Self { rows: 100_000, repeats: 5, orders: 12_000, rate: 520, seconds: 60 }
    }
}

/// What `petpro-bench` can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Topic {
    /// The local write, the first sync, the rebase, the projection and the server's ingest.
    Sync,
    /// Pricing and the cart read over HTTP.
    Cart,
    /// Orders placed over HTTP: the peak, one hot product, latency at half the peak.
    Orders,
    /// A pass at a desk: read from afar, verified, judged.
    Checkin,
    /// From the order to the settled payment and the last event sent, open loop.
    Purchases,
}

/// Runs one topic, or one part of `sync`; figures are printed by `report` as they are known.
pub fn run(topic: Topic, size: Size, only: Option<&str>, report: &mut Report) -> anyhow::Result<()> {
    let place = machine::Place::under_target()?;
    report.note(&format!("files under {} ({})", place.dir().display(), place.file_system()));
    match topic {
        Topic::Sync => sync::run(&place, size, only, report),
        Topic::Cart => cart::run(&place, size, report),
        Topic::Orders => orders::run(&place, size, report),
        Topic::Checkin => checkin::run(&place, size, only, report),
        Topic::Purchases => purchases::run(&place, size, report),
    }
}
