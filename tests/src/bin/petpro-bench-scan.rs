//! The scanner's bench behind `cargo xtask bench scan`: a binary of its own, since it counts allocations.

use std::path::PathBuf;

use clap::Parser;
use petpro_tests::bench::figure::Report;
use petpro_tests::bench::scan::{self, Options};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static COUNTING: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

/// Our decoder beside others, on the same pictures.
#[derive(Parser)]
struct Args {
    /// Pictures, or folders of pictures, with or without an `expected.csv`; made scenes without any.
    #[arg(long = "image", value_name = "PATH")]
    images: Vec<PathBuf>,
    /// How many scenes are made.
    #[arg(long, default_value_t = 70)]
    synthetic: usize,
    /// The same seed makes the same scenes.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Looks at each picture; the shortest counts.
    #[arg(long, default_value_t = 3)]
    repeats: usize,
    /// Every look as a line of JSON.
    #[arg(long, value_name = "FILE")]
    looks: Option<PathBuf>,
    /// One JSON object a figure, one a line.
    #[arg(long)]
    json: bool,
}

fn main() -> anyhow::Result<()> {
    let Args { images, synthetic, seed, repeats, looks, json } = Args::parse();
    let mut report = Report::new(json);
    scan::run(&Options { images, synthetic, seed, repeats: repeats.max(1), looks }, &mut report)?;
    report.note(&format!("{} figures, {} missed their bar", report.count(), report.missed()));
    Ok(())
}
