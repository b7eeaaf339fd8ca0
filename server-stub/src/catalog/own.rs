//! What a shop sees and changes of its own, on the rows of `vendor:<shop>`: those of the catalogue, and its
//! terms of delivery.

use std::collections::{BTreeMap, HashMap};

use petpro_domain::catalog::{Names, Product, Shipping, Shop, Variant};
use petpro_domain::ids::{ShopId, VariantId};
use petpro_domain::order::STANDARD;
use petpro_domain::shop::DeliveryTerms;
use petpro_sync::server::Ledger;

use super::variant::{COLUMNS, from_row};
use super::write::{from_json, json, publish_in, publish_variant, put_product, put_shop, put_terms, remember_price};
use crate::feed::OnTx;
use crate::store::{Failure, Row, Tx, listed};
use crate::values;

/// The feed's scope of a shop.
pub fn own_scope(shop: ShopId) -> String {
    format!("vendor:{shop}")
}

/// A variant of this shop with its product; none where it is another shop's.
pub fn own(tx: &mut Tx, shop: ShopId, id: VariantId) -> Result<Option<(Product, Variant)>, Failure> {
    let select = format!(
        "SELECT p.d, {COLUMNS} FROM variant v JOIN product p ON p.id = v.product WHERE v.id = $1 AND v.shop = $2"
    );
    tx.query_row(&select, values![id, shop], |row| Ok((from_json(row, 0)?, from_row(row, 1)?)))
}

/// What these shops sell after this id, by id, in one statement.
pub fn own_page(
    tx: &mut Tx,
    shop: ShopId,
    after: Option<VariantId>,
    limit: usize,
) -> Result<Vec<(VariantId, Product, Variant)>, Failure> {
    let select = format!(
        "SELECT v.id, p.d, {COLUMNS} FROM variant v JOIN product p ON p.id = v.product
         WHERE v.shop = $1 AND ($2 IS NULL OR v.id > $2) ORDER BY v.id LIMIT $3"
    );
    let read = |row: &Row| Ok((row.get(0)?, from_json(row, 1)?, from_row(row, 2)?));
    tx.query(&select, values![shop, after, limit as u64], read)
}

/// The ids of everything that a shop sells or sold.
pub fn own_variants(tx: &mut Tx, shop: ShopId) -> Result<Vec<VariantId>, Failure> {
    tx.query("SELECT id FROM variant WHERE shop = $1 ORDER BY id", values![shop], |row| row.get(0))
}

/// Names and labels of these variants, in one statement.
pub fn titles(tx: &mut Tx, variants: &[VariantId]) -> Result<HashMap<VariantId, (Names, String)>, Failure> {
    let (list, values) = listed(variants);
    let select =
        format!("SELECT v.id, p.d, v.label FROM variant v JOIN product p ON p.id = v.product WHERE v.id IN ({list})");
    let read = |row: &Row| {
        let product: Product = from_json(row, 1)?;
        Ok((row.get(0)?, (product.names, row.get(2)?)))
    };
    Ok(tx.query(&select, &values, read)?.into_iter().collect())
}

