//! The price at which something was put into the cart, to tell when it has changed since (C-10).

use std::collections::BTreeMap;

use petpro_domain::ids::VariantId;
use petpro_domain::money::Money;
use rusqlite::{Connection, params};

use crate::error::{Error, Result};
use petpro_domain::Code;

/// This person has seen the variant at this price.
pub fn put(tx: &Connection, variant: VariantId, price: Money) -> Result<()> {
    let text = serde_json::to_string(&price).map_err(|error| Error::caused(Code::Internal, "a price", error))?;
    tx.prepare_cached(
        "INSERT INTO price_seen(variant, price) VALUES (?1, ?2) ON CONFLICT(variant) DO UPDATE SET price = excluded.price
         WHERE price <> excluded.price",
    )?
    .execute(params![variant.to_string(), text])?;
    Ok(())
}

/// Every price that is remembered.
pub fn all(conn: &Connection) -> Result<BTreeMap<VariantId, Money>> {
    let mut find = conn.prepare_cached("SELECT variant, price FROM price_seen")?;
    let rows = find.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let mut out = BTreeMap::new();
    for row in rows {
        let (variant, price) = row?;
        if let (Ok(variant), Ok(price)) = (variant.parse(), serde_json::from_str(&price)) {
            out.insert(variant, price);
        }
    }
    Ok(out)
}
