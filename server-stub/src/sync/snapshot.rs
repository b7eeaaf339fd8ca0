//! `GET /api/v1/sync/snapshot/{id}`: a large scope as one file, resumable.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use petpro_domain::Code;
use petpro_domain::wire::Snapshot;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

use super::{caller, with_desk};
use crate::feed::{File, MEMBER_ROWS};
use crate::identity::Principal;
use crate::problem::Problem;
use crate::state::AppState;

/// Writes a scope's file now; `None` where it is small enough to be pulled from 0. Blocks.
pub fn build(app: &AppState, scope: &str) -> Option<Snapshot> {
    match app.live.snapshots.build(&app.store, scope, MEMBER_ROWS, app.clock.now_ms()) {
        Ok(snapshot) => snapshot,
        Err(cause) => {
            tracing::warn!(%cause, scope, "no snapshot; the scope is pulled by pages");
            None
        }
    }
}

/// Has the file of a large scope written beside the requests, where it is missing or old.
pub(super) fn refresh(app: &AppState, scope: &str, head: u64) {
    if head > MEMBER_ROWS && app.live.snapshots.claim(scope, app.clock.now_ms()) {
        let (app, scope) = (app.clone(), scope.to_owned());
        tokio::task::spawn_blocking(move || build(&app, &scope));
    }
}

/// A file of independent gzip members of 1,000 rows each, one JSON row a line. `id` is a
/// snapshot's, or a scope's name for its newest; a scope whose file is still being written answers
/// 503 with `Retry-After`.
#[utoipa::path(get, path = "/api/v1/sync/snapshot/{id}", tag = "sync",
    params(("id" = String, Path, example = "catalog:jp"), ("Range" = Option<String>, Header)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>),
        (status = 206, content_type = "application/octet-stream", body = Vec<u8>),
        (status = 304)))]
pub async fn snapshot(
    State(app): State<AppState>,
    who: Option<Principal>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let caller = app.store.read(|tx| caller(tx, who.as_ref(), None))?;
    let reads = |scope: &str| with_desk(&app, |desk| caller.reads(scope, desk));
    let Some(file) = app.live.snapshots.file(&id).filter(|file| reads(&file.scope)) else {
        if reads(&id) {
            let (head, _) = app.store.read(|tx| crate::feed::scope_rows(tx, &id, ["", ""]))?;
            refresh(&app, &id, head);
            if app.live.snapshots.building(&id) {
                return Err(Problem::new(Code::SlowDown).retry_after(1));
            }
        }
        return Err(Problem::new(Code::NotFound));
    };
    send(file, &headers).await
}

async fn send(file: File, headers: &HeaderMap) -> Result<Response, Problem> {
    let size = file.snapshot.bytes;
    let tag = format!("\"{}\"", file.snapshot.id);
    let asked = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let builder = Response::builder().header(header::ETAG, &tag).header(header::ACCEPT_RANGES, "bytes");
    let built = |builder: http::response::Builder, body| builder.body(body).map_err(|cause| internal(&cause));
    if asked(header::IF_NONE_MATCH) == Some(&tag) {
        return built(builder.status(StatusCode::NOT_MODIFIED), Body::empty());
    }
    // A range of another file is worth nothing: then the whole is sent.
    let ranged = asked(header::IF_RANGE).is_none_or(|seen| seen == tag);
    let range = asked(header::RANGE).filter(|_| ranged).and_then(|text| bytes_of(text, size));
    let (from, to) = range.unwrap_or((0, size));
    if from >= to {
        let range = HeaderValue::try_from(format!("bytes */{size}")).map_err(|cause| internal(&cause))?;
        let builder = builder.status(StatusCode::RANGE_NOT_SATISFIABLE).header(header::CONTENT_RANGE, range);
        return built(builder, Body::empty());
    }
    let mut bytes = tokio::fs::File::open(&file.path).await.map_err(|cause| internal(&cause))?;
    bytes.seek(std::io::SeekFrom::Start(from)).await.map_err(|cause| internal(&cause))?;
    let public = file.scope.starts_with("catalog:");
    let builder = builder
        .status(if range.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK })
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .header(header::CONTENT_LENGTH, to - from)
        .header(header::CACHE_CONTROL, if public { "public, max-age=86400, immutable" } else { "private, no-store" });
    let builder = match range {
        Some(_) => builder.header(header::CONTENT_RANGE, format!("bytes {from}-{}/{size}", to - 1)),
        None => builder,
    };
    built(builder, Body::from_stream(ReaderStream::with_capacity(bytes.take(to - from), 64 << 10)))
}

fn internal(cause: &dyn std::error::Error) -> Problem {
    Problem::new(Code::Internal).because(cause)
}

/// `bytes=N-` or `bytes=N-M` as a half-open range; anything else is ignored, as RFC 9110 allows.
fn bytes_of(text: &str, size: u64) -> Option<(u64, u64)> {
    let (from, to) = text.strip_prefix("bytes=")?.split_once('-')?;
    let from: u64 = from.parse().ok()?;
    let to = if to.is_empty() { size } else { to.parse::<u64>().ok()?.saturating_add(1).min(size) };
    Some((from, to))
}
