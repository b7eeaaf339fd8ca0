//! Checkouts over REST: a quote, a preview, and the ways of delivery.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::ids::{AddressId, LineId, OrderId, QuoteId, ShopId};
use petpro_domain::order::{Address, Shortage};
use petpro_domain::pricing::Quote;
use petpro_domain::regions::Region;
use petpro_domain::wire::OrderLine;
use serde::{Deserialize, Serialize};
use utoipa_axum::routes;

use super::quotes::{self, Answered, Ask};
use super::{ShopDelivery, Wanted, delivery, priced};
use crate::cart;
use crate::http::{Body, Query};
use crate::idempotency::{Key, Reply, once};
use crate::identity::{AddressForm, Principal, addresses};
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Tx;

const REFUSES: &[Code] = &[
    Code::AddressInvalid,
    Code::ShippingUnavailable,
    Code::StockInsufficient,
    Code::ProductDiscontinued,
    Code::LimitExceeded,
    Code::CurrencyMixed,
    Code::CouponInvalid,
    Code::AmountOverflow,
    Code::LineUnknown,
    Code::Invalid,
];

pub fn routes() -> Vec<Route> {
    vec![
        row(Policy::SignedIn, routes!(create)).also(&["/checkouts"]).keyed().refuses(REFUSES),
        row(Policy::Owner, routes!(read)).also(&["/checkouts/{id}"]),
        row(Policy::SignedIn, routes!(preview)).also(&["/cart/checkout"]).refuses(&[
            Code::AddressInvalid,
            Code::ShippingUnavailable,
            Code::ProductDiscontinued,
            Code::LimitExceeded,
            Code::CurrencyMixed,
            Code::AmountOverflow,
            Code::Invalid,
        ]),
        row(Policy::SignedIn, routes!(options)).also(&["/shipping/options"]).refuses(REFUSES),
    ]
}

/// What to order, where to and how. No price is read from a caller: the server makes them.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCheckout {
    /// One of the caller's addresses; the first one where neither is given.
    #[serde(default)]
    pub address_id: Option<AddressId>,
    /// Instead of a kept one.
    #[serde(default)]
    pub address: Option<AddressForm>,
    /// Only these lines of the cart; all of them where none are named.
    #[serde(default)]
    pub lines: Option<Vec<LineId>>,
    /// The way of delivery by shop; `standard` where a shop is missing.
    #[serde(default)]
    pub delivery: BTreeMap<ShopId, String>,
    #[serde(default)]
    pub coupons: Vec<String>,
}

/// A quote: what an order of these contributions would cost, good for 15 minutes.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Checkout {
    pub id: QuoteId,
    /// Server time, ms.
    pub expires_ms: i64,
    /// What it names: what is added to the cart later is not in it.
    pub lines: Vec<OrderLine>,
    pub address: Address,
    pub delivery: Vec<ShopDelivery>,
    pub quote: Quote,
    /// The order that was placed from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
}

/// What a checkout would be, without an address and without effect.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Preview {
    /// Everything is there.
    pub ready: bool,
    /// Lines of which fewer are there than wanted.
    pub unavailable: Vec<Missing>,
    #[schema(example = "JP-13")]
    pub ship_to: String,
    pub delivery: Vec<ShopDelivery>,
    pub quote: Quote,
}

/// Fewer than wanted.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Missing {
    pub line: LineId,
    pub available: i64,
}

/// The ways of delivery of every shop in the cart.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Options {
    pub shops: Vec<ShopDelivery>,
}

/// Where a preview delivers to.
#[derive(Deserialize)]
pub struct ShipTo {
    ship_to: Option<String>,
}

/// Makes a quote of the cart as it is now. What it names is what an order takes; stock is looked at,
/// not held.
#[utoipa::path(post, path = "/api/v1/checkouts", tag = "checkout", 
    request_body(content = NewCheckout, example = json!({"address": {"name": "Hana Sato",
        "phone": "+81-90-1234-5678", "postal_code": "150-0001", "region": "JP-13", "city": "Shibuya-ku",
        "line1": "Jingumae 1-2-3"}})),
    responses((status = 201, body = Checkout)))]
async fn create(
    State(app): State<AppState>,
    who: Principal,
    key: Key,
    Body { value: ask, digest }: Body<NewCheckout>,
) -> Result<Reply, Problem> {
    let (its, user) = (app.clone(), who.clone());
    once(&app, &who, key, digest, move |tx: &mut Tx, _| {
        let ask = asked(tx, &user, &ask)?;
        Reply::json(StatusCode::CREATED, &quotes::quote(&its, tx, &user, &ask)?)
    })
    .await
}

/// A quote of mine, as it was given.
#[utoipa::path(get, path = "/api/v1/checkouts/{id}", tag = "checkout", params(("id" = QuoteId, Path)),
    responses((status = 200, body = Checkout)))]
