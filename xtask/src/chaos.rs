//! `cargo xtask chaos …`: power cuts, kills, bad networks and full disks, played by a program of the tests.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::packages;
use crate::sim::program;
use crate::workspace::Workspace;

#[derive(clap::Args)]
#[command(disable_help_flag = true)]
pub struct Args {
    /// crash [--every N] | kill --times N | proxy --seeds N | disk-full (`cargo xtask chaos --help` asks the program)
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

pub fn command(args: &Args) -> Result<ExitCode> {
    packages::ready(false);
    let space = Workspace::find()?;
    let built = space.build(&["--workspace", "--bins"])?;
    let mut chaos = Command::new(program(&built, "petpro-chaos")?);
    // What is killed is the real server.
    chaos.env("PETPRO_CHAOS_SERVER", program(&built, "petpro-server")?);
    let status = chaos.args(&args.args).current_dir(&space.root).status();
    let status = status.context("petpro-chaos cannot be started")?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}
