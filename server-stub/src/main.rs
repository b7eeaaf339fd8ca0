//! `petpro-server`: serve, and what an operator does beside it.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use petpro_server::clock::{Clock, Random, SystemClock};
use petpro_server::config::Config;
use petpro_server::keys::{self, KeyError, Keys, Parties};
use petpro_server::payments::gateway::Gateway;
use petpro_server::state::AppState;
use petpro_server::{backup, observe, seed, serve};
use tokio::net::TcpListener;

#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    Serve {
        /// First writes the demo's market and accounts, where they are not there yet.
        #[arg(long)]
        seed: bool,
    },
    /// Writes the demo's market and accounts; again changes nothing.
    Seed,
    /// Copies the store into a new file, also while a server runs.
    Backup { file: PathBuf },
    /// Puts a backup in the place of the store and opens a new history.
    Restore { file: PathBuf },
    /// Keeps what outside parties gave (the payment provider's key and webhook secret, the carrier's,
    /// the mail server's login) in the key file. Reads JSON from standard input:
    /// {"gateway":{"api_key":"…","webhook_secrets":["…"]},"smtp":{"user":"…","password":"…"}}
    Parties,
    /// The keys that passes, vaccination proofs and clinics' codes are signed with. A running server sees a change within
    /// a minute.
    Keys {
        #[command(subcommand)]
        what: KeysCommand,
    },
    /// Prints the OpenAPI description: `… openapi > server-stub/openapi.json`.
    Openapi,
}

#[derive(Clone, Subcommand)]
enum KeysCommand {
    /// The list that devices check, and the root's public key that signs it
    List,
    /// Announces a new key; it signs a few days later, so that tablets without a network know it in time
    Rotate {
        #[arg(long, default_value_t = 7)]
        in_days: u16,
        /// How long passes and posters of the older keys still count after that
        #[arg(long, default_value_t = 400)]
        keep_days: u16,
    },
    /// A key fell into wrong hands: nothing it signed counts any more, posters are printed anew
    Revoke { key: String },
    /// The text of a clinic's code for its door; `petpro pass poster` makes a page of it
    Seal { clinic: String },
    /// Takes a vaccination proof, or the passes of a booking, back by its id
    TakeBack { id: String },
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
    let command = args.command.unwrap_or(Command::Serve { seed: false });
    if let Command::Openapi = command {
        println!("{:#}", petpro_server::openapi::document());
        return Ok(());
    }
    let log = observe::logs::subscriber(&config.log, std::io::stderr).map_err(|why| Stop(CONFIG, why))?;
    tracing::subscriber::set_global_default(log).map_err(|cause| Stop(1, cause.to_string()))?;
    let clock = Arc::new(SystemClock::default());
    let runtime = tokio::runtime::Runtime::new().map_err(|cause| Stop(1, format!("cannot start threads: {cause}")))?;
    let stored = |cause: backup::BackupError| Stop(STORE, cause.to_string());
    match command {
        Command::Backup { file } => return tell(&backup::backup(&config.data, &file).map_err(stored)?),
        Command::Restore { file } => {
            let random = Random::system();
            let keys = Keys::open(&config.data.join("keys.json"), &random);
            let keys = keys.map_err(|cause| Stop(STORE, cause.to_string()))?;
            let gateway = Gateway::new(&config.payments, keys.parties.gateway.as_ref());
            let gateway = gateway.map_err(|why| Stop(CONFIG, why))?;
            let restore = backup::restore(&config.data, &file, clock, &random, gateway.as_ref());
            return tell(&runtime.block_on(restore).map_err(stored)?);
        }
        Command::Parties => return keep_parties(&config.data),
        Command::Keys { what } => return change_keys(&config.data, what, clock.now_ms()),
        _ => {}
    }
    let state = AppState::open(config, clock, Random::system()).map_err(|cause| Stop(STORE, cause.to_string()))?;
    let seeded = matches!(command, Command::Seed | Command::Serve { seed: true });
    if seeded {
        let planted = runtime.block_on(seed::plant(&state)).map_err(|problem| Stop(STORE, format!("{problem:?}")))?;
        if let Command::Seed = command {
            state.store.close();
            return tell(&planted);
        }
    }
    runtime.block_on(listen(state))
}

/// Secrets come by standard input: arguments and the environment can be read by others.
fn keep_parties(data: &std::path::Path) -> Result<(), Stop> {
    let text = std::io::read_to_string(std::io::stdin()).map_err(|cause| Stop(1, cause.to_string()))?;
    let given: Parties =
        serde_json::from_str(&text).map_err(|cause| Stop(CONFIG, format!("standard input: {cause}")))?;
    let stored = |cause: KeyError| Stop(STORE, cause.to_string());
    std::fs::create_dir_all(data).map_err(|cause| Stop(STORE, format!("{}: {cause}", data.display())))?;
    let path = data.join("keys.json");
    Keys::open(&path, &Random::system()).map_err(stored)?;
    keys::keep(&path, given).map_err(stored)
}

fn change_keys(data: &std::path::Path, what: KeysCommand, now_ms: i64) -> Result<(), Stop> {
    let stored = |cause: KeyError| Stop(STORE, cause.to_string());
    let wrong = |what: &str| Stop(CONFIG, format!("{what} is no id"));
    let (path, random) = (data.join("keys.json"), Random::system());
    Keys::open(&path, &random).map_err(stored)?;
    let change = match what {
        KeysCommand::List => return tell(&keys::listed(&path).map_err(stored)?),
        KeysCommand::Seal { clinic } => {
            let clinic = clinic.parse().map_err(|_| wrong(&clinic))?;
            let text = keys::sealed(&path, clinic, now_ms).map_err(stored)?.to_string();
            return tell(&serde_json::json!({ "text": text }));
        }
        KeysCommand::Rotate { in_days, keep_days } => keys::Change::Rotate { in_days, keep_days },
        KeysCommand::Revoke { key } => keys::Change::RevokeKey(key.parse().map_err(|_| wrong(&key))?),
        KeysCommand::TakeBack { id } => keys::Change::TakeBack(id.parse().map_err(|_| wrong(&id))?),
    };
    tell(&keys::change(&path, change, &random, now_ms).map_err(stored)?)
}

/// One JSON line, for scripts.
fn tell(what: &impl serde::Serialize) -> Result<(), Stop> {
    println!("{}", serde_json::to_string(what).map_err(|cause| Stop(1, cause.to_string()))?);
    Ok(())
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
    let asked = asked_to_end(); // before the line is printed: whoever reads it may end us at once
    println!("{}", serde_json::json!({"listening": format!("http://{local}")}));
    let (told, going) = tokio::sync::oneshot::channel::<()>();
    let serving = serve(listener, state, async {
        asked.await;
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

/// Listens for SIGTERM and ctrl-c from the call on, not from the first await.
#[cfg(unix)]
fn asked_to_end() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (term, stop) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    async move {
        match (term, stop) {
            (Ok(mut term), Ok(mut stop)) => {
                tokio::select! {
                    _ = term.recv() => {}
                    _ = stop.recv() => {}
                }
            }
            // Without a handler the signals end the process as they always do.
            _ => std::future::pending().await,
        }
    }
}

#[cfg(not(unix))]
async fn asked_to_end() {
    let _ = tokio::signal::ctrl_c().await;
}
