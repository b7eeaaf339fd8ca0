//! The catalogue's writes: the own table first, then the feed, in one transaction. Writing what is
//! there already publishes nothing, so that seeding again wakes no device.

use petpro_domain::catalog::{Category, Level, Market, Product, Shop, Variant};
use petpro_domain::ids::{CategoryId, ProductId, ShopId, VariantId};
use petpro_sync::server::Ledger;
use serde::Serialize;

use super::variant::{COLUMNS, currency_name, from_row, level_name};
use super::{own, scope, shelf};
use crate::feed::OnTx;
use crate::store::{Failure, FromValue, Row};
use crate::values;

pub(super) fn json<T: Serialize>(row: &T) -> String {
    serde_json::to_string(row).expect("rows are maps with string keys")
}

/// Publishes a row where it differs from what devices have.
fn publish(ledger: &mut OnTx, market: &str, t: &str, id: &str, d: &str) -> Result<(), Failure> {
    publish_in(ledger, &scope(market), t, id, d)
}

/// The same in any scope.
pub(super) fn publish_in(ledger: &mut OnTx, scope: &str, t: &str, id: &str, d: &str) -> Result<(), Failure> {
    if ledger.row(scope, t, id)?.as_deref() != Some(d) {
        ledger.publish(scope, t, id, Some(d))?;
    }
    Ok(())
}

/// A market by its code; `position` orders them, the first is the default.
pub fn put_market(ledger: &mut OnTx, id: &str, position: i64, market: &Market) -> Result<(), Failure> {
    let d = json(market);
    let upsert = "INSERT INTO market(id, position, d) VALUES ($1, $2, $3)
        ON CONFLICT (id) DO UPDATE SET position = excluded.position, d = excluded.d";
    ledger.tx.exec(upsert, values![id, position, &d])?;
    publish(ledger, id, "market", id, &d)
}

/// A row of the terms: `shipping` or `tax`.
pub fn put_terms(ledger: &mut OnTx, market: &str, t: &str, id: &str, row: &impl Serialize) -> Result<(), Failure> {
    let d = json(row);
    let upsert = "INSERT INTO terms(market, t, id, d) VALUES ($1, $2, $3, $4)
        ON CONFLICT (t, id) DO UPDATE SET market = excluded.market, d = excluded.d";
    ledger.tx.exec(upsert, values![market, t, id, &d])?;
    publish(ledger, market, t, id, &d)
}

/// A shop.
pub fn put_shop(ledger: &mut OnTx, market: &str, id: ShopId, shop: &Shop) -> Result<(), Failure> {
    put_terms(ledger, market, "shop", &id.to_string(), shop)?;
    own::publish_terms(ledger, id, shop)
}

/// A category.
pub fn put_category(ledger: &mut OnTx, market: &str, id: CategoryId, category: &Category) -> Result<(), Failure> {
    let d = json(category);
    let upsert = "INSERT INTO category(id, market, d) VALUES ($1, $2, $3)
        ON CONFLICT (id) DO UPDATE SET market = excluded.market, d = excluded.d";
    ledger.tx.exec(upsert, values![id, market, &d])?;
    publish(ledger, market, "category", &id.to_string(), &d)
}

/// A product.
pub fn put_product(ledger: &mut OnTx, market: &str, id: ProductId, product: &Product) -> Result<(), Failure> {
    let d = json(product);
    let upsert = "INSERT INTO product(id, market, shop, d) VALUES ($1, $2, $3, $4)
        ON CONFLICT (id) DO UPDATE SET market = excluded.market, shop = excluded.shop, d = excluded.d";
    ledger.tx.exec(upsert, values![id, market, product.shop, &d])?;
    shelf::put(ledger.tx, market, id, product)?;
    publish_in(ledger, &own::own_scope(product.shop), "product", &id.to_string(), &d)?;
    publish(ledger, market, "product", &id.to_string(), &d)
}

