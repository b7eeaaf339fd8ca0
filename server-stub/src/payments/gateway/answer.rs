//! What comes back, and what it means for whoever asked.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::objects::Intent;

/// Why a call has no result.
#[derive(Clone, Debug, thiserror::Error)]
pub enum GatewayError {
    /// No answer in time, or none at all: it may or may not have been done.
    #[error("no answer: {0}")]
    Unanswered(String),
    /// It broke (5xx) or asked to come back (429). `kept`: that answer belongs to the key for good,
    /// so only another key can succeed.
    #[error("the provider answered {status}")]
    Broken { status: u16, kept: bool },
    /// It understood and refuses. The intent as it is now, where it says so.
    #[error("refused: {code}")]
    Refused { code: String, decline: Option<String>, intent: Option<Box<Intent>> },
    /// Not an answer of this API.
    #[error("not understood: {0}")]
    Strange(String),
}

#[derive(Deserialize)]
struct Failed {
    error: Reason,
}

#[derive(Deserialize)]
struct Reason {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    r#type: String,
    #[serde(default)]
    decline_code: Option<String>,
    #[serde(default)]
    payment_intent: Option<Box<Intent>>,
}

/// Sends and reads. The cause of a failure never carries the URL with its secrets.
pub(super) async fn read<T: DeserializeOwned>(request: reqwest::RequestBuilder) -> Result<T, GatewayError> {
    let lost = |cause: reqwest::Error| GatewayError::Unanswered(cause.without_url().to_string());
    let answer = request.send().await.map_err(lost)?;
    let status = answer.status().as_u16();
    let kept = answer.headers().contains_key("idempotent-replayed");
    let bytes = answer.bytes().await.map_err(lost)?;
    match status {
        200..300 => serde_json::from_slice(&bytes).map_err(|cause| GatewayError::Strange(cause.to_string())),
        409 | 429 => Err(GatewayError::Broken { status, kept: false }),
        400..500 => {
            let failed: Failed =
                serde_json::from_slice(&bytes).map_err(|cause| GatewayError::Strange(format!("{status}: {cause}")))?;
            let Reason { code, r#type, decline_code, payment_intent } = failed.error;
            let code = code.unwrap_or(r#type);
            Err(GatewayError::Refused { code, decline: decline_code, intent: payment_intent })
        }
        _ => Err(GatewayError::Broken { status, kept }),
    }
}
