//! Who may ask: the page that this bridge serves, opened with the token of this run.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use subtle::ConstantTimeEq;

use crate::Bridge;

/// The header that carries it; an event stream, which cannot set headers, says `?token=` instead.
pub const HEADER: &str = "x-petpro-token";

/// The page may load its own files and nothing else: no inline script, no other host, no frame around it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob: data:; \
                      media-src 'self' blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'none'; \
                      base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html";

/// A secret of one run, 64 hex digits.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// From 32 random bytes.
    pub fn new(random: [u8; 32]) -> Self {
        Self(random.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    pub fn text(&self) -> &str {
        &self.0
    }

    fn is(&self, said: &str) -> bool {
        self.0.as_bytes().ct_eq(said.as_bytes()).into()
    }
}

/// Looks at every request before a route does, and at every answer after it.
pub(crate) async fn guard(State(bridge): State<Arc<Bridge>>, request: Request, next: Next) -> Response {
    let mut answer = match is_ours(&bridge, request.headers()) {
        true => next.run(request).await,
        false => StatusCode::FORBIDDEN.into_response(),
    };
    let headers = answer.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"), // the first address carries the token
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    answer
}

/// For routes that read or change something: the token of this run.
pub(crate) async fn token(State(bridge): State<Arc<Bridge>>, request: Request, next: Next) -> Response {
    let said = request.headers().get(HEADER).and_then(|value| value.to_str().ok());
    let asked = request.uri().query().and_then(|query| query.strip_prefix("token="));
    match said.or(asked).is_some_and(|said| bridge.token.is(said)) {
        true => next.run(request).await,
        false => StatusCode::UNAUTHORIZED.into_response(),
    }
}

/// A name that somebody else's DNS points at this machine is not this host; a page of another site says its own origin.
fn is_ours(bridge: &Bridge, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or("?"));
    let host = text(header::HOST);
    let known = host.is_some_and(|host| bridge.hosts.iter().any(|known| known == host));
    let own = text(header::ORIGIN).is_none_or(|origin| origin.strip_prefix("http://") == host);
    let same_site = text(header::HeaderName::from_static("sec-fetch-site"))
        .is_none_or(|site| matches!(site, "same-origin" | "none"));
    known && own && same_site
}
