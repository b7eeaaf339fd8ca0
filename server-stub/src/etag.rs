//! Answers with a strong ETag over their bytes, and 304 for who has them already.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// 128 bits of SHA-256 in hex, unquoted.
pub fn of(bytes: &[u8]) -> String {
    hex::encode(&Sha256::digest(bytes)[..16])
}

/// `body` as JSON under an ETag that begins with `version`; 304 without a body where `asked` has it.
/// `cache`: the answer's `Cache-Control`.
pub fn json(asked: &HeaderMap, version: Option<u64>, cache: &'static str, body: &impl Serialize) -> Response {
    let bytes = serde_json::to_vec(body).unwrap_or_default();
    let tag = match version {
        Some(version) => format!("\"{version}-{}\"", &of(&bytes)[..16]),
        None => format!("\"{}\"", of(&bytes)),
    };
    let known = asked.get_all(header::IF_NONE_MATCH).iter().any(|seen| names(seen, &tag));
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { bytes.into_response() };
    let headers = response.headers_mut();
    if known {
        headers.remove(header::CONTENT_TYPE);
    } else {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.extend(HeaderValue::try_from(tag).ok().map(|tag| (header::ETAG, tag)));
    response
}

/// Whether an `If-None-Match` list holds the tag; weak comparison, as RFC 9110 wants it there.
fn names(list: &HeaderValue, tag: &str) -> bool {
    let list = list.to_str().unwrap_or_default();
    list.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}
