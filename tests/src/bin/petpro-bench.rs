//! The measuring binary behind `cargo xtask bench`: figures on standard output, progress on standard error.
//! It exits 0 also where a figure misses its bar; that is the reader's to judge.

use clap::Parser;
use petpro_tests::bench::{self, Size, Topic, figure::Report};

/// Measures PetPro beside its floors, on this machine and this file system.
#[derive(Parser)]
struct Args {
    topic: Topic,
    /// One JSON object a figure, one a line.
    #[arg(long)]
    json: bool,
    /// Rows of the catalogue for the first sync.
    #[arg(long, default_value_t = Size::default().rows)]
    rows: usize,
    /// Repeats of each measure; the median counts.
    #[arg(long, default_value_t = Size::default().repeats)]
    repeats: usize,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let mut report = Report::new(args.json);
    bench::run(args.topic, Size { rows: args.rows, repeats: args.repeats.max(1) }, &mut report)?;
    report.note(&format!("{} figures, {} missed their bar", report.count(), report.missed()));
    Ok(())
}
