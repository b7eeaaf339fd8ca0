//! Orders over REST, the buyer's side.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::ids::OrderId;
use petpro_domain::order::Status;
use petpro_sync::server::OrderEntry;
use serde::{Deserialize, Serialize};
use utoipa_axum::routes;

use super::cancel::Moved;
use super::place::{NewOrder, place};
use super::read::{self, OrderView, Place, TimelineEntry, view};
use super::{shop_routes, write};
use crate::feed::OnTx;
use crate::http::{Body, Cursor, Query};
use crate::idempotency::{Key, Reply, once_told};
use crate::identity::Principal;
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Tx;

const PLACING: &[Code] = &[
    Code::Invalid,
    Code::CartChanged,
    Code::PriceChanged,
    Code::QuoteStale,
    Code::StockInsufficient,
    Code::ProductDiscontinued,
    Code::LimitExceeded,
    Code::CurrencyMixed,
    Code::AddressInvalid,
    Code::ShippingUnavailable,
    Code::CouponInvalid,
    Code::AmountOverflow,
    Code::OrderUnclaimed,
];

pub fn routes() -> Vec<Route> {
    let mut all = vec![
        row(Policy::SignedIn, routes!(create))
            .also(&["/orders", "/order/orders", "/order/process-order"])
            .keyed()
            .refuses(PLACING),
        row(Policy::SignedIn, routes!(list))
            .also(&["/orders", "/order/orders"])
            .refuses(&[Code::Invalid, Code::CursorInvalid]),
        row(Policy::Owner, routes!(get)).also(&["/orders/{id}", "/order/orders/{id}"]),
        row(Policy::Owner, routes!(timeline)).also(&["/orders/{id}/timeline"]),
        row(Policy::Owner, routes!(cancel)).also(&["/orders/{id}/cancel"]).keyed().refuses(&[Code::OrderState]),
        row(Policy::Owner, routes!(cancel_put)).also(&["/orders/{id}/cancel"]).refuses(&[Code::OrderState]),
        row(Policy::Owner, routes!(cancel_delete)).also(&["/orders/{id}"]).refuses(&[Code::OrderState]),
        row(Policy::Owner, routes!(receipt))
            .also(&["/orders/{id}/receipt"])
            .keyed()
            .refuses(&[Code::OrderState, Code::Invalid]),
        row(Policy::Owner, routes!(received)).also(&["/orders/{id}/received"]).refuses(&[Code::OrderState]),
    ];
    all.extend(shop_routes::routes());
    all
}

/// Which part of a list.
#[derive(Deserialize)]
pub struct Page {
    /// `all`, or a state.
    status: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// A page of orders, newest first.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Orders {
    pub orders: Vec<OrderView>,
    pub has_more: bool,
    /// For the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// What happened to an order, oldest first.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Timeline {
    pub entries: Vec<TimelineEntry>,
}

/// Which parts have come.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Received {
    /// Numbers of vendor orders; all that are delivered where none are named.
    #[serde(default)]
    pub shop_orders: Option<Vec<String>>,
}

/// Places an order: its contributions are locked, its goods held for ten minutes, its vendor orders
/// made. It waits for the payment. The same quote again is the same order.
#[utoipa::path(post, path = "/api/v1/orders", tag = "orders", request_body = NewOrder,
    responses((status = 201, body = OrderView), (status = 200, body = OrderView)))]
async fn create(
    State(app): State<AppState>,
    who: Principal,
    key: Key,
    Body { value: new, digest }: Body<NewOrder>,
) -> Result<Reply, Problem> {
    let (its, user, asked) = (app.clone(), who.clone(), key.asked().clone());
    once_told(&app, &who, key, digest, move |tx: &mut Tx, op| {
        let placed = place(&its, tx, &user, op, &new)?;
        let reply = match placed.result {
            Ok(entry) => answer(if placed.again { StatusCode::OK } else { StatusCode::CREATED }, entry)?,
            Err(problem) => Reply::refused(&problem, &asked),
        };
        Ok((reply, placed.pokes))
    })
    .await
}

