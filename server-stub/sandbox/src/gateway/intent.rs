//! A payment intent: what may happen to it in which state. Pure; amounts in minor units.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::card::Card;

/// A card's authorisation lapses after seven days.
pub const AUTHORISED_MS: i64 = 7 * 86_400_000;
/// How long a bank that does not answer is waited for.
pub const PROCESSING_MS: i64 = 60_000;

/// Where an intent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    RequiresPaymentMethod,
    RequiresConfirmation,
    RequiresAction,
    Processing,
    RequiresCapture,
    Succeeded,
    Canceled,
}

/// Why the last try failed: (code, decline code, sentence).
pub type Failed = (&'static str, Option<&'static str>, &'static str);

/// One payment. `received ≤ amount` and `refunded ≤ received` always.
#[derive(Clone, Debug)]
pub struct Intent {
    pub id: String,
    pub secret: String,
    pub amount: i64,
    pub currency: String,
    pub status: Status,
    pub received: i64,
    pub refunded: i64,
    pub metadata: BTreeMap<String, String>,
    pub customer: Option<String>,
    pub method: Option<String>,
    /// Keep the method for later payments without the buyer.
    pub keeps_method: bool,
    pub failed: Option<Failed>,
    pub created_ms: i64,
    /// When the present state ends by itself.
    pub until_ms: Option<i64>,
    pub return_url: Option<String>,
}

impl Intent {
    /// The buyer (or their saved card) wants to pay. Gives the event's name, where there is one.
    pub fn confirm(&mut self, card: Card, off_session: bool, now_ms: i64) -> Option<&'static str> {
        self.failed = None;
        self.until_ms = None;
        match card {
            Card::Approve => self.authorise(now_ms),
            Card::Challenge if off_session => self.fail((
                "authentication_required",
                Some("authentication_required"),
                "The bank wants its customer to confirm this payment.",
            )),
            Card::Challenge => {
                self.status = Status::RequiresAction;
                Some("payment_intent.requires_action")
            }
            Card::TimeOut => {
                self.status = Status::Processing;
                self.until_ms = Some(now_ms + PROCESSING_MS);
                Some("payment_intent.processing")
            }
            Card::Decline | Card::Error => {
                self.fail(("card_declined", Some("generic_decline"), "The card was declined."))
            }
            Card::InsufficientFunds => {
                self.fail(("card_declined", Some("insufficient_funds"), "The card has insufficient funds."))
            }
        }
    }

    /// The bank's customer has answered it.
    pub fn challenged(&mut self, confirmed: bool, now_ms: i64) -> Option<&'static str> {
        match (self.status, confirmed) {
            (Status::RequiresAction, true) => self.authorise(now_ms),
            (Status::RequiresAction, false) => self.fail((
                "payment_intent_authentication_failure",
                None,
                "The bank's customer did not confirm the payment.",
            )),
            _ => None,
        }
    }

    /// Takes the money, once; less than the whole releases the rest.
    pub fn capture(&mut self, amount: Option<i64>) -> Option<&'static str> {
        let amount = amount.unwrap_or(self.amount);
        if self.status != Status::RequiresCapture || amount > self.amount {
            return None;
        }
        self.status = Status::Succeeded;
        self.received = amount;
        self.until_ms = None;
        Some("payment_intent.succeeded")
    }

    /// Ends it without money.
    pub fn cancel(&mut self) -> Option<&'static str> {
        if matches!(self.status, Status::Succeeded | Status::Canceled | Status::Processing) {
            return None;
        }
        self.status = Status::Canceled;
        self.until_ms = None;
        Some("payment_intent.canceled")
    }

    /// Sets an amount aside to be paid back; false where less than that is left.
    pub fn refund(&mut self, amount: i64) -> bool {
        let fits = self.status == Status::Succeeded && amount > 0 && amount <= self.received - self.refunded;
        if fits {
            self.refunded += amount;
        }
        fits
    }

    /// What time does by itself.
    pub fn tick(&mut self, now_ms: i64) -> Option<&'static str> {
        if self.until_ms.is_none_or(|until| now_ms < until) {
            return None;
        }
        self.until_ms = None;
        match self.status {
            Status::Processing => self.fail(("processing_error", None, "The bank did not answer.")),
            Status::RequiresCapture => self.cancel(),
            _ => None,
        }
    }

    fn authorise(&mut self, now_ms: i64) -> Option<&'static str> {
        self.status = Status::RequiresCapture;
        self.until_ms = Some(now_ms + AUTHORISED_MS);
        Some("payment_intent.amount_capturable_updated")
    }

    fn fail(&mut self, why: Failed) -> Option<&'static str> {
        self.status = Status::RequiresPaymentMethod;
        self.method = None;
        self.failed = Some(why);
        Some("payment_intent.payment_failed")
    }

    /// As the API shows it; `expanded` with the charge inside.
    pub fn json(&self, expanded: bool) -> Value {
        let capturable = if self.status == Status::RequiresCapture { self.amount } else { 0 };
        let charge = format!("ch_{}", self.id.trim_start_matches("pi_"));
        let charged = matches!(self.status, Status::RequiresCapture | Status::Succeeded);
        let charge = match (charged, expanded) {
            (false, _) => Value::Null,
            (true, false) => charge.into(),
            (true, true) => json!({"id": charge, "object": "charge", "amount": self.amount,
                "amount_captured": self.received, "amount_refunded": self.refunded,
                "refunded": self.received > 0 && self.refunded == self.received, "captured": self.received > 0}),
        };
        json!({
            "id": self.id,
            "object": "payment_intent",
            "amount": self.amount,
            "amount_capturable": capturable,
            "amount_received": self.received,
            "capture_method": "manual",
            "client_secret": self.secret,
            "created": self.created_ms / 1_000,
            "currency": self.currency,
            "customer": self.customer,
            "last_payment_error": self.failed.map(|(code, decline_code, message)| {
                json!({"code": code, "decline_code": decline_code, "message": message})
            }),
            "latest_charge": charge,
            "metadata": self.metadata,
            "payment_method": self.method,
            "setup_future_usage": self.keeps_method.then_some("off_session"),
            "status": self.status,
        })
    }
}
