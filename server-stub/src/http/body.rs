//! Reading a JSON body: what is wrong is named by a JSON pointer.

use axum::extract::{FromRequest, Request};
use http::header;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use petpro_domain::Code;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::problem::Problem;
use crate::state::AppState;

/// So many times the limit are read of a body that is over it before the connection is given up.
const PATIENCE: usize = 4;

/// A JSON body of exactly this shape. Types of REST requests refuse unknown fields
/// (`deny_unknown_fields`); those of `/sync` keep them.
pub struct Body<T> {
    pub value: T,
    /// SHA-256 of the canonical JSON (sorted keys, no spaces): the same request, however written.
    pub digest: [u8; 32],
}

impl<T: DeserializeOwned> FromRequest<AppState> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let essence = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            return Err(Problem::new(Code::UnsupportedMediaType));
        }
        let bytes = read(request, app.config.limits.body_bytes).await?;
        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut reader).map_err(|cause| fault(&cause))?;
        reader.end().map_err(|cause| Problem::new(Code::Malformed).at("", Code::Malformed, cause.to_string()))?;
        let canonical: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        Ok(Self { value, digest: Sha256::digest(canonical.to_string()).into() })
    }
}

/// A JSON value of exactly this shape, for handlers that look at the raw value first.
pub fn typed<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|cause| fault(&cause))
}

/// A body's bytes, up to a limit: `too-large` above it, `malformed` where it broke off.
pub async fn read(request: Request, limit: usize) -> Result<bytes::Bytes, Problem> {
    let mut body = request.into_body();
    match Limited::new(&mut body, limit).collect().await {
        Ok(whole) => Ok(whole.to_bytes()),
        Err(cause) if cause.is::<LengthLimitError>() => {
            drain(body, limit.saturating_mul(PATIENCE)).await;
            Err(Problem::new(Code::TooLarge))
        }
        Err(_) => Err(Problem::new(Code::Malformed).at("", Code::Malformed, "the body broke off")),
    }
}

/// Reads on and forgets: a client that is cut off while it still writes sees a broken pipe instead of why.
async fn drain(mut body: axum::body::Body, most: usize) {
    let mut read = 0;
    while let Some(Ok(frame)) = body.frame().await {
        read += frame.data_ref().map_or(0, bytes::Bytes::len);
        if read > most {
            break;
        }
    }
}

fn fault(cause: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    use serde_path_to_error::Segment;
    let pointer: String = cause
        .path()
        .iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { variant } => format!("/{variant}"),
            Segment::Unknown => String::new(),
        })
        .collect();
    Problem::new(Code::Malformed).at(pointer, Code::Malformed, cause.inner().to_string())
}
