//! Stand-ins for everybody outside: a payment gateway in Stripe's shape, a carrier, a mail server.
//!
//! They speak real HTTP and SMTP, remember what happened, refuse what a real one refuses, and
//! misbehave on command (`POST /control/…`). Tests run them in-process, the demo as a program.
//! Nothing here knows PetPro: what fits here fits the real thing as far as we use it.

pub mod carrier;
mod clock;
mod control;
pub mod gateway;
pub mod mail;
mod page;
pub mod webhook;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use clock::Clock;

use carrier::Carrier;
use gateway::Gateway;
use mail::Mails;
use webhook::Webhooks;

/// What a sandbox starts with.
#[derive(Clone)]
pub struct Settings {
    pub host: IpAddr,
    /// 0 takes free ones.
    pub http_port: u16,
    pub smtp_port: u16,
    /// What callers of the gateway and the carrier present as `Bearer`.
    pub api_key: String,
    /// Signs webhooks.
    pub webhook_secret: String,
    /// Where the gateway's webhooks go; may be told later.
    pub gateway_webhook: Option<String>,
    /// Where the carrier's go.
    pub carrier_webhook: Option<String>,
    /// How long an answer that hangs takes; longer than any client waits.
    pub hang: Duration,
    /// Sends webhooks that are due without being asked ([`Sandbox::deliver`] does it by hand).
    pub delivers: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            host: IpAddr::from([127, 0, 0, 1]),
            http_port: 0,
            smtp_port: 0,
            api_key: "sk_test_sandbox".into(),
            webhook_secret: "whsec_sandbox".into(),
            gateway_webhook: None,
            carrier_webhook: None,
            hang: Duration::from_secs(35),
            delivers: false,
        }
    }
}

/// How often webhooks that are due go out by themselves.
const TURN: Duration = Duration::from_millis(20);
/// Webhooks on their way at once then, as a real sender's are.
const AT_ONCE: usize = 64;

/// A running sandbox; it ends when it is dropped.
pub struct Sandbox {
    pub gateway: Gateway,
    pub carrier: Carrier,
    pub mails: Mails,
    pub webhooks: Arc<Webhooks>,
    pub clock: Clock,
    http: SocketAddr,
    smtp: SocketAddr,
    tasks: Vec<JoinHandle<()>>,
}

/// What the handlers share.
#[derive(Clone)]
pub(crate) struct Shared {
    pub gateway: Gateway,
    pub carrier: Carrier,
    pub mails: Mails,
    pub webhooks: Arc<Webhooks>,
    pub clock: Clock,
}

impl Sandbox {
    /// Listens on its two ports.
    ///
    /// # Errors
    /// A port that is in use.
    pub async fn start(settings: Settings, clock: Clock) -> std::io::Result<Self> {
        let webhooks = Arc::new(Webhooks::new(&settings));
        let gateway = Gateway::new(&settings, clock.clone(), webhooks.clone());
        let carrier = Carrier::new(&settings, clock.clone(), webhooks.clone());
        let mails = Mails::default();
        let http = TcpListener::bind((settings.host, settings.http_port)).await?;
        let smtp = TcpListener::bind((settings.host, settings.smtp_port)).await?;
        let (http_at, smtp_at) = (http.local_addr()?, smtp.local_addr()?);
        let shared = Shared {
            gateway: gateway.clone(),
            carrier: carrier.clone(),
            mails: mails.clone(),
            webhooks: webhooks.clone(),
            clock: clock.clone(),
        };
        let router = Router::new()
            .merge(gateway::routes(gateway.clone()))
            .merge(carrier::routes(carrier.clone()))
            .merge(mail::routes(mails.clone()))
            .merge(control::routes(shared));
        let mut tasks = vec![
            tokio::spawn(async move {
                // It ends with the listener, and the listener with the process.
                let _ = axum::serve(http, router).await;
            }),
            tokio::spawn(mail::serve(smtp, mails.clone(), clock.clone())),
        ];
        if settings.delivers {
            let (webhooks, clock) = (webhooks.clone(), clock.clone());
            tasks.push(tokio::spawn(async move {
                let mut turns = tokio::time::interval(TURN);
                loop {
                    turns.tick().await;
                    webhooks.deliver(clock.now_ms(), AT_ONCE).await;
                }
            }));
        }
        Ok(Self { gateway, carrier, mails, webhooks, clock, http: http_at, smtp: smtp_at, tasks })
    }

    /// `http://127.0.0.1:1234`: the base address of gateway, carrier, pages and controls.
    pub fn url(&self) -> String {
        format!("http://{}", self.http)
    }

    /// Where mails are taken.
    pub fn smtp(&self) -> SocketAddr {
        self.smtp
    }

    /// Sends what is due, one after the other, and gives how many were accepted with a 2xx.
    pub async fn deliver(&self) -> usize {
        self.webhooks.deliver(self.clock.now_ms(), 1).await
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}
