//! Stock that orders hold. Every counter moves together with a row that says why, so that the
//! counters can be checked against the sum of their movements at any time.

use std::collections::BTreeMap;

use petpro_domain::ids::{OrderId, VariantId};

use super::moves::{Cause, note};
use super::stock;
use crate::store::{Failure, Tx};
use crate::values;

/// Fewer are there than an order wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Short {
    pub variant: VariantId,
    pub available: i64,
}

/// Holds all of it for an order, in the order of the ids; gives every variant of which too few are
/// there. Where there is one, the caller undoes the rest.
pub fn hold_all(tx: &mut Tx, order: OrderId, wanted: &BTreeMap<VariantId, u32>) -> Result<Vec<Short>, Failure> {
    let mut short = Vec::new();
    for (&variant, &units) in wanted {
        if !stock::hold(tx, variant, i64::from(units))? {
            short.push(Short { variant, available: stock::stock(tx, variant)?.available() });
            continue;
        }
        let insert = "INSERT INTO stock_hold(order_id, variant, units) VALUES ($1, $2, $3)";
        tx.exec(insert, values![order, variant, units])?;
        note(tx, variant, "hold", [0, i64::from(units)], Cause::of(order))?;
    }
    Ok(short)
}

/// Whether anything is held for this order.
pub fn holds(tx: &mut Tx, order: OrderId) -> Result<bool, Failure> {
    let select = "SELECT 1 FROM stock_hold WHERE order_id = $1 LIMIT 1";
    Ok(tx.query_row(select, values![order], |_| Ok(()))?.is_some())
}

/// Gives back what an order holds; again it gives back nothing.
pub fn release_all(tx: &mut Tx, order: OrderId) -> Result<(), Failure> {
    for (variant, units) in held(tx, order)? {
        must(stock::release(tx, variant, units)?, variant)?;
        note(tx, variant, "release", [0, -units], Cause::of(order))?;
    }
    Ok(())
}

/// What an order holds leaves the shelf. False where it holds nothing (any more).
pub fn sell_all(tx: &mut Tx, order: OrderId, now_ms: i64) -> Result<bool, Failure> {
    let held = held(tx, order)?;
    for (variant, units) in &held {
        must(stock::sell(tx, *variant, *units)?, *variant)?;
        note(tx, *variant, "sale", [-units, -units], Cause::at(order, now_ms))?;
    }
    Ok(!held.is_empty())
}

/// Sells without a hold, for an order that has to be honoured; gives what is not there. That is for
/// people to settle, the counters never go below what they count.
pub fn sell_unheld(
    tx: &mut Tx,
    order: OrderId,
    wanted: &BTreeMap<VariantId, u32>,
    now_ms: i64,
) -> Result<Vec<(VariantId, u32)>, Failure> {
    let mut missing = Vec::new();
    for (&variant, &units) in wanted {
        let update = "UPDATE stock SET on_hand = on_hand - $2, moved = 1 WHERE variant = $1 AND on_hand - held >= $2";
        if tx.exec(update, values![variant, units])? > 0 {
            note(tx, variant, "sale", [-i64::from(units), 0], Cause::at(order, now_ms))?;
        } else {
            missing.push((variant, units));
        }
    }
    Ok(missing)
}

/// Sold goods that never left the shelf are for sale again.
pub fn take_back(tx: &mut Tx, order: OrderId, sold: &BTreeMap<VariantId, u32>, now_ms: i64) -> Result<(), Failure> {
    for (&variant, &units) in sold {
        tx.exec("UPDATE stock SET on_hand = on_hand + $2, moved = 1 WHERE variant = $1", values![variant, units])?;
        note(tx, variant, "return", [i64::from(units), 0], Cause::at(order, now_ms))?;
    }
    Ok(())
}

fn held(tx: &mut Tx, order: OrderId) -> Result<Vec<(VariantId, i64)>, Failure> {
    let delete = "DELETE FROM stock_hold WHERE order_id = $1 RETURNING variant, units";
    let mut held = tx.query(delete, values![order], |row| Ok((row.get(0)?, row.get(1)?)))?;
    held.sort_unstable();
    Ok(held)
}

/// A hold that the counter does not know: the transaction ends here rather than the books.
fn must(moved: bool, variant: VariantId) -> Result<(), Failure> {
    if moved { Ok(()) } else { Err(Failure::Constraint(format!("held units of {variant}"))) }
}
