//! `cargo xtask demo`: PetPro's main job on real parts. One server, real client processes, real files;
//! every line is printed from their answers, and every claim is checked.

mod bought;
mod cart;
mod checkout;
mod clinic;
mod fulfilment;
mod network;
mod offline;
mod online;
mod phone;
mod restored;
pub mod sandbox;
pub mod server;
mod shown;
mod story;
mod trouble;
mod web;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, bail};

use crate::progress::{Past, human, now};
use crate::sim::program;
use crate::workspace::Workspace;
use network::Network;
use phone::Phone;
use sandbox::Sandbox;
use server::Server;
use story::Story;

/// Of the seeded accounts.
pub const PASSWORD: &str = "petpro-demo-1";
pub const HANA: &str = "hana@petpro.example";
pub const KEN: &str = "ken@petpro.example";
/// The admin of a seeded clinic.
pub const KUDO: &str = "kudo@petpro.example";
/// Two seeded shops and who works there.
pub const SAKURA: (&str, &str) = ("Sakura Pet Hall", "sakura@petpro.example");
pub const NANIWA: (&str, &str) = ("Naniwa Pet Market", "naniwa@petpro.example");
/// Seconds: long enough to be seen, short enough to be waited for.
const SHORT_HOLD: u32 = 3;

#[derive(clap::Args)]
pub struct Args {
    /// End after the acts instead of keeping the server running
    #[arg(long)]
    once: bool,
    /// The server's port; 0 takes a free one (the default with --once)
    #[arg(long)]
    port: Option<u16>,
    /// Keep the run's folder (a failed run always keeps it)
    #[arg(long)]
    keep: bool,
    /// Your own pictures: they are scanned like the demo's
    photos: Vec<PathBuf>,
}

/// Everything the acts play with.
pub struct Stage {
    folder: PathBuf,
    petpro: PathBuf,
    scene: PathBuf,
    server: Server,
    /// Payment gateway, carrier and mail catcher.
    sandbox: Sandbox,
    story: Story,
}

/// The phones of acts 3 to 5: Ken's two, and one of each shop.
pub struct Cast {
    k: Phone,
    l: Phone,
    sakura: Phone,
    naniwa: Phone,
}

impl Stage {
    fn phone(&self, name: &'static str) -> Result<Phone> {
        Phone::new(name, &self.petpro, &self.folder, Network::to(self.server.address)?)
    }

    /// A photograph of a package with this barcode, made by the project.
    fn photo(&self, gtin: &str, seed: u32) -> Result<PathBuf> {
        let out = self.folder.join(format!("photo-{seed}.jpg"));
        let mut scene = Command::new(&self.scene);
        let made = scene.args(["--gtin", gtin, "--seed", &seed.to_string(), "--out"]).arg(&out).output();
        let made = made.context("petpro-scene cannot be started")?;
        if !made.status.success() {
            bail!("petpro-scene: {}", String::from_utf8_lossy(&made.stderr));
        }
        Ok(out)
    }
}

pub fn command(args: &Args) -> Result<ExitCode> {
    if let Some(photo) = args.photos.iter().find(|photo| !photo.exists()) {
        bail!("there is no picture {}", photo.display());
    }
    let photos: Vec<PathBuf> = args.photos.iter().map(std::path::absolute).collect::<Result<_, _>>()?;
    let space = Workspace::find()?;
    let built = space.build(&["--workspace", "--bins"])?;
    let folder = run_folder(&space.own("demo/runs")?)?;
    let past = Past::read(space.own("demo/times.json")?);
    let port = args.port.unwrap_or(if args.once { 0 } else { 7878 });

    let start = now();
    let sandbox = Sandbox::new(program(&built, "petpro-sandbox")?, &folder)?;
    let server = Server::new(program(&built, "petpro-server")?, &folder, port, Some(&sandbox))
        .with_context(|| format!("this run's files are in {}", folder.display()))?;
    let played = Arc::new(AtomicBool::new(false));
    on_signal(server.stopper(), sandbox.stopper(), played.clone());
    let petpro = program(&built, "petpro")?.to_owned();
    let scene = program(&built, "petpro-scene")?.to_owned();
    let mut stage = Stage { folder: folder.clone(), petpro, scene, server, sandbox, story: Story::new(past) };
    println!("PetPro demo: a server with a seeded shop at {}, files in {}", stage.server.url(), folder.display());

    let figures =
        play(&mut stage, &photos).with_context(|| format!("this run's files stay in {}", folder.display()))?;
    played.store(true, Ordering::SeqCst);
    if args.once {
        stage.server.stop()?;
        if !args.keep {
            std::fs::remove_dir_all(&folder).with_context(|| format!("{}", folder.display()))?;
        }
        println!("\n{figures} time={}", human(start.elapsed()).replace(' ', ""));
        return Ok(ExitCode::SUCCESS);
    }
    println!("\n{figures} time={}", human(start.elapsed()).replace(' ', ""));
    keep_running(&stage)
}

