//! What breaks from outside: `cargo xtask chaos crash|kill`. Progress goes to stderr; the last line
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
    /// Plays one scenario; what `crash` records.
    #[command(hide = true)]
    Record { scenario: Scenario, dir: PathBuf },
}

fn main() -> ExitCode {
    let done = match Args::parse().command {
        Command::Crash { every, seed, scenario } => crash(every, seed, scenario),
        Command::Kill { times, seed, server } => kill(&server, times, seed),
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
            "{scenario:?}: {} writes, truncations and flushes; power cut after {} of them, {} disks opened, {} wrong",
            outcome.calls,
            outcome.points,
            outcome.disks,
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
