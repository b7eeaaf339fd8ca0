//! `cargo xtask sim …`: the simulator of the tests, with its own arguments.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::workspace::{Built, Workspace};

#[derive(clap::Args)]
#[command(disable_help_flag = true)]
pub struct Args {
    /// The simulator's own arguments: --seeds N, --layer L1|L3, --planted, … (`cargo xtask sim --help` asks it)
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

pub fn command(args: &Args) -> Result<ExitCode> {
    let space = Workspace::find()?;
    let built = space.build(&["--workspace", "--bins"])?;
    let status = Command::new(program(&built, "petpro-sim")?).args(&args.args).current_dir(&space.root).status();
    let status = status.context("petpro-sim cannot be started")?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The path of a program that was just built.
pub fn program<'a>(built: &'a [Built], name: &str) -> Result<&'a std::path::Path> {
    let found = built.iter().find(|built| !built.is_test && built.target == name);
    found.map(|built| built.path.as_path()).with_context(|| format!("the workspace has no program {name}"))
}
