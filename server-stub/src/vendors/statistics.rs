//! How it goes: orders by state, sales by day, what sells best, what runs out. Seven statements, whatever
//! the shop sells.

use axum::Json;
use axum::extract::{Path, State};
use petpro_domain::Code;
use petpro_domain::catalog::Names;
use petpro_domain::ids::{ShopId, VariantId};
use petpro_domain::money::Money;
use petpro_domain::order::{Status, day_begins, day_in, iso_day};
use petpro_domain::shop::Stock;
use serde::{Deserialize, Serialize};
use utoipa_axum::routes;

use super::routes::mine;
use crate::http::Query;
use crate::identity::Principal;
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;
use crate::{catalog, inventory, orders};

/// Days of the curve, where nobody says how many; the most.
const DAYS: i64 = 30;
const MOST_DAYS: i64 = 366;
/// Best sellers, and articles that run out.
const TOP: u32 = 10;
const LOW: usize = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![row(Policy::StaffOwner, routes!(statistics)).refuses(&[Code::Invalid])]
}

/// How many days.
#[derive(Deserialize)]
pub struct Span {
    days: Option<i64>,
}

/// A shop's figures.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Statistics {
    pub shop: ShopId,
    /// Server time, ms.
    pub at_ms: i64,
    /// Every state in which an order of this shop stands.
    pub states: Vec<InState>,
    /// Every day of the span, the oldest first, also those without a sale; today is the last.
    pub days: Vec<DaySales>,
    /// Of the span.
    pub sales: Money,
    pub orders: u64,
    /// By units sold in the span, less what came back.
    pub best: Vec<BestSeller>,
    /// With the fewest available first.
    pub low: Vec<LowStock>,
}

/// How many orders stand so.
#[derive(Serialize, utoipa::ToSchema)]
pub struct InState {
    pub status: Status,
    pub orders: u64,
}

/// A day in the shop's country; what was called off is left out.
#[derive(Serialize, utoipa::ToSchema)]
pub struct DaySales {
    #[schema(example = "2026-11-22")]
    pub day: String,
    pub orders: u64,
    pub total: Money,
}

/// Something that sells.
#[derive(Serialize, utoipa::ToSchema)]
pub struct BestSeller {
    pub variant: VariantId,
    pub names: Names,
    pub label: String,
    pub units: i64,
}

/// Something that runs out.
#[derive(Serialize, utoipa::ToSchema)]
pub struct LowStock {
    pub variant: VariantId,
    pub names: Names,
    pub label: String,
    pub stock: Stock,
}

/// How my shop does.
#[utoipa::path(get, path = "/api/v1/vendor/shops/{id}/statistics", tag = "vendor",
    params(("id" = ShopId, Path), ("days" = Option<i64>, Query, example = 30)),
    responses((status = 200, body = Statistics)))]
async fn statistics(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
    Query(span): Query<Span>,
) -> Result<Json<Statistics>, Problem> {
    let days = span.days.unwrap_or(DAYS);
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Problem::new(Code::Invalid).at("/days", Code::Invalid, format!("1 to {MOST_DAYS}")));
    }
    let at_ms = app.clock.now_ms();
    let read = app.store.read(|tx| {
        let shop = mine(tx, &who, &id)?;
        let row = catalog::shop(tx, shop)?.ok_or_else(|| Problem::new(Code::NotFound))?;
        let today = day_in(&row.region, at_ms);
        let first = today - days + 1;
        let since_ms = day_begins(&row.region, first);
        let sold = orders::sales(tx, shop, since_ms)?;
        let money = |amount| Money::new(amount, row.currency);
        let mut curve = Vec::new();
        let (mut sales, mut count) = (money(0), 0);
        for day in first..=today {
            let (orders, total) = sold.get(&(day - first)).copied().unwrap_or_default();
            sales = sales.plus(money(total)).map_err(|cause| Problem::new(cause.code()))?;
            count += orders;
            curve.push(DaySales { day: iso_day(day), orders, total: money(total) });
        }
        let variants = catalog::own_variants(tx, shop)?;
        let best = inventory::best_sellers(tx, &variants, since_ms, TOP)?;
        let low = inventory::running_out(tx, &variants, LOW)?;
        let named: Vec<VariantId> = best.iter().map(|(id, _)| *id).chain(low.iter().map(|(id, _)| *id)).collect();
        let titles = catalog::titles(tx, &named)?;
        let title = |id: &VariantId| titles.get(id).cloned().unwrap_or_default();
        Ok::<_, Problem>(Statistics {
            shop,
            at_ms,
            states: orders::states(tx, shop)?.into_iter().map(|(status, orders)| InState { status, orders }).collect(),
            days: curve,
            sales,
            orders: count,
            best: best
                .into_iter()
                .map(|(variant, units)| {
                    let (names, label) = title(&variant);
                    BestSeller { variant, names, label, units }
                })
                .collect(),
            low: low
                .into_iter()
                .map(|(variant, stock)| {
                    let (names, label) = title(&variant);
                    LowStock { variant, names, label, stock }
                })
                .collect(),
        })
    })?;
    Ok(Json(read))
}
