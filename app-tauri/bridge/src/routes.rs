//! What can be asked.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::response::sse::{Event, KeepAlive};
use axum::response::{IntoResponse, Response, Sse};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use futures_util::stream::{Stream, StreamExt, once, unfold};
use http::{StatusCode, Uri, header};
use petpro_app::Refused;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Bridge, gate};

/// A command's arguments are a form at most.
const ARGUMENTS: usize = 64 << 10;
/// A picture file; the core's own cap is one byte below.
const PICTURE: usize = (32 << 20) + 1;
/// A luma plane of 4K.
const FRAME: usize = 3_840 * 2_160;
/// Proxies and browsers take a silent connection for a dead one.
const ALIVE: Duration = Duration::from_secs(20);

pub(crate) fn routes(bridge: Arc<Bridge>) -> Router {
    let limited = |limit| DefaultBodyLimit::max(limit);
    let asked = Router::new()
        .route("/invoke/{command}", post(invoke).layer(limited(ARGUMENTS)))
        .route("/still", post(still).layer(limited(PICTURE)))
        .route("/frame", post(frame).layer(limited(FRAME)))
        .route("/picture/{sha256}", get(picture))
        .route("/events", get(events))
        .layer(middleware::from_fn_with_state(bridge.clone(), gate::token));
    asked.fallback(get(page)).layer(middleware::from_fn_with_state(bridge.clone(), gate::guard)).with_state(bridge)
}

/// A refusal is an answer like another one, not a failure of the bridge.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Answer<T> {
    Gives(T),
    Refused(Refused),
}

fn answer<T: Serialize>(done: Result<T, Refused>) -> Response {
    Json(done.map_or_else(Answer::Refused, Answer::Gives)).into_response()
}

async fn invoke(State(bridge): State<Arc<Bridge>>, Path(command): Path<String>, Json(args): Json<Value>) -> Response {
    answer(bridge.app.invoke(&command, args).await)
}

async fn still(State(bridge): State<Arc<Bridge>>, file: Bytes) -> Response {
    answer(bridge.app.still(file.into()).await)
}

#[derive(Deserialize)]
struct Size {
    width: u32,
    height: u32,
    at_ms: u64,
}

async fn frame(State(bridge): State<Arc<Bridge>>, Query(size): Query<Size>, luma: Bytes) -> Response {
    answer(bridge.app.frame(luma.into(), size.width, size.height, size.at_ms).await)
}

/// Nothing (204) where there is none: offline that is no fault, and a page draws something else.
async fn picture(State(bridge): State<Arc<Bridge>>, Path(sha256): Path<String>) -> Response {
    let kept = [(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "private, max-age=31536000, immutable")];
    match bridge.app.picture(&sha256).await {
        Ok(bytes) => (kept, bytes).into_response(),
        Err(_) => StatusCode::NO_CONTENT.into_response(),
    }
}

/// The topics that changed. The first event says that the stream is open: whoever was away asks for everything again.
async fn events(State(bridge): State<Arc<Bridge>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changed = unfold(bridge.app.listen(), async |mut ear| Some((ear.next().await, ear)));
    let told = once(async { Vec::new() }).chain(changed);
    let event = |topics| Ok(Event::default().json_data(topics).unwrap_or_default());
    Sse::new(told.map(event)).keep_alive(KeepAlive::new().interval(ALIVE))
}

async fn page(State(bridge): State<Arc<Bridge>>, uri: Uri) -> Response {
    bridge.pages.answer(uri.path())
}
