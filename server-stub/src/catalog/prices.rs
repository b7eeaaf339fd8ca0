//! What a shop asks for its goods.

use axum::extract::{Path, State};
use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::ids::VariantId;
use petpro_domain::money::Money;
use serde::{Deserialize, Serialize};
use utoipa_axum::routes;

use super::{read, write};
use crate::feed::OnTx;
use crate::http::Body;
use crate::idempotency::{Key, Reply, once_told};
use crate::identity::{Principal, staff};
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Tx;

/// The highest price of one thing, minor units: no typing error by three digits passes.
const MOST: i64 = 100_000_000;

pub(super) fn routes() -> Vec<Route> {
    vec![row(Policy::StaffOwner, routes!(ask)).keyed().refuses(&[Code::Invalid])]
}

/// A new price.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPrice {
    /// Of one, in minor units of the currency in which it is sold.
    #[schema(example = 1980)]
    pub amount: i64,
}

/// What is asked from now on.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Asked {
    pub variant: VariantId,
    pub price: Money,
}

/// Asks another price for something that my shop sells. Carts tell the old one and the new one;
/// orders that are placed keep theirs.
#[utoipa::path(post, path = "/api/v1/vendor/variants/{id}/prices", tag = "vendor", request_body = NewPrice,
    params(("id" = VariantId, Path)), responses((status = 201, body = Asked)))]
async fn ask(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
    key: Key,
    Body { value: NewPrice { amount }, digest }: Body<NewPrice>,
) -> Result<Reply, Problem> {
    let id: VariantId = id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    if !(1..=MOST).contains(&amount) {
        return Err(Problem::new(Code::Invalid).at("/amount", Code::Invalid, format!("1 to {MOST}")));
    }
    let (user, now_ms) = (who.user, app.clock.now_ms());
    once_told(&app, &who, key, digest, move |tx: &mut Tx, _| {
        let shops = staff::shops(tx, user)?;
        let known = read::variant(tx, id)?.filter(|row| shops.contains(&row.shop));
        let row = known.ok_or_else(|| Problem::new(Code::NotFound))?;
        let change = |ledger: &mut OnTx| write::set_price(ledger, id, amount, now_ms);
        let (_, pokes) = OnTx::write(tx, now_ms, change)?;
        let price = Money { amount, currency: row.currency };
        Ok((Reply::json(StatusCode::CREATED, &Asked { variant: id, price })?, pokes))
    })
    .await
}
