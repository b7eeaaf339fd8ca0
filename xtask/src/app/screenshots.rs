//! Pictures of every screen, to be looked at.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use super::front::Front;
use super::journeys::programs;
use super::{NEEDED, has_chromium};
use crate::packages;
use crate::workspace::Workspace;

#[derive(clap::Args)]
pub struct Args {
    /// en, ja, ko, zh; several with commas
    #[arg(long, default_value = "en,ja")]
    lang: String,
    /// 390x844, 1024x768 …; several with commas
    #[arg(long, default_value = "390x844,1024x768,1440x900")]
    size: String,
    /// Where they go, with an index page
    #[arg(long)]
    out: Option<PathBuf>,
}

pub fn command(space: &Workspace, args: &Args) -> Result<ExitCode> {
    packages::ready_for(NEEDED, false);
    if !has_chromium() {
        bail!("screenshots need chromium");
    }
    let fonts = Command::new("fc-list").args([":lang=ja", "family"]).output();
    if fonts.is_ok_and(|told| told.stdout.is_empty()) {
        println!("no font here has Japanese letters; Debian's package fonts-noto-cjk does");
    }
    let front = Front::ready(space)?;
    front.build()?;
    let built = space.build(&["--workspace", "--bins"])?;
    let out = match &args.out {
        Some(out) => std::path::absolute(out)?,
        None => space.own("app/screenshots")?,
    };
    std::fs::create_dir_all(&out).with_context(|| format!("{}", out.display()))?;
    let mut shots = front.command("node");
    shots.arg("journeys/screenshots.mjs").arg(&out).env("LANGS", &args.lang).env("SIZES", &args.size);
    for (name, value) in programs(&built)? {
        shots.env(name, value);
    }
    if !shots.status().context("node cannot be started")?.success() {
        bail!("the screenshots were not all taken");
    }
    println!("look at {}", out.join("index.html").display());
    Ok(ExitCode::SUCCESS)
}
