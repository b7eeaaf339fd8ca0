//! What breaks from outside: `cargo xtask chaos crash|kill|proxy|disk-full`. Progress goes to stderr; the last line
//! of stdout is always the figures. Exit 1 where anything was lost, doubled or broken.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use petpro_tests::chaos;
use petpro_tests::crash::{self, Scenario};

#[derive(Parser)]
#[command(name = "petpro-chaos")]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Power cuts: whole scenarios with their file calls recorded, the power cut after every n-th
    /// call, unflushed writes lost, torn or reordered, on phones, server or both.
    Crash {
        /// Cut after every so many calls.
        #[arg(long, default_value_t = 1)]
        every: usize,
        /// Decides what a disk keeps.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Only this scenario.
        #[arg(long)]
        scenario: Option<Scenario>,
    },
    /// SIGKILL under load: the real server, killed and started again over the same files.
    Kill {
        #[arg(long, default_value_t = 100)]
        times: usize,
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// petpro-server.
        #[arg(long, env = "PETPRO_CHAOS_SERVER")]
        server: PathBuf,
    },
    /// A bad network: a proxy between real devices and the real server that refuses, cuts, delays,
    /// slices and falls silent, then heals.
    Proxy {
        #[arg(long, default_value_t = 100)]
        seeds: u64,
        /// The first one.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// petpro-server.
        #[arg(long, env = "PETPRO_CHAOS_SERVER")]
        server: PathBuf,
    },
    /// Small file systems, filled to the last byte under load and freed again: the server's and a
    /// device's. Needs `unshare` and the right to mount in a namespace of its own.
    DiskFull {
        #[arg(long, default_value_t = 10)]
        times: usize,
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// petpro-server.
        #[arg(long, env = "PETPRO_CHAOS_SERVER")]
        server: PathBuf,
        /// Below it lie the small file systems; what `disk-full` asks of itself.
        #[arg(long, hide = true)]
        home: Option<PathBuf>,
    },
    /// Plays one scenario; what `crash` records.
    #[command(hide = true)]
    Record { scenario: Scenario, dir: PathBuf },
}

fn main() -> ExitCode {
    let done = match Args::parse().command {
        Command::Crash { every, seed, scenario } => crash(every, seed, scenario),
        Command::Kill { times, seed, server } => kill(&server, times, seed),
        Command::Proxy { seeds, seed, server } => proxy(&server, seeds, seed),
        Command::DiskFull { times, seed, server, home } => disk_full(&server, times, seed, home),
        Command::Record { scenario, dir } => crash::play(scenario, &dir).map(|()| true),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("petpro-chaos: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn crash(every: usize, seed: u64, only: Option<Scenario>) -> anyhow::Result<bool> {
    if !crash::can_record() {
        println!("chaos crash: skipped: needs strace");
        return Ok(true);
    }
    let program = std::env::current_exe()?;
    let (mut points, mut disks, mut lost, mut doubled, mut broken) = (0, 0, 0, 0, 0);
    for scenario in Scenario::ALL.into_iter().filter(|scenario| only.is_none_or(|only| only == *scenario)) {
        let told = |n, of| eprint!("\r{scenario:?}: call {n} of {of}   ");
        let outcome = crash::cut(&program, scenario, every, seed, crash::Disks::Honest, &told)?;
        eprintln!();
        for wrong in &outcome.wrong {
            println!("{wrong}");
            match crash::harm(wrong) {
                crash::Harm::Lost => lost += 1,
                crash::Harm::Doubled => doubled += 1,
                crash::Harm::Broken => broken += 1,
            }
        }
        println!(
            "{scenario:?}: {} writes, truncations and flushes; power cut after {} of them, {} disks, {} of them different and opened, {} wrong",
            outcome.calls,
            outcome.points,
            outcome.disks,
            outcome.opened,
            outcome.wrong.len()
        );
        points += outcome.points;
        disks += outcome.disks;
    }
    println!("chaos crash: points={points} disks={disks} lost={lost} doubled={doubled} broken={broken}");
    Ok(lost + doubled + broken == 0)
}

/// A start may take this long, ms.
const READY_MS: u128 = 2_000;

fn kill(server: &Path, times: usize, seed: u64) -> anyhow::Result<bool> {
    let told = |n, took: std::time::Duration| eprint!("\r{n} kills, listening after {} ms   ", took.as_millis());
    let figures = chaos::kill(server, times, seed, &told)?;
    eprintln!();
    let chaos::Figures { kills, acked, lost, doubled, slowest } = figures;
    println!("slowest start: {} ms", slowest.as_millis());
    println!("chaos kill: kills={kills} acked={acked} lost={lost} doubled={doubled}");
    Ok(lost + doubled == 0 && kills == times && slowest.as_millis() <= READY_MS)
}

fn proxy(server: &Path, seeds: u64, first: u64) -> anyhow::Result<bool> {
    let told = |so_far: &chaos::proxy::Figures| eprint!("\r{} seeds, {} taps   ", so_far.seeds, so_far.taps);
    let figures = chaos::proxy::proxy(server, seeds, first, &told)?;
    eprintln!();
    let chaos::proxy::Figures { seeds, taps, orders, met, lost, doubled, stuck, slowest } = figures;
    let chaos::Met { passed, cut, slow, silent } = met;
    println!("connections: passed={passed} cut={cut} slow={slow} half-open={silent}");
    println!("slowest agreement after healing: {} ms", slowest.as_millis());
    println!("chaos proxy: seeds={seeds} taps={taps} orders={orders} lost={lost} doubled={doubled} stuck={stuck}");
    Ok(lost + doubled + stuck == 0)
}

fn disk_full(server: &Path, times: usize, seed: u64, home: Option<PathBuf>) -> anyhow::Result<bool> {
    let Some(home) = home else {
        let home = tempfile::Builder::new().prefix("petpro-full-").tempdir()?;
        let program = std::env::current_exe()?;
        let (server, inner) = (server.display().to_string(), home.path().display().to_string());
        let (times, seed) = (times.to_string(), seed.to_string());
        let args = ["disk-full", "--times", &times, "--seed", &seed, "--server", &server, "--home", &inner];
        let args: Vec<String> = args.into_iter().map(String::from).collect();
        return Ok(chaos::disk_full::alone(&program, &args, home.path())?.unwrap_or_else(|| {
            println!("chaos disk-full: skipped: needs unshare and mounts in a namespace");
            true
        }));
    };
    let chaos::disk_full::Figures { fills, refused, acked, lost, doubled, slowest } =
        chaos::disk_full::disk_full(server, &home, times, seed)?;
    println!("slowest write after there was space: {} ms", slowest.as_millis());
    println!("chaos disk-full: fills={fills} refused={refused} acked={acked} lost={lost} doubled={doubled}");
    Ok(lost + doubled == 0 && fills == times)
}
