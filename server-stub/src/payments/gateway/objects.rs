//! The provider's objects, as far as we read them. Amounts are minor units, times seconds.

use std::collections::BTreeMap;

use petpro_domain::money::Money;
use serde::{Deserialize, Serialize};

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
    /// Of a newer API: nothing follows from it.
    #[serde(other)]
    Other,
}

/// A payment at the provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    pub id: String,
    pub status: Status,
    pub amount: i64,
    /// `jpy`.
    pub currency: String,
    #[serde(default)]
    pub amount_received: i64,
    #[serde(default)]
    pub client_secret: String,
    #[serde(default)]
    pub created: i64,
    #[serde(default)]
    pub metadata: BTreeMap<String, String>,
    #[serde(default)]
    pub payment_method: Option<String>,
    #[serde(default)]
    pub setup_future_usage: Option<String>,
    #[serde(default)]
    pub last_payment_error: Option<PaymentError>,
    #[serde(default)]
    pub latest_charge: Option<Charge>,
}

/// Why the last try failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentError {
    #[serde(default)]
    pub code: Option<String>,
    #[serde(default)]
    pub decline_code: Option<String>,
}

/// An id, or the charge itself where it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Charge {
    Whole {
        #[serde(default)]
        amount_refunded: i64,
    },
    Id(String),
}

impl Intent {
    /// Whether it is over exactly this sum.
    pub fn is_over(&self, sum: Money) -> bool {
        self.amount == sum.amount && self.currency.eq_ignore_ascii_case(sum.currency.iso())
    }

    /// What of it was paid back, where the provider was asked to say so.
    pub fn refunded(&self) -> i64 {
        match self.latest_charge {
            Some(Charge::Whole { amount_refunded }) => amount_refunded,
            _ => 0,
        }
    }

    /// The provider's word for why the last try failed: `insufficient_funds`.
    pub fn failure(&self) -> Option<&str> {
        let error = self.last_payment_error.as_ref()?;
        error.decline_code.as_deref().or(error.code.as_deref())
    }

    /// The method that its buyer wants to keep.
    pub fn kept_method(&self) -> Option<&str> {
        self.setup_future_usage.as_ref().and(self.payment_method.as_deref())
    }
}

/// Money on its way back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    pub id: String,
    pub amount: i64,
    /// `pending`, `requires_action`, `succeeded`, `failed`, `canceled`.
    pub status: String,
    #[serde(default)]
    pub payment_intent: Option<String>,
}

/// Something that happened at the provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Event {
    pub id: String,
    pub r#type: String,
    #[serde(default)]
    pub created: i64,
    pub data: EventData,
}

/// What it happened to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EventData {
    pub object: serde_json::Value,
}

/// A part of a list, newest first.
#[derive(Clone, Debug, Deserialize)]
pub struct Page<T> {
    pub data: Vec<T>,
    pub has_more: bool,
}

/// A saved card: never its number.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Method {
    pub id: String,
    #[serde(default)]
    pub customer: Option<String>,
    #[serde(default)]
    pub card: Option<Card>,
}

/// What people recognise a card by.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Card {
    pub brand: String,
    pub last4: String,
}
