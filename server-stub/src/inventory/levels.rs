//! What everybody may know of the stock without asking: plenty, few, none. Published when a
//! threshold is crossed, by a job and not in the order's transaction, so that a popular product
//! does not send a row to every device with every sale.

use petpro_domain::catalog::Level;
use petpro_domain::ids::VariantId;

use super::stock;
use crate::catalog;
use crate::feed::OnTx;
use crate::store::{Failure, Tx};
use crate::values;

/// Fewer than this is "few".
pub const FEW: i64 = 5;
/// Variants of one turn of the job.
const TURN: i64 = 1_000;

/// What a number of available units is called.
pub fn level_of(available: i64) -> Level {
    match available {
        ..=0 => Level::None,
        1..FEW => Level::Few,
        _ => Level::Plenty,
    }
}

/// Whether any stock was written since the last turn.
pub fn moved(tx: &mut Tx) -> Result<bool, Failure> {
    Ok(tx.query_row("SELECT 1 FROM stock WHERE moved = 1 LIMIT 1", &[], |_| Ok(()))?.is_some())
}

/// Publishes the levels that have changed since the last turn, and to each shop its own numbers; gives how
/// many levels did.
pub fn publish_levels(ledger: &mut OnTx) -> Result<usize, Failure> {
    let select = "SELECT variant, on_hand - held, level FROM stock WHERE moved = 1 ORDER BY variant LIMIT $1";
    let moved = ledger.tx.query(select, values![TURN], |row| {
        Ok((row.get::<VariantId>(0)?, row.get::<i64>(1)?, row.get::<String>(2)?))
    })?;
    let shops = catalog::shops_of(ledger.tx, &moved.iter().map(|(variant, ..)| *variant).collect::<Vec<_>>())?;
    let mut crossed = 0;
    for (variant, available, was) in &moved {
        let level = level_of(*available);
        let name = catalog::level_name(level);
        if name != was {
            catalog::set_level(ledger, *variant, level)?;
            crossed += 1;
        }
        ledger.tx.exec("UPDATE stock SET moved = 0, level = $2 WHERE variant = $1", values![variant, name])?;
        if let Some(shop) = shops.get(variant) {
            stock::publish(ledger, *shop, *variant)?;
        }
    }
    Ok(crossed)
}
