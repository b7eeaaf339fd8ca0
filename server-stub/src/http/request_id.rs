//! Every request has an id: in the answer, in the log and in a problem's `instance`.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderValue;

use crate::state::AppState;

const NAME: &str = "x-request-id";

/// The caller's `X-Request-Id` where it is 8 to 64 letters, digits, `-` or `_` (so that it cannot
/// forge a log line), else a new UUIDv7.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// The layer that gives it.
pub async fn identified(State(app): State<AppState>, mut request: Request, next: Next) -> Response {
    let given = request.headers().get(NAME).and_then(|value| value.to_str().ok()).filter(|id| is_usable(id));
    let id = given.map_or_else(|| app.random.id(app.clock.now_ms()).to_string(), str::to_owned);
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(NAME, value);
    }
    response
}

fn is_usable(id: &str) -> bool {
    (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}