/// A variant. Its level stays what the stock says; a price that changes is remembered as
/// [`set_price`] does.
pub fn put_variant(
    ledger: &mut OnTx,
    market: &str,
    id: VariantId,
    variant: &Variant,
    now_ms: i64,
) -> Result<(), Failure> {
    remember_price(ledger, id, variant.price, now_ms)?;
    let upsert = "INSERT INTO variant(id, market, product, shop, gtin, label, price, currency, weight_g, tax, level,
            max_per_order, gone)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        ON CONFLICT (id) DO UPDATE SET market = excluded.market, product = excluded.product, shop = excluded.shop,
            gtin = excluded.gtin, label = excluded.label, price = excluded.price, currency = excluded.currency,
            weight_g = excluded.weight_g, tax = excluded.tax, max_per_order = excluded.max_per_order,
            gone = excluded.gone";
    let Variant { product, shop, gtin, label, price, currency, weight_g, tax, level, max_per_order, gone } = variant;
    let (currency, level, gtin) = (currency_name(*currency), level_name(*level), gtin.as_deref());
    ledger.tx.exec(
        upsert,
        values![id, market, product, shop, gtin, label, *price, currency, *weight_g, tax, level, *max_per_order, *gone],
    )?;
    publish_variant(ledger, id)
}

/// Sets a price and remembers the one before; false for a variant that is not there.
pub fn set_price(ledger: &mut OnTx, id: VariantId, price: i64, now_ms: i64) -> Result<bool, Failure> {
    remember_price(ledger, id, price, now_ms)?;
    change(ledger, "UPDATE variant SET price = $2 WHERE id = $1", id, price)
}

/// Takes a variant off sale, or back on.
pub fn set_gone(ledger: &mut OnTx, id: VariantId, gone: bool) -> Result<bool, Failure> {
    change(ledger, "UPDATE variant SET gone = $2 WHERE id = $1", id, gone)
}

/// Publishes what the stock is called now.
pub fn set_level(ledger: &mut OnTx, id: VariantId, level: Level) -> Result<bool, Failure> {
    change(ledger, "UPDATE variant SET level = $2 WHERE id = $1", id, level_name(level))
}

fn change(
    ledger: &mut OnTx,
    update: &str,
    id: VariantId,
    value: impl Into<crate::store::Value>,
) -> Result<bool, Failure> {
    if ledger.tx.exec(update, &[id.into(), value.into()])? == 0 {
        return Ok(false);
    }
    publish_variant(ledger, id)?;
    Ok(true)
}

pub(super) fn remember_price(ledger: &mut OnTx, id: VariantId, price: i64, now_ms: i64) -> Result<(), Failure> {
    let insert = "INSERT INTO price_past(variant, until_ms, price)
        SELECT id, $3, price FROM variant WHERE id = $1 AND price <> $2
        ON CONFLICT (variant, until_ms) DO NOTHING";
    ledger.tx.exec(insert, values![id, price, now_ms]).map(|_| ())
}

pub(super) fn publish_variant(ledger: &mut OnTx, id: VariantId) -> Result<(), Failure> {
    let select = format!("SELECT v.market, {COLUMNS} FROM variant v WHERE v.id = $1");
    let read = |row: &Row| Ok((row.get::<String>(0)?, from_row(row, 1)?));
    let Some((market, variant)) = ledger.tx.query_row(&select, values![id], read)? else { return Ok(()) };
    let d = json(&variant);
    publish_in(ledger, &own::own_scope(variant.shop), "variant", &id.to_string(), &d)?;
    publish(ledger, &market, "variant", &id.to_string(), &d)
}

/// A JSON column.
pub(super) fn from_json<T: serde::de::DeserializeOwned>(row: &Row, at: usize) -> Result<T, Failure> {
    let text: String = String::from_value(row.get(at)?).ok_or(Failure::Shape { index: at })?;
    serde_json::from_str(&text).map_err(|_| Failure::Shape { index: at })
}
