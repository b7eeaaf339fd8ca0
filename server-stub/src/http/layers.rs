//! What every request passes on its way in and out.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, Method, header};
use petpro_domain::Code;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::problem::Problem;
use crate::state::AppState;

/// Refuses headers over the limit, and forgets those by which a gateway would say who somebody is:
/// from outside they are lies (C-19).
pub async fn headers_checked(State(app): State<AppState>, mut request: Request, next: Next) -> Response {
    let headers = request.headers_mut();
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if bytes > app.config.limits.header_bytes {
        return Problem::new(Code::TooLarge).because("headers").into_response();
    }
    let spoofed: Vec<HeaderName> =
        headers.keys().filter(|name| name.as_str().starts_with("x-user-")).cloned().collect();
    for name in spoofed {
        headers.remove(name);
    }
    next.run(request).await
}

/// Answers in time or says so. Only the head counts: an event stream lives on.
pub async fn timed(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let limit = Duration::from_secs(app.config.limits.request_seconds);
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(Code::RequestTimeout).into_response(),
    }
}

/// A handler's panic is a bug, told as one; the connection and the others live on.
pub fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    Problem::new(Code::Internal).because("a handler panicked").into_response()
}

/// Nothing here is a page: no sniffing, no frames, no scripts, no referrer, no shared caches.
pub async fn secured(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Web origins by name; all others get no permission at all.
pub fn cors(origins: &[String]) -> CorsLayer {
    let listed = origins.iter().filter_map(|origin| origin.parse().ok()).collect::<Vec<HeaderValue>>();
    let named = HeaderName::from_static;
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(listed))
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::CONTENT_ENCODING,
            header::ACCEPT_LANGUAGE,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            named("idempotency-key"),
            named("x-request-id"),
            named("x-petpro-compat"),
        ])
        .expose_headers([
            header::ETAG,
            header::RETRY_AFTER,
            header::LOCATION,
            named("idempotent-replayed"),
            named("ratelimit"),
            named("ratelimit-policy"),
            named("x-request-id"),
        ])
        .max_age(Duration::from_secs(600))
}

/// gzip for text; a snapshot's own gzip members and pictures are left alone. At its fastest: that is
/// a fifth more bytes for less than half the time, and what is large comes as a snapshot.
pub fn compressed() -> CompressionLayer<impl Predicate> {
    let but_files = NotForContentType::const_new("application/octet-stream");
    CompressionLayer::new()
        .gzip(true)
        .quality(CompressionLevel::Fastest)
        .compress_when(DefaultPredicate::new().and(but_files))
}

/// Marks a request that came by another document's path (C-53), and its answer as outdated.
pub async fn by_alias(State(canonical): State<HeaderValue>, mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(Alias);
    let mut response = next.run(request).await;
    response.headers_mut().insert("deprecation", HeaderValue::from_static("@1767225600"));
    response.headers_mut().insert(header::LINK, canonical);
    response
}

/// The request came by an alias.
#[derive(Clone, Copy)]
pub struct Alias;