/// Whose these variants are, in one statement.
pub fn shops_of(tx: &mut Tx, variants: &[VariantId]) -> Result<HashMap<VariantId, ShopId>, Failure> {
    let (list, values) = listed(variants);
    let select = format!("SELECT id, shop FROM variant WHERE id IN ({list})");
    Ok(tx.query(&select, &values, |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
}

/// Writes what a shop changed of a variant. False where it is no longer as it was read.
pub fn change_variant(
    ledger: &mut OnTx,
    id: VariantId,
    was: &Variant,
    to: &Variant,
    now_ms: i64,
) -> Result<bool, Failure> {
    remember_price(ledger, id, to.price, now_ms)?;
    let update = "UPDATE variant SET price = $2, weight_g = $3, max_per_order = $4, gone = $5
        WHERE id = $1 AND price = $6 AND weight_g = $7 AND max_per_order IS NOT DISTINCT FROM $8 AND gone = $9";
    let (most, before) = (to.max_per_order, was.max_per_order);
    let values = values![id, to.price, to.weight_g, most, to.gone, was.price, was.weight_g, before, was.gone];
    if ledger.tx.exec(update, values)? == 0 {
        return Ok(false);
    }
    publish_variant(ledger, id)?;
    Ok(true)
}

/// Calls the product of this variant by other names.
pub fn rename(ledger: &mut OnTx, variant: &Variant, product: &Product) -> Result<(), Failure> {
    let select = "SELECT market FROM product WHERE id = $1";
    let market: Option<String> = ledger.tx.query_row(select, values![variant.product], |row| row.get(0))?;
    match market {
        Some(market) => put_product(ledger, &market, variant.product, product),
        None => Ok(()),
    }
}

/// A shop's row, its market and its terms of delivery; none for a shop that is not there.
pub fn own_terms(tx: &mut Tx, id: ShopId) -> Result<Option<(String, Shop, DeliveryTerms)>, Failure> {
    let select = "SELECT market, d FROM terms WHERE t = 'shop' AND id = $1";
    let found = tx.query_row(select, values![id.to_string()], |row| Ok((row.get(0)?, from_json::<Shop>(row, 1)?)))?;
    let Some((market, shop)) = found else { return Ok(None) };
    let terms = DeliveryTerms::of(&shop, &tables(tx, &shop)?);
    Ok(Some((market, shop, terms)))
}

fn tables(tx: &mut Tx, shop: &Shop) -> Result<BTreeMap<String, Shipping>, Failure> {
    let names: Vec<String> = std::iter::once(&shop.shipping).chain(shop.deliveries.values()).cloned().collect();
    let (list, values) = listed(&names);
    let select = format!("SELECT id, d FROM terms WHERE t = 'shipping' AND id IN ({list})");
    Ok(tx.query(&select, &values, |row| Ok((row.get(0)?, from_json(row, 1)?)))?.into_iter().collect())
}

/// Puts a shop's terms of delivery in the place of what they were. A table that it shared with others
/// becomes its own by the first change.
pub fn set_terms(ledger: &mut OnTx, id: ShopId, terms: &DeliveryTerms) -> Result<(), Failure> {
    let Some((market, mut shop, before)) = own_terms(ledger.tx, id)? else { return Ok(()) };
    shop.free_shipping_from = terms.free_shipping_from;
    shop.processing_days = terms.processing_days;
    for (way, table) in &terms.tables {
        if before.tables.get(way) == Some(table) {
            continue;
        }
        let name = format!("{id}:{way}");
        put_terms(ledger, &market, "shipping", &name, table)?;
        match way.as_str() {
            STANDARD => shop.shipping = name,
            way => drop(shop.deliveries.insert(way.to_owned(), name)),
        }
    }
    shop.deliveries.retain(|way, _| terms.tables.contains_key(way));
    put_shop(ledger, &market, id, &shop)
}

/// Row `terms` of the shop's scope.
pub(super) fn publish_terms(ledger: &mut OnTx, id: ShopId, shop: &Shop) -> Result<(), Failure> {
    let terms = DeliveryTerms::of(shop, &tables(ledger.tx, shop)?);
    publish_in(ledger, &own_scope(id), TERMS, &id.to_string(), &json(&terms))
}

/// Its type.
pub const TERMS: &str = "terms";

/// Shops after this one that an older server has written: it knew no scope of theirs. A turn fills one.
pub fn fill_next(ledger: &mut OnTx, after: &str) -> Result<Option<String>, Failure> {
    let select = "SELECT id, d FROM terms WHERE t = 'shop' AND id > $1 ORDER BY id LIMIT 1";
    let found =
        ledger.tx.query_row(select, values![after], |row| Ok((row.get::<String>(0)?, from_json::<Shop>(row, 1)?)))?;
    let Some((text, shop)) = found else { return Ok(None) };
    let Ok(id) = text.parse::<ShopId>() else { return Ok(Some(text)) };
    if ledger.row(&own_scope(id), TERMS, &text)?.is_some() {
        return Ok(Some(text));
    }
    for variant in own_variants(ledger.tx, id)? {
        if let Some((product, row)) = own(ledger.tx, id, variant)? {
            publish_in(ledger, &own_scope(id), "product", &row.product.to_string(), &json(&product))?;
            publish_in(ledger, &own_scope(id), "variant", &variant.to_string(), &json(&row))?;
        }
    }
    publish_terms(ledger, id, &shop)?;
    Ok(Some(text))
}
