//! `cargo xtask stampede …`: many buyers, few units, over real HTTP.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::sim::program;
use crate::workspace::Workspace;

#[derive(clap::Args)]
pub struct Args {
    /// Units of the product that everybody wants
    #[arg(long, default_value_t = 1)]
    stock: usize,
    /// People who order one unit each
    #[arg(long, default_value_t = 1_000)]
    buyers: usize,
}

/// Exits 1 where there are more or fewer orders than there should be.
pub fn command(args: &Args) -> Result<ExitCode> {
    let space = Workspace::find()?;
    let built = space.build(&["--workspace", "--bins"])?;
    let status = Command::new(program(&built, "petpro-bench")?)
        .args(["stampede", "--stock", &args.stock.to_string(), "--buyers", &args.buyers.to_string()])
        .current_dir(&space.root)
        .status()
        .context("petpro-bench cannot be started")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
