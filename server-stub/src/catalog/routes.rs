//! One product, what is there of it, and the product of a barcode.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::HeaderMap;
use petpro_domain::Code;
use petpro_domain::catalog::{Level, Names, Variant};
use petpro_domain::gtin::Gtin;
use petpro_domain::ids::{CategoryId, ProductId, ShopId, VariantId};
use petpro_domain::money::Money;
use serde::Serialize;
use utoipa_axum::routes;

use super::cards::Card;
use super::read;
use crate::etag;
use crate::http::Limit;
use crate::inventory;
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Tx;

pub fn routes() -> Vec<Route> {
    let mut all = vec![
        row(Policy::Public, routes!(product)).also(&["/products/{id}"]).refuses(&[Code::ProductUnknown]),
        row(Policy::Public, routes!(availability))
            .also(&["/products/{id}/availability", "/products/{id}/inventory"])
            .refuses(&[Code::ProductUnknown]),
        row(Policy::Public, routes!(barcode)).also(&["/products/barcode/{code}"]).limited(Limit::Lookup).refuses(&[
            Code::BarcodeUnknown,
            Code::BarcodeFormat,
            Code::GtinCheckDigit,
        ]),
    ];
    all.extend(super::browse::routes());
    all.extend(super::prices::routes());
    all
}

/// A product with everything that is offered of it.
#[derive(Serialize, utoipa::ToSchema)]
pub struct ProductView {
    pub id: ProductId,
    pub names: Names,
    pub brand: String,
    pub category: CategoryId,
    pub shop: ShopId,
    pub shop_names: Names,
    /// Address of its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/media/0000000000000000000000000000000000000000000000000000000000000000.png")]
    pub image: Option<String>,
    pub variants: Vec<VariantView>,
    /// The one that was asked for by its barcode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<VariantId>,
}

/// One size or flavour.
#[derive(Serialize, utoipa::ToSchema)]
pub struct VariantView {
    pub id: VariantId,
    pub label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "09520001000003")]
    pub gtin: Option<String>,
    pub price: Money,
    pub weight_g: u32,
    pub level: Level,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_per_order: Option<u32>,
    /// Off sale.
    pub gone: bool,
}

/// How many are there, right now.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Availability {
    pub product: ProductId,
    /// Server time of this answer, ms since 1970.
    pub at_ms: i64,
    pub variants: Vec<VariantStock>,
}

/// One variant's number.
#[derive(Serialize, utoipa::ToSchema)]
pub struct VariantStock {
    pub variant: VariantId,
    pub available: i64,
    pub level: Level,
}

/// A product. Prices are as of now, whatever is cached of the rest.
#[utoipa::path(get, path = "/api/v1/products/{id}", tag = "catalog",
    params(("id" = ProductId, Path), ("If-None-Match" = Option<String>, Header)),
    responses((status = 200, body = ProductView), (status = 304)))]
async fn product(State(app): State<AppState>, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let id: ProductId = id.parse().map_err(|_| Problem::new(Code::ProductUnknown))?;
    let view = app.store.read(|tx| view(&app, tx, id, None))?;
    Ok(etag::json(&headers, None, "no-cache", &view))
}

/// Exact numbers; never cached (C-13).
#[utoipa::path(get, path = "/api/v1/products/{id}/availability", tag = "catalog", params(("id" = ProductId, Path)),
    responses((status = 200, body = Availability)))]
async fn availability(
    State(app): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let id: ProductId = id.parse().map_err(|_| Problem::new(Code::ProductUnknown))?;
    let variants = app.store.read(|tx| {
        let variants = read::of_product(tx, id)?;
        let ids: Vec<VariantId> = variants.iter().map(|(id, _)| *id).collect();
        let there = inventory::availability(tx, &ids)?;
        let count = |id| there.get(&id).copied().unwrap_or_default();
        let number = |(id, row): (VariantId, Variant)| {
            let available = if row.gone { 0 } else { count(id) };
            VariantStock { variant: id, available, level: inventory::level_of(available) }
        };
        Ok::<_, Problem>(variants.into_iter().map(number).collect::<Vec<_>>())
    })?;
    if variants.is_empty() {
        return Err(Problem::new(Code::ProductUnknown));
    }
    let view = Availability { product: id, at_ms: app.clock.now_ms(), variants };
    Ok(etag::json(&headers, None, "no-store", &view))
}

/// The product with this EAN or UPC. A wrong check digit is refused before anything is looked up.
#[utoipa::path(get, path = "/api/v1/products/barcode/{code}", tag = "catalog",
    params(("code" = String, Path, example = "9520001000003")),
    responses((status = 200, body = ProductView)))]
async fn barcode(
    State(app): State<AppState>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let gtin = Gtin::parse(&code).map_err(|wrong| Problem::new(wrong.code()))?;
    let view = app.store.read(|tx| {
        let (product, variant) = read::by_gtin(tx, gtin.as_str())?.ok_or(Problem::new(Code::BarcodeUnknown))?;
        view(&app, tx, product, Some(variant))
    })?;
    Ok(etag::json(&headers, None, "no-cache", &view))
}

fn view(app: &AppState, tx: &mut Tx, id: ProductId, variant: Option<VariantId>) -> Result<ProductView, Problem> {
    let now_ms = app.clock.now_ms();
    let card = match app.cards.get(id, now_ms) {
        Some(card) => card,
        None => {
            let mut found = read::card(tx, &[id])?;
            let (_, card) = found.pop().ok_or(Problem::new(Code::ProductUnknown))?;
            let card = Arc::new(card);
            app.cards.put(id, card.clone(), now_ms);
            card
        }
    };
    let Card { product } = &*card;
    let shop = read::shop(tx, product.shop)?;
    let variants = read::of_product(tx, id)?.into_iter().map(|(id, row)| VariantView {
        id,
        label: row.label,
        gtin: row.gtin,
        price: Money { amount: row.price, currency: row.currency },
        weight_g: row.weight_g,
        level: row.level,
        max_per_order: row.max_per_order,
        gone: row.gone,
    });
    Ok(ProductView {
        id,
        names: product.names.clone(),
        brand: product.brand.clone(),
        category: product.category,
        shop: product.shop,
        shop_names: shop.map(|shop| shop.names).unwrap_or_default(),
        image: product.image.as_ref().map(|sha| format!("/media/{sha}.png")),
        variants: variants.collect(),
        variant,
    })
}
