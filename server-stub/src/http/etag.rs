//! Strong ETags are row versions: `"412"`. A change names the version it was made from.

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderValue, header};
use petpro_domain::Code;

use super::Alias;
use crate::problem::Problem;
use crate::state::AppState;

/// The header value of a version.
pub fn etag(version: u64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}\"")).expect("digits in quotes are a header value")
}

/// The version a change was made from. 428 where it is missing, except by an alias or under
/// `X-PetPro-Compat: spec` (C-53): then any version will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IfMatch(pub Option<u64>);

impl IfMatch {
    /// 412 where the row has moved on since.
    pub fn check(self, current: u64) -> Result<(), Problem> {
        match self.0 {
            Some(seen) if seen != current => Err(Problem::new(Code::PreconditionFailed)),
            _ => Ok(()),
        }
    }
}

impl FromRequestParts<AppState> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        let given = parts.headers.get(header::IF_MATCH).map(|value| value.to_str().unwrap_or_default().trim());
        match given {
            Some("*") => Ok(Self(None)),
            Some(text) => {
                let version = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
                // A tag that we did not make matches no version: the row is not what the caller thinks.
                let version = version.and_then(|version| version.parse().ok());
                version.map(|version| Self(Some(version))).ok_or_else(|| Problem::new(Code::PreconditionFailed))
            }
            None if does_without(parts) => Ok(Self(None)),
            None => Err(Problem::new(Code::PreconditionRequired)),
        }
    }
}

/// Whether this caller follows a document that knows neither `If-Match` nor `Idempotency-Key`.
pub fn does_without(parts: &Parts) -> bool {
    parts.extensions.get::<Alias>().is_some()
        || parts.headers.get("x-petpro-compat").is_some_and(|value| value == "spec")
}
