//! Bytes in and out: JSON, gzip both ways, nothing larger than the limits say.

use std::io::{Read, Write};

use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use http::{HeaderMap, HeaderValue, header};
use petpro_domain::Code;
use petpro_domain::wire::PROTO;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::problem::Problem;
use crate::state::AppState;

/// Bytes of a request around its ops: cursors, ids, clocks.
const ENVELOPE: usize = 64 << 10;
/// Below this the gzip frame costs more than it saves.
const GZIP_FROM: usize = 1 << 10;

/// A request of the sync routes. Unknown fields are kept out of the way, not refused; row and op
/// bodies stay text.
pub struct Asked<T> {
    pub ask: T,
    /// Whether the answer may be compressed.
    pub gzip: bool,
}

/// What every request says first.
#[derive(serde::Deserialize)]
struct Proto {
    proto: u32,
}

impl<T: DeserializeOwned> FromRequest<AppState> for Asked<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &AppState) -> Result<Self, Problem> {
        let limit = petpro_domain::wire::Limits::default().push_bytes as usize + ENVELOPE;
        let headers = request.headers();
        let gzip = says(headers, &header::ACCEPT_ENCODING, "gzip");
        let packed = says(headers, &header::CONTENT_ENCODING, "gzip");
        if !says(headers, &header::CONTENT_TYPE, "application/json") {
            return Err(Problem::new(Code::UnsupportedMediaType));
        }
        let bytes = crate::http::read(request, limit).await?;
        let text = if packed { unpack(&bytes, limit)? } else { bytes.to_vec() };
        let broken =
            |cause: serde_json::Error| Problem::new(Code::Malformed).at("", Code::Malformed, cause.to_string());
        // Another protocol is another shape: asked first, so that it is not called malformed.
        if serde_json::from_slice::<Proto>(&text).map_err(broken)?.proto != PROTO {
            return Err(Problem::new(Code::UpgradeRequired));
        }
        Ok(Self { ask: serde_json::from_slice(&text).map_err(broken)?, gzip })
    }
}

fn says(headers: &HeaderMap, name: &http::HeaderName, what: &str) -> bool {
    headers.get_all(name).iter().any(|value| value.to_str().is_ok_and(|text| text.contains(what)))
}

/// Stops at the limit: a few kilobytes of gzip can stand for gigabytes.
fn unpack(bytes: &[u8], limit: usize) -> Result<Vec<u8>, Problem> {
    let mut text = Vec::new();
    let read = GzDecoder::new(bytes).take(limit as u64 + 1).read_to_end(&mut text);
    read.map_err(|_| Problem::new(Code::Malformed).at("", Code::Malformed, "the gzip body broke off"))?;
    if text.len() > limit { Err(Problem::new(Code::TooLarge)) } else { Ok(text) }
}

/// A JSON answer, compressed where that was asked for and saves something.
pub fn json(body: &impl Serialize, gzip: bool) -> Response {
    let text = serde_json::to_vec(body).unwrap_or_default();
    let packed = if gzip && text.len() >= GZIP_FROM { pack(&text) } else { None };
    let coded = packed.is_some();
    let mut response = packed.unwrap_or(text).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if coded {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

fn pack(text: &[u8]) -> Option<Vec<u8>> {
    let mut gzip = GzEncoder::new(Vec::with_capacity(text.len() / 4), Compression::fast());
    gzip.write_all(text).ok()?;
    gzip.finish().ok()
}
