//! The payment provider of a bench: the sandbox on a thread of its own, and what it says at the end.

use std::sync::mpsc;

use anyhow::{Context, anyhow, ensure};
use petpro_sandbox::gateway::{Card, Gateway};
use petpro_sandbox::webhook::Sender;
use petpro_sandbox::{Clock, Sandbox, Settings};
use petpro_server::clock::{Clock as _, SystemClock};
use serde_json::Value;
use tokio::runtime::Builder;
use tokio::sync::oneshot;

use crate::served::Served;

/// Ends with the value.
pub struct Provider {
    sandbox: Sandbox,
    url: String,
    _stop: oneshot::Sender<()>,
}

impl Provider {
    /// Takes payments, and sends its webhooks without being asked.
    pub fn start() -> anyhow::Result<Self> {
        let clock = SystemClock::default();
        let (stop, stopped) = oneshot::channel::<()>();
        let (told, hear) = mpsc::channel();
        std::thread::Builder::new().name("provider".into()).spawn(move || {
            let runtime = match Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime,
                Err(cause) => return drop(told.send(Err(cause))),
            };
            runtime.block_on(async {
                let settings = Settings { delivers: true, ..Settings::default() };
                let _ = told.send(Sandbox::start(settings, Clock::over(move || clock.now_ms())).await);
                let _ = stopped.await;
            });
        })?;
        let sandbox = hear.recv().context("the provider's thread ended")??;
        Ok(Self { url: sandbox.url(), sandbox, _stop: stop })
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whom its webhooks go to.
    pub fn tells(&self, served: &Served) {
        let to = format!("{}/api/v1/webhooks/payments/stripe", served.url);
        self.sandbox.webhooks.send_to(Sender::Gateway, &to);
    }

    pub fn gateway(&self) -> Gateway {
        self.sandbox.gateway.clone()
    }

    /// What it took is what it was asked for, once.
    pub fn ends(&self) -> anyhow::Result<()> {
        let broken = self.sandbox.gateway.with(|books, _| books.broken_rules());
        ensure!(broken.is_empty(), "the provider's rules were broken: {broken:?}");
        Ok(())
    }
}

/// What a buyer does on the page that `POST /payments` has answered.
pub fn approve(gateway: &Gateway, answer: &[u8]) -> anyhow::Result<()> {
    let answer: Value = serde_json::from_slice(answer)?;
    let page = answer["page"].as_str().with_context(|| format!("no page to pay on: {answer}"))?;
    let intent = page.split_once("/pay/").and_then(|(_, rest)| rest.split('?').next());
    let intent = intent.ok_or_else(|| anyhow!("{page} names no intent"))?;
    gateway.pay(intent, Card::Approve, false).with_context(|| format!("{intent} is not known"))?;
    Ok(())
}
