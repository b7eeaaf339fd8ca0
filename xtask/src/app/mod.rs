//! `cargo xtask app`: the app with everything behind it. The demo's backend, the bridge, and the address to open.

mod front;
mod journeys;
mod screenshots;
mod stage;
pub mod window;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::packages;
use crate::sim::program;
use crate::workspace::Workspace;
use stage::{Shell, Stage};

pub use front::Front;
pub use journeys::checks;
pub use journeys::has_chromium;

/// What plays the app. Node is not among it: Debian 12's own is too old, so it is asked for by its version.
const NEEDED: &[(&str, &str, &str)] = &[("chromium", "chromium", "plays the app's journeys")];

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: Option<What>,
    /// The port of the app's address; 0 takes a free one
    #[arg(long, default_value_t = 7717)]
    port: u16,
    /// Begin with an empty store and a freshly seeded backend
    #[arg(long)]
    fresh: bool,
    /// In a browser, where there would be a window
    #[arg(long)]
    browser: bool,
}

#[derive(clap::Subcommand)]
enum What {
    /// Writes the TypeScript of the command table
    Types,
    /// The front end's own checks and the journeys, without the other tests
    Test,
    /// Every screen at three sizes, in two languages, light and dark, with a page that shows them all
    Screenshots(screenshots::Args),
}

pub fn command(args: &Args) -> Result<ExitCode> {
    let space = Workspace::find()?;
    match &args.what {
        None => run(&space, args),
        Some(What::Types) => types(&space),
        Some(What::Test) => test(&space),
        Some(What::Screenshots(wanted)) => screenshots::command(&space, wanted),
    }
}

/// Until Ctrl-C, until the window is closed, or until one of the programs ends.
fn run(space: &Workspace, args: &Args) -> Result<ExitCode> {
    let front = Front::ready(space)?;
    let wanted = window::has_display() && !args.browser;
    let lacking = window::missing();
    if let (true, Some(why)) = (wanted, &lacking) {
        println!("in the browser, since a window of its own {why}");
    }
    let window = if wanted && lacking.is_none() { Some(window::app(space, &front)?) } else { None };
    if window.is_none() {
        front.build()?;
    }
    let built = space.build(&["--workspace", "--bins"])?;
    let shell = match window {
        Some(app) => Shell::Window(app),
        None => Shell::Bridge(program(&built, "petpro-bridge")?.to_owned(), args.port),
    };
    let stage = Stage::new(space, &built, &shell, args.fresh)?;
    println!(
        "\nPetPro is ready. {}\n\n  \
         sign in as {} or {}, password {}, or look around as a guest\n  \
         shops: {}, {}    a clinic's admin: {}, PIN 2468 at a tablet\n  \
         the backend: {}    its mails: {}/mails\n\n\
         Ctrl-C ends it; the store stays, --fresh begins anew.",
        stage.open.as_ref().map_or("Its window is open.".to_owned(), |open| format!("Open\n\n    {open}")),
        crate::demo::HANA,
        crate::demo::KEN,
        crate::demo::PASSWORD,
        crate::demo::SAKURA.1,
        crate::demo::NANIWA.1,
        crate::demo::KUDO,
        stage.server.url(),
        stage.sandbox.url,
    );
    stage.wait()
}

fn types(space: &Workspace) -> Result<ExitCode> {
    let built = space.build(&["--workspace", "--bin", "petpro-types"])?;
    let made = std::process::Command::new(program(&built, "petpro-types")?).output().context("petpro-types")?;
    if !made.status.success() {
        bail!("petpro-types failed: {}", String::from_utf8_lossy(&made.stderr));
    }
    let path = space.root.join("app-tauri/web/src/lib/wire.ts");
    std::fs::write(&path, made.stdout).with_context(|| format!("{}", path.display()))?;
    println!("{} is up to date", path.display());
    Ok(ExitCode::SUCCESS)
}

fn test(space: &Workspace) -> Result<ExitCode> {
    packages::ready_for(NEEDED, false);
    Ok(crate::test::tell(&checks(space)?, false))
}
