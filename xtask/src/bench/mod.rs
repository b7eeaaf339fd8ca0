//! `cargo xtask bench …`: each figure beside its floor from the same run. A missed bar is a figure
//! and not a failure; only a bench that breaks is one.

mod figure;
mod page;
mod record;

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};

use crate::sim::program;
use crate::workspace::Workspace;
use figure::Figure;

#[derive(clap::Args)]
pub struct Args {
    /// What to measure: sync, cart, orders, purchases
    topic: String,
    /// One JSON object a figure on standard output
    #[arg(long)]
    json: bool,
    /// Also writes a page with charts
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Also rewrites this topic's table in a document, PERFORMANCE.md
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
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
    eprintln!("building petpro-bench with --release (the first time takes minutes)");
    let built = space.build(&["--release", "--package", "petpro-tests", "--bin", "petpro-bench"])?;
    let mut bench = Command::new(program(&built, "petpro-bench")?)
        .args([&args.topic, "--json"])
        .args(&args.more)
        .current_dir(&space.root)
        .stdout(Stdio::piped())
        .spawn()
        .context("petpro-bench cannot be started")?;
    let out = bench.stdout.take().context("its output")?;

    let mut figures: Vec<Figure> = Vec::new();
    for line in BufReader::new(out).lines() {
        let line = line.context("petpro-bench's output")?;
        let figure = serde_json::from_str(&line).with_context(|| format!("petpro-bench said {line:?}"))?;
        figures.push(figure);
        match (args.json, figures.last()) {
            (true, _) => println!("{line}"),
            (false, Some(figure)) => println!("{}", figure.row()),
            _ => {}
        }
    }
    let status = bench.wait().context("petpro-bench")?;
    if !status.success() {
        bail!("petpro-bench ended with {status} after {} figures", figures.len());
    }
    if let Some(file) = &args.html {
        std::fs::write(file, page::page(&args.topic, &figures))
            .with_context(|| format!("{} cannot be written", file.display()))?;
        eprintln!("charts: {}", file.display());
    }
    if let Some(file) = &args.record {
        let more: String = args.more.iter().map(|word| format!(" {word}")).collect();
        let dashes = if more.is_empty() { "" } else { " --" };
        let command = format!("cargo xtask bench {}{dashes}{more}", args.topic);
        let document = std::fs::read_to_string(file).with_context(|| format!("{}", file.display()))?;
        std::fs::write(file, record::put(&document, &args.topic, &command, &figures)?)
            .with_context(|| format!("{} cannot be written", file.display()))?;
    }
    let missed = figures.iter().filter(|figure| !figure.ok).count();
    if !args.json {
        println!("bench {}: {} figures, {missed} below their bar", args.topic, figures.len());
    }
    Ok(ExitCode::SUCCESS)
}
