//! Reading and changing a cart. A change answers with the whole cart, priced anew.

use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use petpro_domain::Code;
use petpro_domain::cart::Options;
use petpro_domain::ids::{LineId, OpId, ProductId, VariantId};
use serde::{Deserialize, Serialize};
use utoipa_axum::routes;

use super::change::{Changed, Hand, Wish};
use super::view::{CartView, view};
use crate::catalog;
use crate::etag;
use crate::feed::OnTx;
use crate::http::{Body, IfMatch, Query};
use crate::idempotency::{Key, Reply, once_told};
use crate::identity::Principal;
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Tx;

const WRITES: &[Code] = &[
    Code::StockInsufficient,
    Code::QuantityInvalid,
    Code::LimitExceeded,
    Code::ProductUnknown,
    Code::ProductDiscontinued,
    Code::LineFull,
    Code::LineLocked,
];

pub fn routes() -> Vec<Route> {
    vec![
        row(Policy::SignedIn, routes!(read)).also(&["/cart"]).refuses(&[Code::AddressInvalid, Code::AmountOverflow]),
        row(Policy::SignedIn, routes!(add)).also(&["/cart/items"]).keyed().refuses(WRITES),
        row(Policy::Owner, routes!(set)).also(&["/cart/items/{line_id}"]).versioned().refuses(WRITES),
        row(Policy::Owner, routes!(remove)).also(&["/cart/items/{line_id}"]).versioned(),
    ]
}

/// Where delivery is estimated for.
#[derive(Deserialize)]
pub struct ShipTo {
    ship_to: Option<String>,
}

/// What to put into the cart.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddItem {
    /// Which size or flavour.
    #[serde(default)]
    #[schema(example = "0197aaaa-0000-8000-8000-000000000001")]
    pub variant: Option<VariantId>,
    /// Instead of a variant, for a product that has just one.
    #[serde(default)]
    pub product: Option<ProductId>,
    #[serde(default)]
    pub options: Options,
    #[serde(default = "one")]
    #[schema(example = 2, minimum = 1, maximum = 999)]
    pub qty: u32,
    /// Take what is there where that is less.
    #[serde(default)]
    #[schema(example = false)]
    pub clamp: bool,
}

fn one() -> u32 {
    1
}

/// How many a line shall hold.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetItem {
    /// 0 removes the line.
    #[schema(example = 3, minimum = 0, maximum = 999)]
    pub qty: u32,
    /// Take what is there where that is less.
    #[serde(default)]
    #[schema(example = false)]
    pub clamp: bool,
}

/// The cart after a change.
#[derive(Serialize, utoipa::ToSchema)]
pub struct CartChange {
    /// The line that was changed.
    pub line: LineId,
    /// Fewer than asked for were there, and were taken.
    pub clamped: bool,
    /// `moved-to-saved`: the cart was full, the goods wait for later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub cart: CartView,
}

/// The cart with the prices and stock of this moment, its totals, and what to know about each line.
#[utoipa::path(get, path = "/api/v1/cart", tag = "cart",
    params(("ship_to" = Option<String>, Query, example = "JP-13"), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = CartView), (status = 304)))]
async fn read(
    State(app): State<AppState>,
    who: Principal,
    Query(to): Query<ShipTo>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let cart = app.store.read(|tx| view(&app, tx, who.household, to.ship_to.as_deref()))?;
    Ok(etag::json(&headers, Some(cart.version), "private, no-cache", &cart))
}

/// Adds to the cart. The same variant with the same options is the same line.
#[utoipa::path(post, path = "/api/v1/cart/items", tag = "cart", request_body = AddItem,
    responses((status = 200, body = CartChange)))]
async fn add(
    State(app): State<AppState>,
    who: Principal,
    key: Key,
    Body { value: item, digest }: Body<AddItem>,
) -> Result<Reply, Problem> {
    let (its, user) = (app.clone(), who.clone());
    let effect = move |tx: &mut Tx, op: OpId| {
        let variant = chosen(tx, &item)?;
        let wish = Wish { qty: item.qty, clamp: item.clamp };
        let hand = Hand { app: &its, who: &user, op };
        let change = |ledger: &mut OnTx| hand.add(ledger, variant, item.options.clone(), wish);
        let (changed, pokes) = OnTx::write(tx, its.clock.now_ms(), change)?;
        Ok((answer(&its, tx, &user, changed)?, pokes))
    };
    once_told(&app, &who, key, digest, effect).await
}

/// Sets a line's quantity; 0 removes it.
#[utoipa::path(put, path = "/api/v1/cart/items/{line_id}", tag = "cart", params(("line_id" = LineId, Path)),
    request_body = SetItem, responses((status = 200, body = CartChange)))]
async fn set(
    State(app): State<AppState>,
    who: Principal,
    Path(line): Path<String>,
    seen: IfMatch,
    Body { value: item, .. }: Body<SetItem>,
) -> Result<Reply, Problem> {
    let wish = Wish { qty: item.qty, clamp: item.clamp };
    change(app, who, &line, move |hand, ledger, line| hand.set(ledger, line, seen, wish)).await
}

/// Removes a line. One that was removed before is no error.
#[utoipa::path(delete, path = "/api/v1/cart/items/{line_id}", tag = "cart", params(("line_id" = LineId, Path)),
    responses((status = 200, body = CartChange)))]
async fn remove(
    State(app): State<AppState>,
    who: Principal,
    Path(line): Path<String>,
    seen: IfMatch,
) -> Result<Reply, Problem> {
    change(app, who, &line, move |hand, ledger, line| hand.remove(ledger, line, seen)).await
}

async fn change(
    app: AppState,
    who: Principal,
    line: &str,
    work: impl Fn(&Hand, &mut OnTx, LineId) -> Result<Changed, Problem> + Send + 'static,
) -> Result<Reply, Problem> {
    let line: LineId = line.parse().map_err(|_| Problem::new(Code::NotFound))?;
    let now_ms = app.clock.now_ms();
    let op = OpId(app.random.id(now_ms));
    let its = app.clone();
    let write = move |tx: &mut Tx| {
        let hand = Hand { app: &its, who: &who, op };
        let (changed, pokes) = OnTx::write(tx, now_ms, |ledger| work(&hand, ledger, line))?;
        Ok::<_, Problem>((answer(&its, tx, &who, changed)?, pokes))
    };
    let (reply, pokes) = app.store.write(write).await?;
    app.live.tell(pokes);
    Ok(reply)
}

fn chosen(tx: &mut Tx, item: &AddItem) -> Result<VariantId, Problem> {
    let unclear = || Problem::new(Code::Invalid).at("/variant", Code::Invalid, "a variant, or a product with just one");
    match (item.variant, item.product) {
        (Some(variant), _) => Ok(variant),
        (None, Some(product)) => catalog::only_variant(tx, product)?.ok_or_else(unclear),
        (None, None) => Err(unclear()),
    }
}

/// The cart as this transaction leaves it; the ETag is the changed line's.
fn answer(app: &AppState, tx: &mut Tx, who: &Principal, changed: Changed) -> Result<Reply, Problem> {
    let cart = view(app, tx, who.household, None)?;
    let version = cart.item(changed.line).map_or(cart.version, |item| item.version);
    let Changed { line, clamped, note } = changed;
    Ok(Reply::json(StatusCode::OK, &CartChange { line, clamped, note, cart })?.version(version))
}
