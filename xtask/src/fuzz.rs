//! `cargo xtask fuzz scan …`: libFuzzer at every door of the scanner, through cargo-fuzz on a plain toolchain.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::progress::{bar, now};
use crate::workspace::{Workspace, cargo, forget_own_package};

/// Read by people who look for its releases; the newest that was tried.
const CARGO_FUZZ: &str = "0.13.2";
/// The doors, each with the longest input that is worth trying.
const TARGETS: [(&str, u32); 5] =
    [("frame", 40_000), ("picture", 20_000), ("film", 4_000), ("text", 600), ("pass", 600)];
/// An input that takes longer, in seconds, or more memory, in MB, is a find. The sanitizer alone triples both.
const LIMITS: [&str; 2] = ["-timeout=20", "-rss_limit_mb=1024"];

#[derive(clap::Args)]
pub struct Args {
    /// What is fuzzed
    #[arg(value_enum)]
    topic: Topic,
    /// Seconds for all targets together
    #[arg(long, default_value_t = 600)]
    seconds: u64,
    /// Only this target
    #[arg(long)]
    target: Option<String>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Topic {
    /// Frames, picture files, films, texts and passes
    Scan,
}

/// What a target's run came to.
struct Run {
    inputs: u64,
    added: u64,
    peak_mb: u64,
    found: Vec<PathBuf>,
}

/// Exits 1 where something was found; the files that show it are named.
pub fn command(args: &Args) -> Result<ExitCode> {
    let Topic::Scan = args.topic;
    let space = Workspace::find()?;
    let wanted: Vec<_> =
        TARGETS.into_iter().filter(|(name, _)| args.target.as_ref().is_none_or(|only| only == name)).collect();
    if wanted.is_empty() {
        bail!("no such target: {}", TARGETS.map(|(name, _)| name).join(", "));
    }
    let built = build(&space)?;
    let seconds = (args.seconds / wanted.len() as u64).max(1);
    let (mut inputs, mut added, mut peak_mb, mut found) = (0, 0, 0, Vec::new());
    for (name, longest) in &wanted {
        let run = fuzz(&space, &built, name, *longest, seconds)?;
        println!("{name:>12} {} inputs, {} new, at most {} MB", run.inputs, run.added, run.peak_mb);
        run.found.iter().for_each(|file| println!("{:>12} {}", "found", file.display()));
        (inputs, added, peak_mb) = (inputs + run.inputs, added + run.added, run.peak_mb.max(peak_mb));
        found.extend(run.found);
    }
    println!(
        "fuzz scan: targets={} seconds={} inputs={inputs} new={added} peak_mb={peak_mb} found={}",
        wanted.len(),
        seconds * wanted.len() as u64,
        found.len()
    );
    Ok(if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Builds every target with a sanitizer; answers the folder with the programs.
fn build(space: &Workspace) -> Result<PathBuf> {
    let (tool, host) = (tool(space)?, host()?);
    let target = space.own("fuzz/built")?;
    println!("{:>12} the targets, with a sanitizer (minutes the first time)", "building");
    let mut build = Command::new(tool);
    forget_own_package(&mut build);
    // Sanitizers are a switch of nightly compilers; this variable opens it in a stable one.
    build.args(["fuzz", "build", "--fuzz-dir"]).arg(space.root.join("tests/fuzz")).arg("--target-dir").arg(&target);
    let status = build.env("RUSTC_BOOTSTRAP", "1").env_remove("CARGO_TARGET_DIR").current_dir(&space.root).status();
    if !status.context("cargo-fuzz cannot be started")?.success() {
        bail!("the fuzz targets do not build: see above");
    }
    Ok(target.join(host).join("release"))
}

/// cargo-fuzz as it is installed, or our own copy below `target`.
fn tool(space: &Workspace) -> Result<PathBuf> {
    let works = |tool: &Path| {
        let asked = Command::new(tool).args(["fuzz", "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
        asked.is_ok_and(|status| status.success())
    };
    let own = space.own("tools/bin/cargo-fuzz")?;
    for tool in [PathBuf::from("cargo-fuzz"), own.clone()] {
        if works(&tool) {
            return Ok(tool);
        }
    }
    println!("{:>12} cargo-fuzz {CARGO_FUZZ} from crates.io", "installing");
    let status = cargo()
        .args(["install", "cargo-fuzz", "--version", CARGO_FUZZ, "--locked", "--quiet", "--root"])
        .arg(space.own("tools")?)
        .status();
    if !status.context("cargo cannot be started")?.success() {
        bail!(
            "cargo-fuzz is missing and cannot be installed: cargo install cargo-fuzz --version {CARGO_FUZZ} --locked"
        );
    }
    Ok(own)
}

/// `x86_64-unknown-linux-gnu`.
fn host() -> Result<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let said = Command::new(rustc).arg("-vV").output().context("rustc cannot be started")?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc does not say for which machine it builds")
}

/// One target for so long. It starts from the corpus of the project and of earlier runs and adds to the latter.
fn fuzz(space: &Workspace, built: &Path, name: &str, longest: u32, seconds: u64) -> Result<Run> {
    let (grown, found) = (space.own(&format!("fuzz/corpus/{name}"))?, space.own(&format!("fuzz/found/{name}"))?);
    for folder in [&grown, &found] {
        std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    let before = files(&found)?;
    let log = space.own(&format!("fuzz/{name}.log"))?;
    let said = std::fs::File::create(&log).with_context(|| format!("{} cannot be written", log.display()))?;
    let mut child = Command::new(built.join(name))
        .arg(&grown)
        .arg(space.root.join("tests/fuzz/corpus").join(name))
        .arg(format!("-artifact_prefix={}/", found.display()))
        .args([format!("-max_total_time={seconds}"), format!("-max_len={longest}"), "-print_final_stats=1".into()])
        .args(LIMITS)
        // SQLite's C code names some of its own constants twice.
        .env("ASAN_OPTIONS", "detect_odr_violation=0")
        .stdout(Stdio::null())
        .stderr(said)
        .spawn()
        .with_context(|| format!("the target {name} cannot be started"))?;
    let (start, progress) = (now(), bar(seconds, name));
    while child.try_wait()?.is_none() {
        progress.set_position(start.elapsed().as_secs().min(seconds));
        std::thread::sleep(Duration::from_millis(200));
    }
    progress.finish_and_clear();
    let status = child.wait()?;
    let found: Vec<_> = files(&found)?.into_iter().filter(|file| !before.contains(file)).collect();
    if !status.success() && found.is_empty() {
        bail!("the target {name} ended with {status}: see {}", log.display());
    }
    let said = String::from_utf8_lossy(&std::fs::read(&log)?).into_owned();
    let [inputs, added, peak_mb] =
        ["number_of_executed_units", "new_units_added", "peak_rss_mb"].map(|name| figure(&said, name));
    Ok(Run { inputs, added, peak_mb, found })
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    Ok(files)
}

/// `stat::peak_rss_mb:   81` of libFuzzer's last lines.
fn figure(said: &str, name: &str) -> u64 {
    let line = said.lines().rev().find_map(|line| line.strip_prefix("stat::")?.strip_prefix(name)?.strip_prefix(':'));
    line.and_then(|figure| figure.trim().parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_of_a_run_are_figures() {
        let said = "#12 DONE\nstat::number_of_executed_units: 1200\nstat::peak_rss_mb:              81\n";
        assert_eq!([figure(said, "number_of_executed_units"), figure(said, "peak_rss_mb")], [1_200, 81]);
        assert_eq!(figure(said, "new_units_added"), 0, "a run that was killed has none");
    }
}
