//! The catalogue's reads, each one statement whatever the number of goods.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use petpro_domain::catalog::{Product, Shipping, Shop, Tax, Variant};
use petpro_domain::ids::{ProductId, ShopId, VariantId};
use petpro_domain::pricing::Terms;

use super::cards::Card;
use super::parsed::Parsed;
use super::variant::{COLUMNS, from_row};
use super::write::from_json;
use crate::store::{Failure, Tx, Value, listed, places};
use crate::values;

static SHOPS: Parsed<Shop> = Parsed::new();
static SHIPPING: Parsed<Shipping> = Parsed::new();
static TAXES: Parsed<Tax> = Parsed::new();

/// A price that ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Past {
    pub until_ms: i64,
    pub price: i64,
}

/// A variant as it is now, and its prices since some moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Priced {
    pub row: Variant,
    /// Oldest first.
    pub past: Vec<Past>,
}

impl Priced {
    /// What it cost at a moment (not before the moment it was read for).
    pub fn price_at(&self, ms: i64) -> i64 {
        self.past.iter().find(|past| past.until_ms > ms).map_or(self.row.price, |past| past.price)
    }
}

/// The markets that are served, the default first.
pub fn markets(tx: &mut Tx) -> Result<Vec<String>, Failure> {
    tx.query("SELECT id FROM market ORDER BY position, id", &[], |row| row.get(0))
}

/// One variant.
pub fn variant(tx: &mut Tx, id: VariantId) -> Result<Option<Variant>, Failure> {
    let select = format!("SELECT {COLUMNS} FROM variant v WHERE v.id = $1");
    tx.query_row(&select, values![id], |row| from_row(row, 0))
}

/// The variants of a product, by label.
pub fn of_product(tx: &mut Tx, product: ProductId) -> Result<Vec<(VariantId, Variant)>, Failure> {
    let select =
        format!("SELECT v.id, {COLUMNS} FROM variant v WHERE v.product = $1 ORDER BY v.weight_g, v.label, v.id");
    tx.query(&select, values![product], |row| Ok((row.get(0)?, from_row(row, 1)?)))
}

/// The variants of several products, in one statement.
pub(super) fn of_products(
    tx: &mut Tx,
    products: &[ProductId],
) -> Result<HashMap<ProductId, Vec<(VariantId, Variant)>>, Failure> {
    let (list, values) = listed(products);
    let select = format!("SELECT v.id, {COLUMNS} FROM variant v WHERE v.product IN ({list})");
    let mut found: HashMap<ProductId, Vec<(VariantId, Variant)>> = HashMap::new();
    tx.query(&select, &values, |row| {
        let variant = from_row(row, 1)?;
        found.entry(variant.product).or_default().push((row.get(0)?, variant));
        Ok(())
    })?;
    Ok(found)
}

/// The variant of a product that has just one.
pub fn only_variant(tx: &mut Tx, product: ProductId) -> Result<Option<VariantId>, Failure> {
    let all = tx.query("SELECT id FROM variant WHERE product = $1 LIMIT 2", values![product], |row| row.get(0))?;
    Ok(if let [one] = all[..] { Some(one) } else { None })
}

/// The product and variant of a GTIN (14 digits).
pub(super) fn by_gtin(tx: &mut Tx, gtin: &str) -> Result<Option<(ProductId, VariantId)>, Failure> {
    let select = "SELECT product, id FROM variant WHERE gtin = $1";
    tx.query_row(select, values![gtin], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// These variants, with their prices since `since_ms`.
pub fn priced(tx: &mut Tx, ids: &[VariantId], since_ms: i64) -> Result<HashMap<VariantId, Priced>, Failure> {
    let (list, pad) = places(2, ids.len());
    let select = format!(
        "SELECT v.id, p.until_ms, p.price, {COLUMNS} FROM variant v
         LEFT JOIN price_past p ON p.variant = v.id AND p.until_ms > $1
         WHERE v.id IN ({list}) ORDER BY v.id, p.until_ms"
    );
    let mut values = vec![Value::Int(since_ms)];
    values.extend(ids.iter().map(Value::from));
    values.resize(1 + ids.len() + pad, Value::Null);
    let mut found: HashMap<VariantId, Priced> = HashMap::new();
    tx.query(&select, &values, |row| {
        let row_of = from_row(row, 3)?;
        let entry = found.entry(row.get(0)?).or_insert_with(|| Priced { row: row_of, past: Vec::new() });
        if let Some(until_ms) = row.get::<Option<i64>>(1)? {
            entry.past.push(Past { until_ms, price: row.get(2)? });
        }
        Ok(())
    })?;
    Ok(found)
}

/// What decides about delivery and tax of these shops' goods, in one statement.
pub fn terms(tx: &mut Tx, shops: &BTreeSet<ShopId>) -> Result<Terms, Failure> {
    let (list, pad) = places(1, shops.len());
    let select =
        format!("SELECT t, id, d FROM terms WHERE t IN ('shipping', 'tax') OR (t = 'shop' AND id IN ({list}))");
    let mut values: Vec<Value> = shops.iter().map(|shop| Value::from(shop.to_string())).collect();
    values.resize(shops.len() + pad, Value::Null);
    let mut terms = Terms { shops: BTreeMap::new(), shipping: BTreeMap::new(), taxes: BTreeMap::new() };
    tx.query(&select, &values, |row| {
        let id = row.text(1)?;
        match row.text(0)? {
            "shop" => {
                let shop = id.parse().map_err(|_| Failure::Shape { index: 1 })?;
                terms.shops.insert(shop, SHOPS.read(row, 2)?);
            }
            "shipping" => drop(terms.shipping.insert(id.to_owned(), SHIPPING.read(row, 2)?)),
            _ => drop(terms.taxes.insert(id.to_owned(), TAXES.read(row, 2)?)),
        }
        Ok(())
    })?;
    Ok(terms)
}

/// The slow fields of products: names, brand, category, picture, shop.
pub fn card(tx: &mut Tx, ids: &[ProductId]) -> Result<Vec<(ProductId, Card)>, Failure> {
    let (list, values) = listed(ids);
    let select = format!("SELECT id, d FROM product WHERE id IN ({list})");
    tx.query(&select, &values, |row| {
        let product: Product = from_json(row, 1)?;
        Ok((row.get(0)?, Card { product }))
    })
}

/// A shop.
pub fn shop(tx: &mut Tx, id: ShopId) -> Result<Option<Shop>, Failure> {
    let select = "SELECT d FROM terms WHERE t = 'shop' AND id = $1";
    tx.query_row(select, values![id.to_string()], |row| from_json(row, 0))
}
