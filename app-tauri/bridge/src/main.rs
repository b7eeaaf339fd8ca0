//! Opens a store, listens on loopback and prints the address with its token.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use petpro_app::{App, Config};
use petpro_bridge::{Pages, Token, built_pages, router};
use serde_json::json;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

/// The app in a browser of this machine.
#[derive(Parser)]
struct Args {
    /// Where everything is kept; made if missing
    #[arg(long)]
    data: PathBuf,
    /// The server's address
    #[arg(long, default_value = "http://127.0.0.1:7878")]
    server: String,
    /// 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// en, ja, ko or zh, until another one is chosen in the app
    #[arg(long, default_value = "en")]
    lang: String,
    /// End when standard input does: whoever started this is gone then
    #[arg(long)]
    tied: bool,
    /// The built pages
    #[arg(long, default_value_os_t = built_pages().to_path_buf())]
    pages: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env("PETPRO_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("petpro-bridge: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> Result<(), String> {
    let pages = Pages::read(&args.pages).unwrap_or_default();
    if pages.is_empty() {
        return Err(format!(
            "there are no built pages in {}: run `npm ci` and `npm run build` in app-tauri/web",
            args.pages.display()
        ));
    }
    let mut config = Config::new(args.data, args.server);
    config.lang = args.lang;
    config.platform = "bridge".into();
    let app = App::open(config.as_chosen()).map_err(|refused| format!("{}: {}", refused.title, refused.next))?;

    let listener =
        TcpListener::bind(("127.0.0.1", args.port)).await.map_err(|error| format!("port {}: {error}", args.port))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|error| error.to_string())?;
    let token = Token::new(random);
    println!(
        "{}",
        json!({"listening": format!("http://{address}"), "open": format!("http://{address}/?token={}", token.text())})
    );
    if args.tied {
        std::thread::spawn(|| {
            let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
            // Whatever was answered is on the disk, and the store survives being killed.
            std::process::exit(0);
        });
    }
    axum::serve(listener, router(app, token, address, pages)).await.map_err(|error| error.to_string())
}
