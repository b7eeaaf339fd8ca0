//! One log line and one figure for each request. The lines are the audit trail: when, who, what, and
//! the code of a refusal, never what was said.

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use petpro_domain::Code;
use petpro_domain::ids::UserId;
use tracing::field;

use crate::http::RequestId;
use crate::state::AppState;

/// The layer. It logs the route's pattern, not the path: a path may hold a search or a barcode.
/// The user is who the policy layer let in, or whom a sign-in gave its tokens.
pub async fn observed(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let began = app.clock.mono_us();
    let method = request.method().as_str().to_owned();
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", |path| path.as_str()).to_owned();
    let request_id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let response = next.run(request).await;
    let user = response.extensions().get::<UserId>().map(field::display);
    let code = response.extensions().get::<Code>().map(|code| code.name());
    let (us, status) = (app.clock.mono_us() - began, response.status().as_u16());
    app.metrics.request(&method, &route, status, us as f64 / 1e6);
    tracing::info!(target: "access", request_id, method, route, status, us, user, code);
    response
}
