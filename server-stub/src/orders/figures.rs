//! A shop's orders in figures.

use std::collections::HashMap;

use petpro_domain::ids::ShopId;
use petpro_domain::order::Status;

use crate::store::{Failure, Tx};
use crate::values;

/// How many of a shop's orders stand where; states in which none does are left out.
pub fn states(tx: &mut Tx, shop: ShopId) -> Result<Vec<(Status, u64)>, Failure> {
    let select = "SELECT status, COUNT(*) FROM vendor_order WHERE shop = $1 AND released_ms IS NOT NULL
        GROUP BY status ORDER BY status";
    tx.query(select, values![shop], |row| Ok((Status::parse(&row.get::<String>(0)?), row.get(1)?)))
}

/// What was sold since then, by whole days after it: how many orders and their sum. What was called off
/// is left out.
pub fn sales(tx: &mut Tx, shop: ShopId, since_ms: i64) -> Result<HashMap<i64, (u64, i64)>, Failure> {
    let select = "SELECT (released_ms - $2) / 86400000 AS day, COUNT(*), SUM(total) FROM vendor_order
        WHERE shop = $1 AND released_ms IS NOT NULL AND released_ms >= $2 AND status <> $3 GROUP BY day";
    let found = tx.query(select, values![shop, since_ms, Status::Cancelled.name()], |row| {
        Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))
    })?;
    Ok(found.into_iter().collect())
}
