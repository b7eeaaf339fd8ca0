//! The shop's shelves: categories, what they hold, and what a search finds. For clients without the feed.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use petpro_domain::Code;
use petpro_domain::catalog::{Category, Level, Names, Variant};
use petpro_domain::ids::{CategoryId, ProductId, ShopId, VariantId};
use petpro_domain::money::Money;
use serde::{Deserialize, Serialize};
use utoipa_axum::routes;

use super::{cards, read, shelf};
use crate::etag;
use crate::http::{Body, Cursor, Limit, Query};
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Tx;

/// Products of a page, where nobody says how many; the most.
const PAGE: usize = 20;
const MOST: usize = 100;
/// The longest search, in characters.
const QUERY: usize = 200;

const REFUSED: &[Code] = &[Code::Invalid, Code::CursorInvalid];

pub(super) fn routes() -> Vec<Route> {
    vec![
        row(Policy::Public, routes!(categories))
            .also(&["/products/categories", "/categories"])
            .refuses(&[Code::Invalid]),
        row(Policy::Public, routes!(products)).also(&["/products"]).refuses(REFUSED),
        row(Policy::Public, routes!(search)).limited(Limit::Lookup).refuses(REFUSED),
        row(Policy::Public, routes!(search_posted)).also(&["/products/search"]).limited(Limit::Lookup).refuses(REFUSED),
    ]
}

/// Which market.
#[derive(Deserialize)]
pub struct Market {
    market: Option<String>,
}

/// A market's categories.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Categories {
    pub categories: Vec<CategoryView>,
}

/// One of them.
#[derive(Serialize, utoipa::ToSchema)]
pub struct CategoryView {
    pub id: CategoryId,
    #[serde(flatten)]
    pub category: Category,
}

/// Which part of a list.
#[derive(Deserialize)]
pub struct Page {
    market: Option<String>,
    category: Option<CategoryId>,
    /// From 1.
    page: Option<usize>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// What is searched.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// Words of any language; every one has to be there.
    #[serde(alias = "query")]
    #[schema(example = "salmon")]
    pub q: String,
    pub market: Option<String>,
    pub category: Option<CategoryId>,
    /// Up to 100; 20 where it is not said.
    pub limit: Option<usize>,
    pub cursor: Option<String>,
}

/// A page of products.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Goods {
    pub products: Vec<Listed>,
    pub has_more: bool,
    /// For the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// A product as a list shows it.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Listed {
    pub id: ProductId,
    pub names: Names,
    pub brand: String,
    pub category: CategoryId,
    pub shop: ShopId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Its lowest price, now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Money>,
    /// Of what is on sale, now.
    pub level: Level,
    /// Nothing of it is on sale any more.
    pub gone: bool,
}

/// The categories of a market, the default one where none is named.
#[utoipa::path(get, path = "/api/v1/categories", tag = "catalog",
    params(("market" = Option<String>, Query), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = Categories), (status = 304)))]
async fn categories(
    State(app): State<AppState>,
    Query(asked): Query<Market>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let now_ms = app.clock.now_ms();
    let all = app.store.read(|tx| {
        let market = market(tx, asked.market)?;
        if let Some(known) = app.shelves.categories.get(&market, now_ms) {
            return Ok::<_, Problem>(known);
        }
        let all: Arc<[_]> = shelf::categories(tx, &market)?.into();
        app.shelves.categories.put(market, all.clone(), now_ms);
        Ok(all)
    })?;
    let categories = all.iter().map(|(id, category)| CategoryView { id: *id, category: category.clone() });
    Ok(etag::json(&headers, None, "no-cache", &Categories { categories: categories.collect() }))
}

/// Products of a category or of all. Which they are, their names and pictures may be an hour old;
/// prices and levels are of now.
#[utoipa::path(get, path = "/api/v1/products", tag = "catalog",
    params(("market" = Option<String>, Query), ("category" = Option<CategoryId>, Query), ("page" = Option<usize>, Query),
        ("limit" = Option<usize>, Query, description = "up to 100; 20 where it is not said"),
        ("cursor" = Option<String>, Query), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = Goods), (status = 304)))]
