//! Benches: every figure beside the floor of the same run on the same file system.
//!
//! A floor is what the machine itself needs for the same work without us: a plain loop of prepared
//! statements, a bulk insert, a JSON parse. Floor and measure take turns in small blocks, so that a
//! busy neighbour slows both. The first figure of each floor is the floor against itself (A/A):
//! a ratio closer to its bar than that says nothing.

#![expect(clippy::disallowed_methods, reason = "a bench is the one place that asks for the time itself")]

pub mod cart;
pub mod catalogue;
pub mod device;
pub mod figure;
pub mod floor;
pub mod machine;
pub mod sample;
pub mod sync;

use figure::Report;

/// How much work one run does.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Rows of the catalogue that is synced for the first time.
    pub rows: usize,
    /// How often each measure is repeated; the median counts.
    pub repeats: usize,
}

impl Default for Size {
    fn default() -> Self {
        Self { rows: 100_000, repeats: 5 }
    }
}

/// What `petpro-bench` can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Topic {
    /// The local write, the first sync, the rebase, the projection and the server's ingest.
    Sync,
    /// Pricing and the cart read over HTTP.
    Cart,
}

/// Runs one topic; figures are printed by `report` as they are known.
pub fn run(topic: Topic, size: Size, report: &mut Report) -> anyhow::Result<()> {
    let place = machine::Place::under_target()?;
    report.note(&format!("files under {} ({})", place.dir().display(), place.file_system()));
    match topic {
        Topic::Sync => sync::run(&place, size, report),
        Topic::Cart => cart::run(&place, size, report),
    }
}
