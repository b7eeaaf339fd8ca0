//! What somebody who works for a shop has of it on this device: its rows, with what this device changed
//! and has not sent.

use std::collections::BTreeMap;

use petpro_domain::catalog::{Product, Variant};
use petpro_domain::ids::{ProductId, ShopId, VariantId};
use petpro_domain::order::VendorOrder;
use petpro_domain::shop::{self, Article, DeliveryTerms, Stock};
use petpro_domain::wire::OpBody;
use rusqlite::Connection;

use super::{ops, shown, workplace};
use crate::error::Result;

/// An article as this device shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Own {
    pub id: VariantId,
    pub article: Article,
    /// Something about it is saved and not yet sent.
    pub waits: bool,
}

/// The shops that this person works for, as far as the device has heard.
pub fn shops(conn: &Connection) -> Result<Vec<ShopId>> {
    let mut find = conn.prepare_cached("SELECT name FROM scope WHERE name >= 'vendor:' AND name < 'vendor;'")?;
    let names = find.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(names.iter().filter_map(|name| name.strip_prefix("vendor:")?.parse().ok()).collect())
}

/// Everything that a shop sells or sold, by id. Four statements, however much that is.
pub fn articles(conn: &Connection, shop: ShopId) -> Result<Vec<Own>> {
    let scope = scope(shop);
    let products: Vec<(ProductId, Product)> = workplace::rows(conn, &scope, "product")?;
    let mut products: BTreeMap<ProductId, Product> = products.into_iter().collect();
    let variants: Vec<(VariantId, Variant)> = workplace::rows(conn, &scope, "variant")?;
    let mut variants: BTreeMap<VariantId, Variant> = variants.into_iter().collect();
    let stocks: Vec<(VariantId, Stock)> = workplace::rows(conn, &scope, "stock")?;
    let mut stocks: BTreeMap<VariantId, Stock> = stocks.into_iter().collect();
    let mut touched = Vec::new();
    for op in ops::pending_where(conn, "kind IN ('product.patch', 'stock.adjust')", &[])? {
        match op.body() {
            Ok(Some(OpBody::ProductPatch(patch))) if patch.shop == shop => {
                let Some(variant) = variants.get_mut(&patch.variant) else { continue };
                let Some(product) = products.get_mut(&variant.product) else { continue };
                let stock = stocks.entry(patch.variant).or_default();
                let mut article = Article { product: product.clone(), variant: variant.clone(), stock: *stock };
                shop::patch(&mut article, &patch);
                (*product, *variant, *stock) = (article.product, article.variant, article.stock);
                touched.push(patch.variant);
            }
            Ok(Some(OpBody::StockAdjust(said))) if said.shop == shop => {
                let stock = stocks.entry(said.variant).or_default();
                *stock = stock.moved(said.by).unwrap_or(*stock);
                touched.push(said.variant);
            }
            _ => {}
        }
    }
    let own = variants.into_iter().filter_map(|(id, variant)| {
        let product = products.get(&variant.product)?.clone();
        let stock = stocks.get(&id).copied().unwrap_or_default();
        Some(Own { id, article: Article { product, variant, stock }, waits: touched.contains(&id) })
    });
    Ok(own.collect())
}

/// On what terms a shop delivers, and their version; none before they have come.
pub fn terms(conn: &Connection, shop: ShopId) -> Result<Option<(DeliveryTerms, u64)>> {
    workplace::row(conn, &scope(shop), "terms", &shop.to_string())
}

/// What was given to a shop, newest first.
pub fn orders(conn: &Connection, shop: ShopId) -> Result<Vec<VendorOrder>> {
    let rows: Vec<(String, VendorOrder)> = workplace::rows(conn, &format!("vendor-orders:{shop}"), "vendor_order")?;
    let mut orders: Vec<VendorOrder> = rows.into_iter().map(|(_, row)| row).collect();
    orders.sort_by(|a, b| (b.released_ms, &b.bill.number).cmp(&(a.released_ms, &a.bill.number)));
    Ok(orders)
}

/// One vendor order of any of this person's shops.
pub fn order(conn: &Connection, number: &str) -> Result<Option<VendorOrder>> {
    let mut find = conn.prepare_cached("SELECT d FROM base WHERE t = 'vendor_order' AND id = ?1")?;
    let mut rows = find.query([number])?;
    rows.next()?.map(|row| shown::read(&row.get::<_, String>(0)?)).transpose()
}

fn scope(shop: ShopId) -> String {
    format!("vendor:{shop}")
}
