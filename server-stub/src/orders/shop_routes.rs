//! Orders over REST, a shop's side. Whoever works for a shop sees what was given to it, and of every
//! other shop nothing.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::order::VendorOrder;
use serde::Serialize;
use utoipa_axum::routes;

use super::read::{self, Place};
use super::routes::{Page, asked, moved_once};
use crate::feed::OnTx;
use crate::http::{Cursor, Query};
use crate::idempotency::{Key, Reply};
use crate::identity::{Principal, staff};
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;

pub fn routes() -> Vec<Route> {
    vec![
        row(Policy::Staff, routes!(list)).also(&["/vendor/orders"]).refuses(&[Code::Invalid, Code::CursorInvalid]),
        row(Policy::StaffOwner, routes!(get)).also(&["/vendor/orders/{number}"]),
        row(Policy::StaffOwner, routes!(accept))
            .also(&["/vendor/orders/{number}/accept"])
            .keyed()
            .refuses(&[Code::OrderState]),
    ]
}

/// A page of vendor orders, newest first.
#[derive(Serialize, utoipa::ToSchema)]
pub struct VendorOrders {
    pub orders: Vec<VendorOrder>,
    pub has_more: bool,
    /// For the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// What was given to my shops.
#[utoipa::path(get, path = "/api/v1/vendor/orders", tag = "vendor",
    params(("status" = Option<String>, Query, example = "PROCESSING"), ("cursor" = Option<String>, Query),
        ("limit" = Option<usize>, Query, example = 20)),
    responses((status = 200, body = VendorOrders)))]
async fn list(
    State(app): State<AppState>,
    who: Principal,
    Query(page): Query<Page>,
) -> Result<Json<VendorOrders>, Problem> {
    let (status, limit) = asked(&page)?;
    let after: Option<Place> = page.cursor().map(|text| Cursor::read(&app.keys, "vendor-orders", text)).transpose()?;
    let mut orders = app.store.read(|tx| {
        let shops = staff::shops(tx, who.user)?;
        read::shop_page(tx, &shops, status, after.as_ref(), limit)
    })?;
    let has_more = orders.len() > limit;
    orders.truncate(limit);
    let last = orders.last().map(|row| Place { ms: row.released_ms, key: row.bill.number.clone() });
    let cursor = last.filter(|_| has_more).map(|last| Cursor::write(&app.keys, "vendor-orders", &last));
    Ok(Json(VendorOrders { orders, has_more, cursor }))
}

/// One vendor order of my shops.
#[utoipa::path(get, path = "/api/v1/vendor/orders/{number}", tag = "vendor",
    params(("number" = String, Path, example = "JP-1001-1")), responses((status = 200, body = VendorOrder)))]
async fn get(
    State(app): State<AppState>,
    who: Principal,
    Path(number): Path<String>,
) -> Result<Json<VendorOrder>, Problem> {
    let found = app.store.read(|tx| {
        let shops = staff::shops(tx, who.user)?;
        read::given(tx, &shops, &number)
    })?;
    found.map(Json).ok_or_else(|| Problem::new(Code::NotFound))
}

/// We begin to pack it. One that was begun already is no error.
#[utoipa::path(post, path = "/api/v1/vendor/orders/{number}/accept", tag = "vendor",
    params(("number" = String, Path, example = "JP-1001-1")), responses((status = 200, body = VendorOrder)))]
async fn accept(
    State(app): State<AppState>,
    who: Principal,
    Path(number): Path<String>,
    key: Key,
) -> Result<Reply, Problem> {
    let (its, user) = (app.clone(), who.user);
    let accept = move |ledger: &mut OnTx| {
        let shops = staff::shops(ledger.tx, user)?;
        super::accept(&its, ledger, &shops, &number)
    };
    moved_once(&app, &who, key, [0; 32], accept, |part| Reply::json(StatusCode::OK, &part)).await
}
