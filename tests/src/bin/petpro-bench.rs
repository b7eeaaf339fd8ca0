//! The measuring binary behind `cargo xtask bench`: figures on standard output, progress on standard error.
//! It exits 0 also where a figure misses its bar; that is the reader's to judge.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Parser, Subcommand};
use petpro_tests::bench::{self, Size, Topic, figure::Report, sync::first};

/// Measures PetPro beside its floors, on this machine and this file system.
#[derive(Parser)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
struct Args {
    #[arg(required = true)]
    topic: Option<Topic>,
    #[command(subcommand)]
    child: Option<Child>,
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

/// Processes that a measure starts of this binary.
#[derive(Subcommand)]
enum Child {
    /// A phone that syncs for the first time.
    #[command(name = first::CHILD, hide = true)]
    Phone {
        url: String,
        data: PathBuf,
        #[arg(long)]
        tap: bool,
    },
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    if let Some(Child::Phone { url, data, tap }) = args.child {
        return first::child(&url, &data, tap);
    }
    let topic = args.topic.context("sync or cart")?;
    let mut report = Report::new(args.json);
    bench::run(topic, Size { rows: args.rows, repeats: args.repeats.max(1) }, &mut report)?;
    report.note(&format!("{} figures, {} missed their bar", report.count(), report.missed()));
    Ok(())
}