/// My orders.
#[utoipa::path(get, path = "/api/v1/orders", tag = "orders",
    params(("status" = Option<String>, Query, example = "all"), ("cursor" = Option<String>, Query),
        ("limit" = Option<usize>, Query, example = 20)),
    responses((status = 200, body = Orders)))]
async fn list(State(app): State<AppState>, who: Principal, Query(page): Query<Page>) -> Result<Json<Orders>, Problem> {
    let (status, limit) = asked(&page)?;
    let after: Option<Place> = page.cursor.map(|text| Cursor::read(&app.keys, "orders", &text)).transpose()?;
    let mut found = app.store.read(|tx| read::page(tx, who.user, status, after.as_ref(), limit))?;
    let has_more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().map(|(id, order)| Place { ms: order.placed_ms, key: id.to_string() });
    let cursor = last.filter(|_| has_more).map(|last| Cursor::write(&app.keys, "orders", &last));
    let orders = found.into_iter().filter_map(|(id, order)| view(id, order)).collect();
    Ok(Json(Orders { orders, has_more, cursor }))
}

/// The state and the length that a list is asked for.
pub(super) fn asked(page: &Page) -> Result<(Option<Status>, usize), Problem> {
    let status = match page.status.as_deref() {
        None | Some("all") => None,
        Some(name) => match Status::parse(name) {
            Status::Other => {
                return Err(Problem::new(Code::Invalid).at("/status", Code::Invalid, "not a state of an order"));
            }
            status => Some(status),
        },
    };
    Ok((status, page.limit.unwrap_or(20).clamp(1, 100)))
}

impl Page {
    pub(super) fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }
}

/// An order of mine: its vendor orders with their parcels, and what happened.
#[utoipa::path(get, path = "/api/v1/orders/{id}", tag = "orders", params(("id" = OrderId, Path)),
    responses((status = 200, body = OrderView)))]
async fn get(State(app): State<AppState>, who: Principal, Path(id): Path<String>) -> Result<Json<OrderView>, Problem> {
    let id = order_id(&id)?;
    let own = app.store.read(|tx| read::own(&mut OnTx::reading(tx, &app.live.snapshots), who.user, id))?;
    own.and_then(|entry| view(id, entry.order)).map(Json).ok_or_else(|| Problem::new(Code::NotFound))
}

/// Everything that happened to an order of mine, refused tries and messages of the payment provider
/// included.
#[utoipa::path(get, path = "/api/v1/orders/{id}/timeline", tag = "orders", params(("id" = OrderId, Path)),
    responses((status = 200, body = Timeline)))]
async fn timeline(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
) -> Result<Json<Timeline>, Problem> {
    let id = order_id(&id)?;
    let entries = app.store.read(|tx| match read::owner(tx, id)? {
        Some(owner) if owner == who.user => read::timeline(tx, id).map_err(Problem::from),
        _ => Err(Problem::new(Code::NotFound)),
    })?;
    Ok(Json(Timeline { entries }))
}

/// Calls an order of mine off, all of it: before it is paid, or while no shop has begun to pack.
#[utoipa::path(post, path = "/api/v1/orders/{id}/cancel", tag = "orders", params(("id" = OrderId, Path)),
    responses((status = 200, body = OrderView)))]
async fn cancel(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
    key: Key,
) -> Result<Reply, Problem> {
    let (its, user, id) = (app.clone(), who.user, order_id(&id)?);
    let work = move |ledger: &mut OnTx| super::cancel(&its, ledger, user, id);
    moved_once(&app, &who, key, [0; 32], work, |entry| answer(StatusCode::OK, entry)).await
}

/// Calls an order of mine off, as document 000 writes it.
#[utoipa::path(put, path = "/api/v1/orders/{id}/cancel", tag = "orders", params(("id" = OrderId, Path)),
    responses((status = 200, body = OrderView)))]
