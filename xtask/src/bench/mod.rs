//! `cargo xtask bench …`: each figure beside its floor from the same run. A missed bar is a figure
//! and not a failure; only a bench that breaks is one.

mod app;
mod figure;
mod page;
mod record;
mod scan;

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};

use crate::packages;
use crate::sim::program;
use crate::workspace::Workspace;
use figure::Figure;

#[derive(clap::Args)]
pub struct Args {
    /// What to measure: sync, cart, checkin, orders, purchases, scan, app
    topic: String,
    /// Only of `scan`: pictures, or folders of them, with or without an `expected.csv`
    images: Vec<PathBuf>,
    /// One JSON object a figure, on standard output or into a file (`--json=FILE`: a picture may follow `--json`)
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    json: Option<Option<PathBuf>>,
    /// Also writes a page with charts; of `scan` with the pictures that were missed
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Also rewrites this topic's table in a document, PERFORMANCE.md
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Only of `scan`: beside zxing-cpp, too; needs cmake and a C++ compiler
    #[arg(long)]
    with_zxing_cpp: bool,
    /// Only of `scan`: how many scenes are made where no pictures are named
    #[arg(long, value_name = "N")]
    synthetic: Option<usize>,
    /// Only of `scan`: the same seed makes the same scenes
    #[arg(long)]
    seed: Option<u64>,
    /// More arguments for petpro-bench
    #[arg(last = true)]
    more: Vec<String>,
}

pub fn command(args: &Args) -> Result<ExitCode> {
    let space = Workspace::find()?;
    // The page goes where the caller stands; better to hear now than after minutes that it cannot.
    if let Some(file) = &args.html {
        std::fs::write(file, "").with_context(|| format!("{} cannot be written", file.display()))?;
    }
    let mut json = match &args.json {
        Some(Some(file)) => {
            Some(std::fs::File::create(file).with_context(|| format!("{} cannot be written", file.display()))?)
        }
        _ => None,
    };
    let looks = scan::Looks::of(args, &space)?;
    let mut bench = if args.topic == "app" { app::bench(&space)? } else { binary(args, &space, &looks)? };
    let mut bench = bench.stdout(Stdio::piped()).spawn().context("the bench cannot be started")?;
    let out = bench.stdout.take().context("its output")?;

    let mut figures: Vec<Figure> = Vec::new();
    for line in BufReader::new(out).lines() {
        let line = line.context("the bench's output")?;
        let figure = serde_json::from_str(&line).with_context(|| format!("the bench said {line:?}"))?;
        figures.push(figure);
        match (&args.json, &mut json, figures.last()) {
            (Some(_), Some(file), _) => writeln!(file, "{line}").context("the figures cannot be written")?,
            (Some(_), None, _) => println!("{line}"),
            (None, _, Some(figure)) => println!("{}", figure.row()),
            _ => {}
        }
    }
    let status = bench.wait().context("the bench")?;
    if !status.success() {
        bail!("the bench ended with {status} after {} figures", figures.len());
    }
    if let Some(file) = &args.html {
        std::fs::write(file, page::page(&args.topic, &figures, &looks.missed()?))
            .with_context(|| format!("{} cannot be written", file.display()))?;
        eprintln!("charts: {}", file.display());
    }
    if let Some(file) = &args.record {
        let said: Vec<String> = std::env::args().skip(1).collect();
        let command = format!("cargo xtask {}", said.join(" "));
        let document = std::fs::read_to_string(file).with_context(|| format!("{}", file.display()))?;
        std::fs::write(file, record::put(&document, &args.topic, &command, &figures)?)
            .with_context(|| format!("{} cannot be written", file.display()))?;
    }
    let missed = figures.iter().filter(|figure| !figure.ok).count();
    if args.json.is_none() {
        println!("bench {}: {} figures, {missed} below their bar", args.topic, figures.len());
    }
    Ok(ExitCode::SUCCESS)
}

/// The measuring program of every topic but the app.
fn binary(args: &Args, space: &Workspace, looks: &scan::Looks) -> Result<Command> {
    let name = if args.topic == "scan" { "petpro-bench-scan" } else { "petpro-bench" };
    let mut build = vec!["--release", "--package", "petpro-tests", "--bin", name];
    if args.with_zxing_cpp {
        packages::ready_for(packages::CPLUSPLUS, false);
        build.extend(["--features", "zxing-cpp"]);
    }
    eprintln!("building {name} with --release (the first time takes minutes)");
    let built = space.build(&build)?;
    let mut bench = Command::new(program(&built, name)?);
    bench.arg("--json").args(looks.arguments()).args(&args.more).current_dir(&space.root);
    Ok(bench)
}
