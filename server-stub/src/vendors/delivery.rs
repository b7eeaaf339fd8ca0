//! On what terms a shop delivers: its tables by weight and distance, and from when on delivery is free.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header;
use petpro_domain::Code;
use petpro_domain::catalog::Shipping;
use petpro_domain::ids::ShopId;
use petpro_domain::shop::{DeliveryTerms, TermsFault};
use serde::Deserialize;
use utoipa_axum::routes;

use super::routes::mine;
use crate::catalog;
use crate::feed::OnTx;
use crate::http::{Body, IfMatch, etag};
use crate::identity::Principal;
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Tx;

pub(super) fn routes() -> Vec<Route> {
    vec![
        row(Policy::StaffOwner, routes!(get)),
        row(Policy::StaffOwner, routes!(put)).versioned().refuses(&[Code::Invalid]),
    ]
}

/// Other terms; what is not named is not offered.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTerms {
    #[serde(default)]
    #[schema(example = 4980)]
    pub free_shipping_from: Option<i64>,
    #[schema(example = 1)]
    pub processing_days: u32,
    pub tables: BTreeMap<String, Shipping>,
}

impl From<NewTerms> for DeliveryTerms {
    fn from(NewTerms { free_shipping_from, processing_days, tables }: NewTerms) -> Self {
        Self { free_shipping_from, processing_days, tables }
    }
}

/// The terms and their version.
fn known(ledger: &mut OnTx, shop: ShopId) -> Result<(DeliveryTerms, u64), Problem> {
    let found = catalog::own_terms(ledger.tx, shop)?.ok_or_else(|| Problem::new(Code::NotFound))?;
    let seq = ledger.seq(&catalog::own_scope(shop), catalog::TERMS, &shop.to_string())?;
    Ok((found.2, seq.unwrap_or_default()))
}

fn answer(terms: DeliveryTerms, version: u64) -> Response {
    ([(header::ETAG, etag(version))], Json(terms)).into_response()
}

/// On what terms my shop delivers. The answer's ETag names the version that a change is made from.
#[utoipa::path(get, path = "/api/v1/vendor/shops/{id}/delivery", tag = "vendor", params(("id" = ShopId, Path)),
    responses((status = 200, body = DeliveryTerms)))]
async fn get(State(app): State<AppState>, who: Principal, Path(id): Path<String>) -> Result<Response, Problem> {
    let (terms, version) = app.store.read(|tx| {
        let shop = mine(tx, &who, &id)?;
        known(&mut OnTx::reading(tx, &app.live.snapshots), shop)
    })?;
    Ok(answer(terms, version))
}

/// Delivers on these terms from now on. Orders that are placed keep their price; a table that the shop
/// shared with others becomes its own.
#[utoipa::path(put, path = "/api/v1/vendor/shops/{id}/delivery", tag = "vendor",
    request_body(content = NewTerms, example = json!({"free_shipping_from": 4980, "processing_days": 1,
        "tables": {"standard": {"currency": "JPY", "weights_g": [2000, 5000], "rates": [[580, 780], [680, 880]],
            "days": [[1, 1], [1, 2]]}}})),
    params(("id" = ShopId, Path)), responses((status = 200, body = DeliveryTerms)))]
async fn put(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
    version: IfMatch,
    Body { value: terms, .. }: Body<NewTerms>,
) -> Result<Response, Problem> {
    let (terms, now_ms) = (DeliveryTerms::from(terms), app.clock.now_ms());
    let write = move |tx: &mut Tx| {
        let shop = mine(tx, &who, &id)?;
        let (kept, pokes) = OnTx::write(tx, now_ms, |ledger| {
            let (before, seq) = known(ledger, shop)?;
            version.check(seq)?;
            check(&before, &terms)?;
            catalog::set_terms(ledger, shop, &terms)?;
            known(ledger, shop)
        })?;
        Ok::<_, Problem>((kept, pokes))
    };
    let ((terms, version), pokes) = app.store.write(write).await?;
    app.live.tell(pokes);
    Ok(answer(terms, version))
}

fn check(before: &DeliveryTerms, terms: &DeliveryTerms) -> Result<(), Problem> {
    let currency = before.tables.values().next().map(|table| table.currency);
    let mut faults = currency.map(|currency| terms.faults(currency)).unwrap_or_default();
    // A way is offered by agreement with a carrier; here are its prices alone.
    if terms.tables.keys().any(|way| !before.tables.contains_key(way)) && !faults.contains(&TermsFault::Ways) {
        faults.push(TermsFault::Ways);
    }
    let place = |fault: &TermsFault| match fault {
        TermsFault::Threshold => "/free_shipping_from",
        TermsFault::Processing => "/processing_days",
        TermsFault::Ways => "/tables",
        TermsFault::Weights => "/tables/weights_g",
        TermsFault::Rates => "/tables/rates",
        TermsFault::Days => "/tables/days",
    };
    match faults.is_empty() {
        true => Ok(()),
        false => Err(faults.iter().fold(Problem::new(Code::Invalid), |problem, fault| {
            problem.at(place(fault), Code::Invalid, "cannot be used")
        })),
    }
}
