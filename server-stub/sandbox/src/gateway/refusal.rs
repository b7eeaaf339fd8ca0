//! How the gateway says no.

use serde_json::{Value, json};

/// A status and an error object.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub status: u16,
    pub body: Value,
}

impl Refusal {
    fn of(status: u16, kind: &str, code: &str, message: &str) -> Self {
        Self { status, body: json!({"error": {"type": kind, "code": code, "message": message}}) }
    }

    pub fn invalid(code: &str, message: &str) -> Self {
        Self::of(400, "invalid_request_error", code, message)
    }

    pub fn missing(what: &str, id: &str) -> Self {
        Self::of(404, "invalid_request_error", "resource_missing", &format!("No such {what}: '{id}'"))
    }

    pub fn unauthorised() -> Self {
        Self::of(401, "invalid_request_error", "api_key_invalid", "Invalid API Key provided.")
    }

    pub fn key_reused() -> Self {
        Self::of(
            400,
            "idempotency_error",
            "idempotency_key_in_use",
            "Keys for idempotent requests can only be used with the same parameters they were first used with.",
        )
    }

    pub fn broken() -> Self {
        Self::of(500, "api_error", "api_error", "Something went wrong on our end.")
    }

    pub fn down() -> Self {
        Self::of(503, "api_error", "unavailable", "The service is not available.")
    }

    pub fn too_many() -> Self {
        Self::of(429, "invalid_request_error", "rate_limit", "Too many requests.")
    }

    /// With the intent as it is now, so that the caller need not ask again.
    pub fn unexpected_state(intent: &Value, verb: &str) -> Self {
        let status = intent["status"].as_str().unwrap_or_default();
        let mut it = Self::invalid(
            "payment_intent_unexpected_state",
            &format!("This PaymentIntent could not be {verb} because it has a status of {status}."),
        );
        it.body["error"]["payment_intent"] = intent.clone();
        it
    }

    pub fn card(intent: &Value) -> Self {
        let last = &intent["last_payment_error"];
        let code = last["code"].as_str().unwrap_or("card_declined");
        let message = last["message"].as_str().unwrap_or_default();
        let mut it = Self::of(402, "card_error", code, message);
        it.body["error"]["decline_code"] = last["decline_code"].clone();
        it.body["error"]["payment_intent"] = intent.clone();
        it
    }
}
