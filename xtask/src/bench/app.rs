//! `cargo xtask bench app`: the window, with a device that holds 20,000 products and a cart of 50 lines.

use std::process::Command;

use anyhow::{Result, bail};

use crate::app::{Front, has_chromium, window};
use crate::packages;
use crate::sim::program;
use crate::workspace::Workspace;

/// What measures; it prints a figure a line, like petpro-bench.
pub fn bench(space: &Workspace) -> Result<Command> {
    packages::ready_for(window::DRIVES, false);
    if let Some(why) = window::missing().or_else(|| packages::missing(window::DRIVES)) {
        bail!("bench app {why}");
    }
    if !has_chromium() {
        bail!("bench app needs chromium");
    }
    let front = Front::ready(space)?;
    eprintln!("building the app with --release (the first time takes many minutes)");
    let (_, app) = window::build(space, &front, &["--release", "--bins"])?;
    let bench = space.build(&["--release", "--package", "petpro-tests", "--bin", "petpro-bench"])?;
    let bridge = space.build(&["--release", "--package", "petpro-bridge"])?;
    let mut command = front.command("node");
    command
        .arg("journeys/bench.mjs")
        .env("PETPRO_APP", program(&app, "petpro-app")?)
        .env("PETPRO_BENCH", program(&bench, "petpro-bench")?)
        .env("PETPRO_BRIDGE", program(&bridge, "petpro-bridge")?);
    Ok(command)
}