async fn cancel_put(State(app): State<AppState>, who: Principal, Path(id): Path<String>) -> Result<Reply, Problem> {
    cancel_now(app, who, &id).await
}

/// Calls an order of mine off, as document 004 writes it. The order is not deleted.
#[utoipa::path(delete, path = "/api/v1/orders/{id}", tag = "orders", params(("id" = OrderId, Path)),
    responses((status = 200, body = OrderView)))]
async fn cancel_delete(State(app): State<AppState>, who: Principal, Path(id): Path<String>) -> Result<Reply, Problem> {
    cancel_now(app, who, &id).await
}

async fn cancel_now(app: AppState, who: Principal, id: &str) -> Result<Reply, Problem> {
    let (its, id) = (app.clone(), order_id(id)?);
    let entry = moved(&app, move |ledger| super::cancel(&its, ledger, who.user, id)).await?;
    answer(StatusCode::OK, entry)
}

/// I have it: delivered vendor orders are completed.
#[utoipa::path(post, path = "/api/v1/orders/{id}/receipt", tag = "orders", params(("id" = OrderId, Path)),
    request_body(content = Received, example = json!({})), responses((status = 200, body = OrderView)))]
async fn receipt(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
    key: Key,
    Body { value: parts, digest }: Body<Received>,
) -> Result<Reply, Problem> {
    let (its, user, id) = (app.clone(), who.user, order_id(&id)?);
    let work = move |ledger: &mut OnTx| super::receive(&its, ledger, user, id, parts.shop_orders.as_deref());
    moved_once(&app, &who, key, digest, work, |entry| answer(StatusCode::OK, entry)).await
}

/// I have all of it, as document 000 writes it.
#[utoipa::path(put, path = "/api/v1/orders/{id}/received", tag = "orders", params(("id" = OrderId, Path)),
    responses((status = 200, body = OrderView)))]
async fn received(State(app): State<AppState>, who: Principal, Path(id): Path<String>) -> Result<Reply, Problem> {
    let (its, id) = (app.clone(), order_id(&id)?);
    let entry = moved(&app, move |ledger| super::receive(&its, ledger, who.user, id, None)).await?;
    answer(StatusCode::OK, entry)
}

/// Moves something of an order under an idempotency key. A refusal's place in the timeline stays.
pub(crate) async fn moved_once<T>(
    app: &AppState,
    who: &Principal,
    key: Key,
    body: [u8; 32],
    work: impl Fn(&mut OnTx) -> Moved<T> + Send + 'static,
    answer: impl Fn(T) -> Result<Reply, Problem> + Send + 'static,
) -> Result<Reply, Problem> {
    let (its, asked) = (app.clone(), key.asked().clone());
    once_told(app, who, key, body, move |tx: &mut Tx, _| {
        let (moved, pokes) = write(&its, tx, &work)?;
        let reply = match moved {
            Ok(moved) => answer(moved)?,
            Err(problem) if problem.code == Code::NotFound => return Err(problem),
            Err(problem) => Reply::refused(&problem, &asked),
        };
        Ok((reply, pokes))
    })
    .await
}

/// Moves something of an order. A refusal's place in the timeline stays.
async fn moved<T: Send + 'static>(
    app: &AppState,
    work: impl Fn(&mut OnTx) -> Moved<T> + Send + 'static,
) -> Result<T, Problem> {
    let its = app.clone();
    let (moved, pokes) = app.store.write(move |tx| write(&its, tx, &work)).await?;
    app.live.tell(pokes);
    moved
}

fn answer(status: StatusCode, entry: OrderEntry) -> Result<Reply, Problem> {
    let view = view(entry.id, entry.order).ok_or_else(|| Problem::new(Code::NotFound))?;
    Reply::json(status, &view)
}

fn order_id(text: &str) -> Result<OrderId, Problem> {
    text.parse().map_err(|_| Problem::new(Code::NotFound))
}
