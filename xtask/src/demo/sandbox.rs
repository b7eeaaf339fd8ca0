//! The world outside of a run: payment gateway, carrier and mail catcher, one process that misbehaves
//! on command.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};

use super::web;

/// What it gives its customers to prove themselves with, both ways. Worth nothing anywhere else.
pub const API_KEY: &str = "sk_test_sandbox";
pub const WEBHOOK_SECRET: &str = "whsec_sandbox";

pub struct Sandbox {
    process: Arc<Mutex<Child>>,
    /// Gateway, carrier, controls and caught mails.
    pub url: String,
    /// Where mails go.
    pub smtp: String,
}

/// What it prints when it is ready.
#[derive(Deserialize)]
struct Listening {
    listening: String,
    smtp: String,
}

/// A caught mail.
#[derive(Deserialize)]
pub struct Mail {
    pub to: Vec<String>,
    pub subject: String,
    pub text: String,
}

/// What went through the gateway.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Till {
    pub received: i64,
    pub refunded: i64,
    /// Rules of a real gateway that were broken.
    pub broken_rules: Vec<String>,
}

impl Sandbox {
    pub fn new(binary: &Path, folder: &Path) -> Result<Self> {
        let log = File::create(folder.join("sandbox.log"))?;
        let mut process = Command::new(binary)
            .args(["--hang-seconds", "2", "--api-key", API_KEY, "--webhook-secret", WEBHOOK_SECRET])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .context("petpro-sandbox cannot be started")?;
        let mut line = String::new();
        let out = process.stdout.take().context("its output")?;
        BufReader::new(out).read_line(&mut line).context("petpro-sandbox says nothing")?;
        let Listening { listening: url, smtp } =
            serde_json::from_str(&line).with_context(|| format!("petpro-sandbox said {line}"))?;
        Ok(Self { process: Arc::new(Mutex::new(process)), url, smtp })
    }

    /// From now on it tells this server what happened.
    pub fn tells(&self, server: &str) -> Result<()> {
        let hook = |path: &str| format!("{server}/api/v1/webhooks/{path}");
        let to = json!({"gateway_to": hook("payments/stripe"), "carrier_to": hook("carriers/sandbox")});
        self.control("webhooks", &to).map(drop)
    }

    /// The next webhooks are `drop`ped or go out twice (`duplicate`).
    pub fn spoil(&self, next: &[&str]) -> Result<()> {
        self.control("webhooks", &json!({"next": next})).map(drop)
    }

    /// The carrier scans a parcel for the last time.
    pub fn delivers(&self, tracking_number: &str) -> Result<()> {
        self.control("carrier", &json!({"tracking_number": tracking_number, "to": "delivered"})).map(drop)
    }

    pub fn till(&self) -> Result<Till> {
        let state: Value = serde_json::from_str(&web::get(&format!("{}/control/state", self.url))?.body)?;
        Ok(serde_json::from_value(state["gateway"].clone())?)
    }

    pub fn mails(&self) -> Result<Vec<Mail>> {
        Ok(serde_json::from_str(&web::get(&format!("{}/mails.json", self.url))?.body)?)
    }

    /// For whoever hears Ctrl-C.
    pub fn stopper(&self) -> Stopper {
        Stopper(self.process.clone())
    }

    fn control(&self, what: &str, how: &Value) -> Result<String> {
        let url = format!("{}/control/{what}", self.url);
        let answer = web::post(&url, "application/json", &how.to_string())?;
        match answer.status {
            200..300 => Ok(answer.body),
            status => bail!("the sandbox answers {status} to {what} {how}"),
        }
    }
}

/// Ends the sandbox, which has nothing to save.
pub struct Stopper(Arc<Mutex<Child>>);

impl Stopper {
    pub fn stop(&self) {
        let mut process = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = process.kill();
        let _ = process.wait();
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stopper().stop();
    }
}
