//! `cargo xtask …`: the project's only scripts. It imports no crate of ours; it starts cargo and binaries.

mod acceptance;
mod app;
mod bench;
mod chaos;
mod demo;
mod fuzz;
mod packages;
mod progress;
mod sim;
mod stampede;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The project's only scripts; CI calls the same ones")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// PetPro's main job on real parts: offline, killed, online, two phones, old copies
    Demo(demo::Args),
    /// The app with the demo's backend behind it, in a browser
    App(app::Args),
    /// Every test of the project; the last line is `N passed, N failed, N skipped`
    Test(test::Args),
    /// The documents' items that no passing test of this tree proves
    Acceptance,
    /// The sync protocol under loss, duplication, clones and restores
    Sim(sim::Args),
    /// Everybody orders the last one at once: exactly one order is made
    Stampede(stampede::Args),
    /// Power cuts and kills: whatever was acknowledged is there, once
    Chaos(chaos::Args),
    /// Whatever strangers hand to the scanner, under libFuzzer and a sanitizer
    Fuzz(fuzz::Args),
    /// Figures beside their floors, built with --release
    Bench(bench::Args),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Demo(args) => demo::command(&args),
        Command::App(args) => app::command(&args),
        Command::Test(args) => test::command(&args),
        Command::Acceptance => acceptance::command(),
        Command::Sim(args) => sim::command(&args),
        Command::Stampede(args) => stampede::command(&args),
        Command::Chaos(args) => chaos::command(&args),
        Command::Fuzz(args) => fuzz::command(&args),
        Command::Bench(args) => bench::command(&args),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        let full = |cause: &std::io::Error| cause.kind() == std::io::ErrorKind::StorageFull;
        if error.chain().filter_map(|cause| cause.downcast_ref()).any(full) {
            eprintln!("the disk is full: `target` is where xtask writes; free some space and start again");
        }
        ExitCode::FAILURE
    })
}
