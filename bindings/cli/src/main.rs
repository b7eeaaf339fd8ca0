//! The terminal: the core's screens as text, its plain states as JSON lines.

mod allocations;
mod answer;
mod args;
mod commands;
mod print;
mod session;
mod setup;
mod watch;

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;
use petpro_client::texts::{Arg, text};
use petpro_client::{Code, PetPro};
use tokio::runtime::Runtime;

use args::{Cli, Command};
use commands::App;
use print::Out;

fn main() -> ExitCode {
    setup::logs();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // Help and version go to standard output and are no failure; clap's own words tell what was wrong.
        Err(error) => {
            let _ = error.print();
            let told = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            return ExitCode::from(if told { 0 } else { 2 });
        }
    };
    let runtime = match Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("petpro: no threads: {error}");
            return ExitCode::from(1);
        }
    };
    // Whatever was answered is on the disk, and the store survives being killed: leaving at once is clean.
    runtime.spawn(async {
        if tokio::signal::ctrl_c().await.is_ok() {
            std::process::exit(130);
        }
    });
    let code = run(&runtime, cli);
    runtime.shutdown_background(); // the search index is filled at the next start
    ExitCode::from(code)
}

fn run(runtime: &Runtime, Cli { global, command }: Cli) -> u8 {
    let lang = setup::lang(global.lang);
    let out = Out::new(global.json || matches!(command, Command::Session), lang);
    let timer = print::Timer::start();
    let config = setup::config(&global, lang);
    let data = config.as_ref().map(|config| config.data.clone()).unwrap_or_default();
    let opened = {
        let _inside = runtime.enter();
        config.and_then(|config| Ok(PetPro::open(config)?))
    };
    let app = match opened {
        Ok(petpro) => App { petpro, lang, server: global.server, json: out.json },
        Err(mut failure) => {
            if matches!(failure.code, Code::FileUnreadable | Code::StoreReadOnly) {
                let args = [("folder", Arg::from(data.display().to_string()))];
                failure.detail = Some(text(lang, "cli-data-folder", &args));
            }
            // Whatever keeps a data folder from being opened is a matter of the store, also a folder that is a file.
            let code = out.finish(command.name(), timer, Err(failure));
            return if code == 1 { 5 } else { code };
        }
    };
    match command {
        Command::Session => session::run(runtime, &app, &out),
        Command::Scan(scan) => commands::scan::print(&app, &scan, &out),
        Command::Sync { watch: true } => watch::run(runtime, &app, &out),
        command => {
            let name = command.name();
            let answer = runtime.block_on(commands::run(&app, command));
            out.finish(name, timer, answer)
        }
    }
}
