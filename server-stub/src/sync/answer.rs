//! Requests and answers of the sync routes. Row and op bodies stay text; the layers unpack and pack.

use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use petpro_domain::Code;
use petpro_domain::wire::{Limits, PROTO};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::problem::Problem;
use crate::state::AppState;

/// Bytes of a request around its ops: cursors, ids, clocks.
const ENVELOPE: usize = 64 << 10;

/// A request. Unknown fields are passed over, not refused: a newer device has more to say.
pub struct Asked<T>(pub T);

/// What every request says first.
#[derive(serde::Deserialize)]
struct Proto {
    proto: u32,
}

impl<T: DeserializeOwned> FromRequest<AppState> for Asked<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &AppState) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("application/json")) {
            return Err(Problem::new(Code::UnsupportedMediaType));
        }
        // After unpacking: a few kilobytes of gzip can stand for gigabytes.
        let text = crate::http::read(request, Limits::default().push_bytes as usize + ENVELOPE).await?;
        let broken =
            |cause: serde_json::Error| Problem::new(Code::Malformed).at("", Code::Malformed, cause.to_string());
        // Another protocol is another shape: asked first, so that it is not called malformed.
        if serde_json::from_slice::<Proto>(&text).map_err(broken)?.proto != PROTO {
            return Err(Problem::new(Code::UpgradeRequired));
        }
        serde_json::from_slice(&text).map(Self).map_err(broken)
    }
}

/// A JSON answer that no cache keeps.
pub fn json(body: &impl Serialize) -> Response {
    let mut response = serde_json::to_vec(body).unwrap_or_default().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
