//! The app's window: Tauri around the same command table and the same pages as the bridge.
//!
//! The page has five ways into the core ([`commands`]), one of which is the table. Everything else is the shell's own:
//! where the store lies ([`start`]), and what the window looks like and may do ([`window`]).

mod commands;
mod start;
mod window;

use std::process::ExitCode;

use clap::Parser;
use petpro_app::{App, Refused};
use tauri::{Builder, Manager};
use tracing_subscriber::EnvFilter;

use start::Start;

/// The open core, or why it did not open: the page says that then.
type Core = Result<App, Refused>;

/// Until the window is closed.
pub fn run() -> ExitCode {
    let start = Start::parse();
    let filter = EnvFilter::try_from_env("PETPRO_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    // The first of all plugins: a second start hands its address over and ends before it opens anything.
    let one = tauri_plugin_single_instance::init(|app, _, _| window::to_front(app));
    let ran = Builder::default()
        .plugin(one)
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_window_state::Builder::new().build())
        .invoke_handler(commands::handler())
        .setup(move |app| {
            if start.tied {
                let handle = app.handle().clone();
                std::thread::spawn(move || {
                    let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
                    handle.exit(0);
                });
            }
            app.manage(start.open(app.path().app_data_dir()?));
            app.manage(commands::Told::default());
            window::open(app)
        })
        .run(tauri::generate_context!());
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the window cannot be opened: {error}");
            ExitCode::FAILURE
        }
    }
}
