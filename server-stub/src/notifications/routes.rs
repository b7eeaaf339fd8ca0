//! The inbox over REST.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use petpro_domain::Code;
use petpro_domain::ids::OrderId;
use petpro_domain::notice::Notice;
use petpro_domain::texts::Lang;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::feed::OnTx;
use crate::http::Cursor;
use crate::identity::Principal;
use crate::inbox;
use crate::orders;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Failure, Tx};

/// A page has as many.
const PAGE: usize = 50;

/// A notice in the reader's words.
#[derive(Serialize, utoipa::ToSchema)]
pub struct NoticeView {
    pub id: Uuid,
    pub title: String,
    pub detail: String,
    #[serde(flatten)]
    pub notice: Notice,
}

/// Newest first.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Notices {
    pub notices: Vec<NoticeView>,
    pub has_more: bool,
    /// For the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Which part of the list.
#[derive(Deserialize)]
pub struct Page {
    cursor: Option<String>,
    limit: Option<usize>,
}

/// What I was told.
#[utoipa::path(get, path = "/api/v1/notifications", tag = "notifications",
    params(("cursor" = Option<String>, Query), ("limit" = Option<usize>, Query, example = 20)),
    responses((status = 200, body = Notices)))]
pub async fn list(
    State(app): State<AppState>,
    who: Principal,
    headers: HeaderMap,
    Query(page): Query<Page>,
) -> Result<Json<Notices>, Problem> {
    let limit = page.limit.unwrap_or(PAGE).clamp(1, 100);
    let before: Option<(i64, Uuid)> =
        page.cursor.map(|text| Cursor::read(&app.keys, "notifications", &text)).transpose()?;
    let before = before.unwrap_or((i64::MAX, Uuid::max()));
    let mut found: Vec<(Uuid, Notice)> =
        app.store.read(|tx| inbox::page(tx, who.user, None, before, limit as u64 + 1))?;
    let has_more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| has_more).map(|(id, notice)| (notice.at_ms, *id));
    let cursor = last.map(|last| Cursor::write(&app.keys, "notifications", &last));
    Ok(Json(Notices { notices: in_words(found, &headers), has_more, cursor }))
}

/// What I was told about an order of mine.
#[utoipa::path(get, path = "/api/v1/notifications/order/{order_id}", tag = "notifications",
    params(("order_id" = OrderId, Path)), responses((status = 200, body = Notices)))]
pub async fn of_order(
    State(app): State<AppState>,
    who: Principal,
    headers: HeaderMap,
    Path(order_id): Path<String>,
) -> Result<Json<Notices>, Problem> {
    let order: OrderId = order_id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    let found = app.store.read(|tx| match orders::owner(tx, order)? {
        Some(owner) if owner == who.user => Ok(inbox::page(tx, who.user, Some(order), (i64::MAX, Uuid::max()), 100)?),
        _ => Err(Problem::new(Code::NotFound)),
    })?;
    Ok(Json(Notices { notices: in_words(found, &headers), has_more: false, cursor: None }))
}

/// I have read it.
#[utoipa::path(put, path = "/api/v1/notifications/{id}/read", tag = "notifications", params(("id" = Uuid, Path)),
    responses((status = 200, body = NoticeView)))]
pub async fn read(
    State(app): State<AppState>,
    who: Principal,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<NoticeView>, Problem> {
    let id: Uuid = id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    let now_ms = app.clock.now_ms();
    let work = move |ledger: &mut OnTx| inbox::read(ledger, who.user, id, now_ms);
    let written: Result<_, Failure> = app.store.write(move |tx: &mut Tx| OnTx::write(tx, now_ms, work)).await;
    let (notice, pokes) = written?;
    app.live.tell(pokes);
    let notice = notice.ok_or_else(|| Problem::new(Code::NotFound))?;
    in_words(vec![(id, notice)], &headers).pop().map(Json).ok_or_else(|| Problem::new(Code::NotFound))
}

fn in_words(found: Vec<(Uuid, Notice)>, headers: &HeaderMap) -> Vec<NoticeView> {
    let accept = headers.get("accept-language").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let lang = Lang::negotiate(accept);
    let view = |(id, notice): (Uuid, Notice)| {
        let (title, detail) = notice.words(lang);
        NoticeView { id, title, detail, notice }
    };
    found.into_iter().map(view).collect()
}