async fn products(
    State(app): State<AppState>,
    Query(asked): Query<Page>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let now_ms = app.clock.now_ms();
    let limit = asked.limit.unwrap_or(PAGE).clamp(1, MOST);
    let goods = app.store.read(|tx| {
        let market = market(tx, asked.market)?;
        let key = (market, asked.category);
        let all = match app.shelves.lists.get(&key, now_ms) {
            Some(known) => known,
            None => {
                let all: Arc<[_]> = shelf::list(tx, &key.0, key.1)?.into();
                app.shelves.lists.put(key, all.clone(), now_ms);
                all
            }
        };
        let from = match &asked.cursor {
            Some(cursor) => {
                let last: ProductId = Cursor::read(&app.keys, "products", cursor)?;
                all.partition_point(|id| *id <= last)
            }
            None => asked.page.unwrap_or(1).saturating_sub(1).saturating_mul(limit).min(all.len()),
        };
        let ids = &all[from..all.len().min(from + limit)];
        let has_more = from + ids.len() < all.len();
        let cursor = ids.last().filter(|_| has_more).map(|last| Cursor::write(&app.keys, "products", last));
        Ok::<_, Problem>(Goods { products: listed(&app, tx, ids)?, has_more, cursor })
    })?;
    Ok(etag::json(&headers, None, "no-cache", &goods))
}

/// Products with all of these words in a name or a brand, best first.
#[utoipa::path(get, path = "/api/v1/search", tag = "catalog",
    params(("q" = String, Query, example = "salmon"), ("market" = Option<String>, Query),
        ("category" = Option<CategoryId>, Query), ("limit" = Option<usize>, Query), ("cursor" = Option<String>, Query),
        ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = Goods), (status = 304)))]
async fn search(
    State(app): State<AppState>,
    Query(asked): Query<Search>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Ok(etag::json(&headers, None, "no-cache", &found(&app, &asked)?))
}

/// The same with the words in the body.
#[utoipa::path(post, path = "/search/products", tag = "catalog", request_body = Search,
    responses((status = 200, body = Goods)))]
async fn search_posted(
    State(app): State<AppState>,
    headers: HeaderMap,
    asked: Body<Search>,
) -> Result<Response, Problem> {
    Ok(etag::json(&headers, None, "no-cache", &found(&app, &asked.value)?))
}

fn found(app: &AppState, asked: &Search) -> Result<Goods, Problem> {
    if asked.q.chars().count() > QUERY {
        return Err(Problem::new(Code::Invalid).at("/q", Code::Invalid, format!("up to {QUERY} characters")));
    }
    let limit = asked.limit.unwrap_or(PAGE).clamp(1, MOST);
    // Of these words alone: another search's cursor would skip its best hits.
    let list = format!("search {}", asked.q);
    let skip: usize = match &asked.cursor {
        Some(cursor) => Cursor::read(&app.keys, &list, cursor)?,
        None => 0,
    };
    app.store.read(|tx| {
        let market = market(tx, asked.market.clone())?;
        let mut ids = shelf::search(tx, &market, asked.category, &asked.q, skip, limit + 1)?;
        let has_more = ids.len() > limit;
        ids.truncate(limit);
        let cursor = has_more.then(|| Cursor::write(&app.keys, &list, &(skip + limit)));
        Ok(Goods { products: listed(app, tx, &ids)?, has_more, cursor })
    })
}

/// The market that is meant; one that is not served is refused, so that nobody fills the cache with names.
fn market(tx: &mut Tx, asked: Option<String>) -> Result<String, Problem> {
    let served = read::markets(tx)?;
    let unknown = || Problem::new(Code::Invalid).at("/market", Code::Invalid, "no such market");
    match asked {
        None => served.into_iter().next().ok_or_else(unknown),
        Some(asked) => served.into_iter().find(|market| *market == asked).ok_or_else(unknown),
    }
}

/// These products, in this order: slow fields from the cache, prices and levels from the tables.
fn listed(app: &AppState, tx: &mut Tx, ids: &[ProductId]) -> Result<Vec<Listed>, Problem> {
    let cards = cards::cards(&*app.cards, tx, ids.iter().copied().collect(), app.clock.now_ms())?;
    let offers = read::of_products(tx, ids)?;
    let listed = ids.iter().filter_map(|id| {
        let product = &cards.get(id)?.product;
        let sold: Vec<&Variant> =
            offers.get(id).into_iter().flatten().map(|(_, row): &(VariantId, _)| row).filter(|row| !row.gone).collect();
        let lowest = sold.iter().min_by_key(|row| row.price);
        let level = |level| sold.iter().any(|row| row.level == level);
        Some(Listed {
            id: *id,
            names: product.names.clone(),
            brand: product.brand.clone(),
            category: product.category,
            shop: product.shop,
            image: product.image.as_ref().map(|sha| format!("/media/{sha}.png")),
            from: lowest.map(|row| Money { amount: row.price, currency: row.currency }),
            level: match () {
                () if level(Level::Plenty) => Level::Plenty,
                () if level(Level::Few) => Level::Few,
                () => Level::None,
            },
            gone: sold.is_empty(),
        })
    });
    Ok(listed.collect())
}