fn play(stage: &mut Stage, photos: &[PathBuf]) -> Result<String> {
    let mut a = stage.phone("A")?;
    offline::play(stage, &mut a, photos)?;
    let mut b = stage.phone("B")?;
    online::play(stage, &mut a, &mut b)?;
    let [k, l] = [stage.phone("K")?, stage.phone("L")?];
    let [sakura, naniwa] = [stage.phone("sakura")?, stage.phone("naniwa")?];
    let mut cast = Cast { k, l, sakura, naniwa };
    let number = checkout::play(stage, &mut cast)?;
    fulfilment::play(stage, &mut cast, &number)?;
    trouble::play(stage, &mut cast)?;
    restored::play(stage, &mut a, &mut b, &mut cast.k)?;
    let (mut asked, mut slowest) = clinic::play(stage)?;
    for phone in [&a, &b, &cast.k, &cast.l, &cast.sakura, &cast.naniwa] {
        asked += phone.asked;
        slowest = slowest.max(phone.slowest_local_ms);
    }
    Ok(format!(
        "demo: steps={} checks={} failed=0 answers={asked} slowest_local_ms={slowest:.0}",
        stage.story.steps, stage.story.checks
    ))
}

fn keep_running(stage: &Stage) -> Result<ExitCode> {
    let (url, bin) = (stage.server.url(), stage.petpro.display());
    println!(
        "\nThe server keeps running at {url} (Ctrl-C ends it).\n  \
         sign in as {HANA} or {KEN}, password {PASSWORD}; shops: {}, {}\n  \
         its API:    {url}/openapi.json\n  \
         its mails:  {}/mails\n  \
         a phone:    {bin} --server {url} --data {} cart",
        SAKURA.1,
        NANIWA.1,
        stage.sandbox.url,
        stage.folder.join("mine").display()
    );
    loop {
        if let Some(ended) = stage.server.ended() {
            bail!("{ended}");
        }
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
}

/// Ctrl-C and SIGTERM end the server in an orderly way, whatever the story is at; only after its end is that a success.
pub fn on_signal(stopper: server::Stopper, sandbox: sandbox::Stopper, played: Arc<AtomicBool>) {
    std::thread::spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
        runtime.block_on(async {
            #[cfg(unix)]
            {
                use tokio::signal::unix::{SignalKind, signal};
                let Ok(mut term) = signal(SignalKind::terminate()) else { return };
                tokio::select! {
                    _ = tokio::signal::ctrl_c() => {}
                    _ = term.recv() => {}
                }
            }
            #[cfg(not(unix))]
            let _ = tokio::signal::ctrl_c().await;
        });
        eprintln!("\nstopping the server …");
        let stopped = stopper.stop();
        sandbox.stop();
        if let Err(error) = &stopped {
            eprintln!("{error:#}");
        }
        std::process::exit(if stopped.is_ok() && played.load(Ordering::SeqCst) { 0 } else { 1 });
    });
}

/// The first number that no other run has taken; making the folder is what takes it.
fn run_folder(runs: &Path) -> Result<PathBuf> {
    std::fs::create_dir_all(runs).with_context(|| format!("{}", runs.display()))?;
    for number in 1.. {
        let folder = runs.join(number.to_string());
        match std::fs::create_dir(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error).with_context(|| format!("{} cannot be made", folder.display())),
        }
    }
    bail!("no run folder is free in {}", runs.display())
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_run_has_its_own_folder() {
        let runs = tempfile::tempdir().unwrap();
        let first = super::run_folder(runs.path()).unwrap();
        let second = super::run_folder(runs.path()).unwrap();
        assert_ne!(first, second);
        assert!(first.is_dir() && second.is_dir());
    }
}
