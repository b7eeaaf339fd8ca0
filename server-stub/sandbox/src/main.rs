//! `petpro-sandbox`: the stand-ins as a program, for the demo and for trying things by hand.

use std::net::IpAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Parser;
use petpro_sandbox::{Clock, Sandbox, Settings};

#[derive(Parser)]
#[command(version, about)]
struct Args {
    #[arg(long, default_value = "127.0.0.1")]
    host: IpAddr,
    /// Gateway, carrier, mail page and controls; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Takes mails; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    smtp_port: u16,
    #[arg(long, env = "PETPRO_SANDBOX_API_KEY", default_value = "sk_test_sandbox", hide_env_values = true)]
    api_key: String,
    #[arg(long, env = "PETPRO_SANDBOX_WEBHOOK_SECRET", default_value = "whsec_sandbox", hide_env_values = true)]
    webhook_secret: String,
    /// Where the gateway tells what happened.
    #[arg(long)]
    gateway_webhook: Option<String>,
    /// Where the carrier tells.
    #[arg(long)]
    carrier_webhook: Option<String>,
    /// How long an answer that hangs takes.
    #[arg(long, default_value_t = 35)]
    hang_seconds: u64,
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let args = Args::parse();
    let settings = Settings {
        host: args.host,
        http_port: args.port,
        smtp_port: args.smtp_port,
        api_key: args.api_key,
        webhook_secret: args.webhook_secret,
        gateway_webhook: args.gateway_webhook,
        carrier_webhook: args.carrier_webhook,
        hang: Duration::from_secs(args.hang_seconds),
        delivers: true,
    };
    let sandbox = Sandbox::start(settings, Clock::over(now_ms)).await?;
    let (url, smtp) = (sandbox.url(), sandbox.smtp().to_string());
    println!("{}", serde_json::json!({"listening": url, "smtp": smtp, "mails": format!("{url}/mails")}));
    tokio::signal::ctrl_c().await
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
}