async fn read(State(app): State<AppState>, who: Principal, Path(id): Path<String>) -> Result<Json<Answered>, Problem> {
    let absent = || Problem::new(Code::NotFound);
    let id: QuoteId = id.parse().map_err(|_| absent())?;
    let found = app.store.read(|tx| quotes::answered(tx, &who, id))?;
    found.map(Json).ok_or_else(absent)
}

/// What a checkout of the cart would be. Changes nothing.
#[utoipa::path(get, path = "/api/v1/cart/checkout", tag = "checkout",
    params(("ship_to" = Option<String>, Query, example = "JP-13")), responses((status = 200, body = Preview)))]
async fn preview(
    State(app): State<AppState>,
    who: Principal,
    Query(to): Query<ShipTo>,
) -> Result<Json<Preview>, Problem> {
    let region = to.ship_to.as_deref().unwrap_or(cart::home_region(&app));
    let ship_to = Region::parse(region).map_err(|wrong| Problem::new(wrong.code()))?;
    let preview = app.store.read(|tx| {
        let lines = cart::orderable(tx, who.household)?;
        if lines.is_empty() {
            return Err(empty());
        }
        let wanted = Wanted { lines: &lines, ship_to, delivery: &BTreeMap::new(), coupons: &[] };
        let found = priced(tx, &app.config.checkout, &wanted)?.map_err(|why| quotes::refused(&why, &lines))?;
        let short = quotes::shortages(tx, &lines)?;
        let missing = |short: Shortage| Missing { line: short.line, available: short.available };
        Ok::<_, Problem>(Preview {
            ready: short.is_empty(),
            unavailable: short.into_iter().map(missing).collect(),
            ship_to: ship_to.to_string(),
            delivery: delivery::ways(&found, &wanted, app.clock.now_ms()),
            quote: found.quote,
        })
    })?;
    Ok(Json(preview))
}

/// How each shop of the cart delivers to an address: cost, first and last day. Changes nothing.
#[utoipa::path(post, path = "/api/v1/shipping/options", tag = "checkout", 
    request_body(content = NewCheckout, example = json!({"address": {"name": "Hana Sato",
        "phone": "+81-90-1234-5678", "postal_code": "150-0001", "region": "JP-13", "city": "Shibuya-ku",
        "line1": "Jingumae 1-2-3"}})),
    responses((status = 200, body = Options)))]
async fn options(
    State(app): State<AppState>,
    who: Principal,
    Body { value: ask, .. }: Body<NewCheckout>,
) -> Result<Json<Options>, Problem> {
    let shops = app.store.read(|tx| {
        let ask = asked(tx, &who, &ask)?;
        let faulty = |faults: Vec<_>| quotes::refused(&quotes::address_refused(&faults), &ask.lines);
        let ship_to = ask.address.check().map_err(faulty)?;
        let wanted = Wanted { lines: &ask.lines, ship_to, delivery: &ask.delivery, coupons: &ask.coupons };
        let found = priced(tx, &app.config.checkout, &wanted)?.map_err(|why| quotes::refused(&why, &ask.lines))?;
        Ok::<_, Problem>(delivery::ways(&found, &wanted, app.clock.now_ms()))
    })?;
    Ok(Json(Options { shops }))
}

/// The contributions of the cart that the caller names, and the address.
fn asked(tx: &mut Tx, who: &Principal, ask: &NewCheckout) -> Result<Ask, Problem> {
    let mut lines = cart::orderable(tx, who.household)?;
    if let Some(named) = &ask.lines {
        for (n, line) in named.iter().enumerate() {
            if !lines.iter().any(|known| known.line == *line) || named[..n].contains(line) {
                return Err(Problem::new(Code::LineUnknown).at(
                    format!("/lines/{n}"),
                    Code::LineUnknown,
                    "no free line of the cart",
                ));
            }
        }
        lines.retain(|line| named.contains(&line.line));
    }
    if lines.is_empty() {
        return Err(empty());
    }
    let address = match (&ask.address, ask.address_id) {
        (Some(form), _) => Some(form.clone().into()),
        (None, Some(id)) => addresses::get(tx, who.user, id)?,
        (None, None) => addresses::first(tx, who.user)?,
    };
    let unknown = || Problem::new(Code::AddressInvalid).at("/address_id", Code::AddressInvalid, "no such address");
    let (delivery, coupons) = (ask.delivery.clone(), ask.coupons.clone());
    Ok(Ask { lines, address: address.ok_or_else(unknown)?, delivery, coupons })
}

fn empty() -> Problem {
    Problem::new(Code::Invalid).at("/lines", Code::Invalid, "there is nothing to order")
}
