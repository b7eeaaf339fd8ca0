//! The payment provider, in the shape of Stripe's API: intents with manual capture, refunds,
//! customers, methods, events. One adapter for the real one and for the sandbox.
//!
//! No call is made inside a transaction. Each has a limit of its own, and an answer that does not
//! come means only that nobody knows: every POST carries a key, so that it can be sent again.

mod answer;
mod calls;
mod objects;

use std::time::Duration;

pub use answer::GatewayError;
pub use calls::NewIntent;
pub use objects::{Event, Intent, Method, Page, Refund, Status};

use crate::config;
use crate::keys::Party;

/// The configured provider.
pub struct Gateway {
    client: reqwest::Client,
    base: String,
    page: String,
    api_key: String,
    /// Kept here, because checking a webhook needs nothing else.
    webhook_secrets: Vec<String>,
}

impl Gateway {
    /// `None` where no provider is configured: then nobody can pay by card, and says so.
    ///
    /// # Errors
    /// A sentence: a provider without its key, or a client that cannot be made.
    pub fn new(config: &config::Payments, party: Option<&Party>) -> Result<Option<Self>, String> {
        let Some(base) = &config.provider else { return Ok(None) };
        let party = party.filter(|party| !party.api_key.is_empty() && !party.webhook_secrets.is_empty());
        let party = party.ok_or(
            "payments.provider is set, but the key file has no api_key and webhook secret of it; \
             run `petpro-server parties` with them on its standard input",
        )?;
        let client = reqwest::Client::builder()
            .timeout(Duration::from_millis(config.call_ms))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|cause| format!("no client for the payment provider: {cause}"))?;
        let base = base.trim_end_matches('/').to_owned();
        Ok(Some(Self {
            client,
            page: config.page.clone().unwrap_or_else(|| format!("{base}/pay")),
            base,
            api_key: party.api_key.clone(),
            webhook_secrets: party.webhook_secrets.clone(),
        }))
    }

    /// Where a buyer pays this intent. Who has the link may pay, so it goes to its buyer only.
    pub fn page(&self, intent: &Intent) -> String {
        format!("{}/{}?key={}", self.page.trim_end_matches('/'), intent.id, intent.client_secret)
    }

    pub fn webhook_secrets(&self) -> &[String] {
        &self.webhook_secrets
    }
}
