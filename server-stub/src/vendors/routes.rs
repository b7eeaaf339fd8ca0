//! A shop's goods and stock over REST, for clients without the feed.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::catalog::{Product, Variant};
use petpro_domain::ids::{ShopId, VariantId};
use petpro_domain::shop::{MAX_MOVE, Stock, Why};
use petpro_domain::wire::{OpState, StockAdjust};
use serde::{Deserialize, Serialize};
use utoipa_axum::routes;

use super::ops;
use crate::catalog;
use crate::feed::OnTx;
use crate::http::{Body, Cursor, Query};
use crate::idempotency::{Key, Reply, once_told};
use crate::identity::{Principal, staff};
use crate::inventory;
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Tx;

/// Articles of a page, where nobody says how many; the most.
const PAGE: usize = 50;
const MOST: usize = 200;

pub fn routes() -> Vec<Route> {
    let mut all = vec![
        row(Policy::StaffOwner, routes!(goods)).refuses(&[Code::Invalid, Code::CursorInvalid]),
        row(Policy::StaffOwner, routes!(adjust)).keyed().refuses(&[Code::Invalid, Code::StockInsufficient]),
    ];
    all.extend(super::delivery::routes());
    all.extend(super::statistics::routes());
    all
}

/// Which part of the list.
#[derive(Deserialize)]
pub struct Page {
    cursor: Option<String>,
    limit: Option<usize>,
}

/// A page of what a shop sells, by id.
#[derive(Serialize, utoipa::ToSchema)]
pub struct OwnGoods {
    pub goods: Vec<OwnArticle>,
    pub has_more: bool,
    /// For the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// One variant with its product and its stock.
#[derive(Serialize, utoipa::ToSchema)]
pub struct OwnArticle {
    pub id: VariantId,
    pub product: Product,
    pub variant: Variant,
    pub stock: Stock,
}

/// More or fewer on the shelf.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Movement {
    /// Signed, not 0.
    #[schema(example = 12)]
    pub by: i64,
    pub why: Why,
}

/// The stock after it.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Moved {
    pub variant: VariantId,
    pub stock: Stock,
}

/// A shop that the caller works for; 404 for every other.
pub(super) fn mine(tx: &mut Tx, who: &Principal, shop: &str) -> Result<ShopId, Problem> {
    let id: Option<ShopId> = shop.parse().ok();
    let shops = staff::shops(tx, who.user)?;
    id.filter(|id| shops.contains(id)).ok_or_else(|| Problem::new(Code::NotFound))
}

/// What my shop sells, with exact stock.
#[utoipa::path(get, path = "/api/v1/vendor/shops/{id}/goods", tag = "vendor",
    params(("id" = ShopId, Path), ("cursor" = Option<String>, Query), ("limit" = Option<usize>, Query, example = 50)),
    responses((status = 200, body = OwnGoods)))]
async fn goods(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
    Query(page): Query<Page>,
) -> Result<Json<OwnGoods>, Problem> {
    let limit = page.limit.unwrap_or(PAGE);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::new(Code::Invalid).at("/limit", Code::Invalid, format!("1 to {MOST}")));
    }
    let after: Option<VariantId> = page.cursor.map(|text| Cursor::read(&app.keys, "own-goods", &text)).transpose()?;
    let mut goods: Vec<OwnArticle> = app.store.read(|tx| {
        let shop = mine(tx, &who, &id)?;
        let rows = catalog::own_page(tx, shop, after, limit + 1)?;
        let stocks = inventory::stocks(tx, &rows.iter().map(|(id, ..)| *id).collect::<Vec<_>>())?;
        let with_stock = |(id, product, variant): (VariantId, _, _)| OwnArticle {
            id,
            product,
            variant,
            stock: stocks.get(&id).copied().unwrap_or_default(),
        };
        Ok::<_, Problem>(rows.into_iter().map(with_stock).collect())
    })?;
    let has_more = goods.len() > limit;
    goods.truncate(limit);
    let last = goods.last().filter(|_| has_more);
    let cursor = last.map(|last| Cursor::write(&app.keys, "own-goods", &last.id));
    Ok(Json(OwnGoods { goods, has_more, cursor }))
}

/// Moves stock of something that my shop sells. Orders keep what they hold.
#[utoipa::path(post, path = "/api/v1/vendor/variants/{id}/adjustments", tag = "vendor",
    request_body(content = Movement, example = json!({"by": 12, "why": "received"})),
    params(("id" = VariantId, Path)), responses((status = 201, body = Moved)))]
async fn adjust(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
    key: Key,
    Body { value: Movement { by, why }, digest }: Body<Movement>,
) -> Result<Reply, Problem> {
    let variant: VariantId = id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    if by == 0 || by.unsigned_abs() > MAX_MOVE.unsigned_abs() {
        return Err(Problem::new(Code::Invalid).at("/by", Code::Invalid, format!("-{MAX_MOVE} to {MAX_MOVE}, not 0")));
    }
    let (user, now_ms) = (who.user, app.clock.now_ms());
    once_told(&app, &who, key, digest, move |tx: &mut Tx, _| {
        let shops = staff::shops(tx, user)?;
        let owner = catalog::shops_of(tx, &[variant])?.remove(&variant).filter(|shop| shops.contains(shop));
        let shop = owner.ok_or_else(|| Problem::new(Code::NotFound))?;
        let said = StockAdjust { shop, variant, by, why };
        let (verdict, pokes) = OnTx::write(tx, now_ms, |ledger: &mut OnTx| ops::adjust(ledger, &said, now_ms))?;
        let stock = inventory::stock(tx, variant)?;
        if verdict.st != OpState::Applied {
            let mut problem = Problem::new(verdict.code.unwrap_or(Code::Invalid));
            problem.available = Some(stock.available());
            return Err(problem);
        }
        Ok((Reply::json(StatusCode::CREATED, &Moved { variant, stock })?, pokes))
    })
    .await
}
