//! Parcels over REST.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::ids::ShipmentId;
use petpro_domain::order::Tracking;
use serde::Deserialize;
use utoipa_axum::routes;

use super::parcel::{self, Parcel, Sides};
use super::webhook;
use crate::feed::OnTx;
use crate::http::Body;
use crate::idempotency::{Key, Reply};
use crate::identity::{Principal, staff};
use crate::orders::moved_once;
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Failure, Tx};

pub fn routes() -> Vec<Route> {
    vec![
        row(Policy::StaffOwner, routes!(ship))
            .also(&["/vendor/orders/{number}/shipments"])
            .keyed()
            .refuses(&[Code::OrderState, Code::Invalid]),
        row(Policy::Owner, routes!(get)),
        row(Policy::Owner, routes!(track)).also(&["/shipping/track/{tracking_number}"]),
        row(Policy::Public, routes!(webhook::webhook)).refuses(&[
            Code::SignatureInvalid,
            Code::Malformed,
            Code::NotFound,
            Code::TooLarge,
        ]),
    ]
}

/// Who carries it, under which number.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewShipment {
    #[schema(example = "sandbox", max_length = 40)]
    pub carrier: String,
    /// 6 to 40 letters, digits and hyphens.
    #[schema(example = "PP-2026-000001")]
    pub tracking_number: String,
}

/// We have given it to a carrier (SHIPPED); the buyer can follow it from now on.
#[utoipa::path(post, path = "/api/v1/vendor/orders/{number}/shipments", tag = "vendor", request_body = NewShipment,
    params(("number" = String, Path, example = "JP-1001-1")), responses((status = 201, body = Parcel)))]
async fn ship(
    State(app): State<AppState>,
    who: Principal,
    Path(number): Path<String>,
    key: Key,
    Body { value: new, digest }: Body<NewShipment>,
) -> Result<Reply, Problem> {
    let tracking = checked(new)?;
    let (its, user) = (app.clone(), who.user);
    let ship = move |ledger: &mut OnTx| {
        let shops = staff::shops(ledger.tx, user)?;
        parcel::ship(&its, ledger, &shops, &number, &tracking)
    };
    moved_once(&app, &who, key, digest, ship, |parcel| Reply::json(StatusCode::CREATED, &parcel)).await
}

fn checked(new: NewShipment) -> Result<Tracking, Problem> {
    let fault = |field: &str, what| Problem::new(Code::Invalid).at(format!("/{field}"), Code::Invalid, what);
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !(1..=40).contains(&new.carrier.len()) || !plain(&new.carrier) {
        return Err(fault("carrier", "1 to 40 letters, digits and hyphens"));
    }
    if !(6..=40).contains(&new.tracking_number.len()) || !plain(&new.tracking_number) {
        return Err(fault("tracking_number", "6 to 40 letters, digits and hyphens"));
    }
    Ok(Tracking { carrier: new.carrier, number: new.tracking_number })
}

/// A parcel of mine, or of a shop that I work for.
#[utoipa::path(get, path = "/api/v1/shipments/{id}", tag = "orders", params(("id" = ShipmentId, Path)),
    responses((status = 200, body = Parcel)))]
async fn get(State(app): State<AppState>, who: Principal, Path(id): Path<String>) -> Result<Json<Parcel>, Problem> {
    let id: ShipmentId = id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    seen(&app, &who, |tx| parcel::by_id(tx, id))
}

/// Where a parcel of mine is: the last word of its carrier, and how old it is.
#[utoipa::path(get, path = "/api/v1/shipping/track/{tracking_number}", tag = "orders",
    params(("tracking_number" = String, Path, example = "PP-2026-000001")), responses((status = 200, body = Parcel)))]
async fn track(
    State(app): State<AppState>,
    who: Principal,
    Path(number): Path<String>,
) -> Result<Json<Parcel>, Problem> {
    seen(&app, &who, |tx| parcel::by_tracking(tx, &number))
}

/// Only for its buyer and its shop; to everybody else it is not there.
fn seen(
    app: &AppState,
    who: &Principal,
    find: impl FnOnce(&mut Tx) -> Result<Option<(Parcel, Sides)>, Failure>,
) -> Result<Json<Parcel>, Problem> {
    let found = app.store.read(|tx| {
        let Some((parcel, sides)) = find(tx)? else { return Ok::<_, Failure>(None) };
        let mine = sides.user == who.user || staff::shops(tx, who.user)?.contains(&sides.shop);
        Ok(mine.then_some(parcel))
    })?;
    found.map(Json).ok_or_else(|| Problem::new(Code::NotFound))
}
