//! `petpro-server`: serve, and what an operator does beside it.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use petpro_server::clock::{Random, SystemClock};
use petpro_server::config::Config;
use petpro_server::state::AppState;
use petpro_server::{observe, serve};
use tokio::net::TcpListener;

#[derive(Parser)]
#[command(version, about)]
struct Args {
    /// TOML file; see --print-config for its keys.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    /// Holds the database, the keys and the pictures.
    #[arg(long, global = true)]
    data: Option<PathBuf>,
    /// 0 takes a free one.
    #[arg(long, global = true)]
    port: Option<u16>,
    /// Prints the effective configuration, secrets masked, and ends.
    #[arg(long, global = true)]
    print_config: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Answers requests until SIGTERM or ctrl-c (the default).
    Serve,
    /// Prints the OpenAPI description: `… openapi > server-stub/openapi.json`.
    Openapi,
}

/// What went wrong, and the exit code that says so to a script.
struct Stop(u8, String);

const CONFIG: u8 = 2;
const PORT: u8 = 3;
const STORE: u8 = 4;
/// An end that took longer is cut short; below what service managers allow (often 30 s).
const HARD_LIMIT: std::time::Duration = std::time::Duration::from_secs(10);

fn main() -> ExitCode {
    match run(Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop(code, sentence)) => {
            eprintln!("petpro-server: {sentence}");
            ExitCode::from(code)
        }
    }
}

fn run(args: Args) -> Result<(), Stop> {
    let mut flags = serde_json::Map::new();
    if let Some(data) = &args.data {
        flags.insert("data".into(), data.to_string_lossy().into());
    }
    if let Some(port) = args.port {
        flags.insert("port".into(), port.into());
    }
    let config = Config::load(args.config, flags).map_err(|why| Stop(CONFIG, why))?;
    if args.print_config {
        println!("{}", config.print());
        return Ok(());
    }
    let command = args.command.unwrap_or(Command::Serve);
    if let Command::Openapi = command {
        println!("{:#}", petpro_server::openapi::document());
        return Ok(());
    }
    let log = observe::logs::subscriber(&config.log, std::io::stderr).map_err(|why| Stop(CONFIG, why))?;
    tracing::subscriber::set_global_default(log).map_err(|cause| Stop(1, cause.to_string()))?;
    let state = AppState::open(config, Arc::new(SystemClock::default()), Random::system())
        .map_err(|cause| Stop(STORE, cause.to_string()))?;
    let runtime = tokio::runtime::Runtime::new().map_err(|cause| Stop(1, format!("cannot start threads: {cause}")))?;
    runtime.block_on(listen(state))
}

async fn listen(state: AppState) -> Result<(), Stop> {
    let address = (state.config.host, state.config.port);
    let listener = TcpListener::bind(address).await.map_err(|cause| match cause.kind() {
        std::io::ErrorKind::AddrInUse => {
            Stop(PORT, format!("port {} is in use; choose another with --port, or 0 for a free one", address.1))
        }
        _ => Stop(PORT, format!("cannot listen on {}:{}: {cause}", address.0, address.1)),
    })?;
    let local = listener.local_addr().map_err(|cause| Stop(PORT, cause.to_string()))?;
    println!("{}", serde_json::json!({"listening": format!("http://{local}")}));
    let (told, going) = tokio::sync::oneshot::channel::<()>();
    let serving = serve(listener, state, async {
        asked_to_end().await;
        let _ = told.send(());
    });
    let too_long = async {
        let _ = going.await;
        tokio::time::sleep(HARD_LIMIT).await;
    };
    tokio::select! {
        () = serving => Ok(()),
        () = too_long => Err(Stop(1, "did not end within 10 s and was cut short".into())),
    }
}

#[cfg(unix)]
async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut term) => {
            tokio::select! {
                _ = term.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
        }
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}

#[cfg(not(unix))]
async fn asked_to_end() {
    let _ = tokio::signal::ctrl_c().await;
}
