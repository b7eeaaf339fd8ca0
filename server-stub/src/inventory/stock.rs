//! What is there, what is promised, and the guarded statements that move both.

use std::collections::HashMap;

use petpro_domain::ids::{ShopId, VariantId};
use petpro_domain::shop::{Stock, Why};
use petpro_sync::server::Ledger;

use super::moves::{Cause, note};
use crate::catalog;
use crate::feed::OnTx;
use crate::store::{Failure, Row, Tx, listed};
use crate::values;

/// The stock of one variant; nothing is on hand where none was ever counted.
pub fn stock(tx: &mut Tx, variant: VariantId) -> Result<Stock, Failure> {
    let select = "SELECT on_hand, held, low FROM stock WHERE variant = $1";
    Ok(tx.query_row(select, values![variant], |row| read(row, 0))?.unwrap_or_default())
}

/// The stock of each of these that was ever counted, in one statement.
pub fn stocks(tx: &mut Tx, variants: &[VariantId]) -> Result<HashMap<VariantId, Stock>, Failure> {
    let (list, values) = listed(variants);
    let select = format!("SELECT variant, on_hand, held, low FROM stock WHERE variant IN ({list})");
    Ok(tx.query(&select, &values, |row| Ok((row.get(0)?, read(row, 1)?)))?.into_iter().collect())
}

/// Those of these of which it is time to order more, the fewest first.
pub fn running_out(tx: &mut Tx, variants: &[VariantId], most: usize) -> Result<Vec<(VariantId, Stock)>, Failure> {
    let (list, values) = listed(variants);
    let select = format!(
        "SELECT variant, on_hand, held, low FROM stock WHERE variant IN ({list}) AND on_hand - held <= low
         ORDER BY on_hand - held, variant LIMIT {most}"
    );
    tx.query(&select, &values, |row| Ok((row.get(0)?, read(row, 1)?)))
}

fn read(row: &Row, at: usize) -> Result<Stock, Failure> {
    Ok(Stock { on_hand: row.get(at)?, held: row.get(at + 1)?, low: row.get(at + 2)? })
}

/// What is available of each of these, in one statement.
pub fn availability(tx: &mut Tx, variants: &[VariantId]) -> Result<HashMap<VariantId, i64>, Failure> {
    let (list, values) = listed(variants);
    let select = format!("SELECT variant, on_hand - held FROM stock WHERE variant IN ({list})");
    Ok(tx.query(&select, &values, |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
}

/// The first count of a variant; one that has been counted keeps its number.
pub fn begin(tx: &mut Tx, variant: VariantId, units: i64) -> Result<(), Failure> {
    let insert = "INSERT INTO stock(variant, on_hand) VALUES ($1, $2) ON CONFLICT (variant) DO NOTHING";
    if tx.exec(insert, values![variant, units])? > 0 {
        note(tx, variant, "count", [units, 0], Cause::default())?;
    }
    Ok(())
}

/// Counts what is on hand. False where orders hold more than that.
pub fn set_on_hand(tx: &mut Tx, variant: VariantId, units: i64) -> Result<bool, Failure> {
    let upsert = "INSERT INTO stock(variant, on_hand) VALUES ($1, $2)
        ON CONFLICT (variant) DO UPDATE SET on_hand = excluded.on_hand, moved = 1 WHERE stock.held <= excluded.on_hand";
    let before = stock(tx, variant)?.on_hand;
    let counted = tx.exec(upsert, values![variant, units])? > 0;
    if counted {
        note(tx, variant, "count", [units - before, 0], Cause::default())?;
    }
    Ok(counted)
}

/// Adds a signed movement, for this reason. False where less than what is held would be left; the first
/// of a variant that nobody counted begins at nothing.
pub fn adjust(tx: &mut Tx, variant: VariantId, by: i64, why: Why, now_ms: i64) -> Result<bool, Failure> {
    let update = "UPDATE stock SET on_hand = on_hand + $2, moved = 1 WHERE variant = $1 AND on_hand + $2 >= held";
    let insert = "INSERT INTO stock(variant, on_hand) VALUES ($1, $2) ON CONFLICT (variant) DO NOTHING";
    let moved = tx.exec(update, values![variant, by])? > 0 || (by > 0 && tx.exec(insert, values![variant, by])? > 0);
    if moved {
        note(tx, variant, "adjust", [by, 0], Cause { why: Some(why), at_ms: Some(now_ms), ..Cause::default() })?;
    }
    Ok(moved)
}

/// Says when it is low. False where it is no longer as the caller saw it.
pub fn set_low(tx: &mut Tx, variant: VariantId, was: u32, low: u32) -> Result<bool, Failure> {
    let upsert = "INSERT INTO stock(variant, on_hand, low) VALUES ($1, 0, $3)
        ON CONFLICT (variant) DO UPDATE SET low = excluded.low, moved = 1 WHERE stock.low = $2";
    Ok(tx.exec(upsert, values![variant, was, low])? > 0)
}

/// Writes the row that the shop's devices have.
pub fn publish(ledger: &mut OnTx, shop: ShopId, variant: VariantId) -> Result<(), Failure> {
    let d = serde_json::to_string(&stock(ledger.tx, variant)?).expect("a stock is a map with string keys");
    let (scope, id) = (catalog::own_scope(shop), variant.to_string());
    if ledger.row(&scope, "stock", &id)?.as_deref() != Some(&d) {
        ledger.publish(&scope, "stock", &id, Some(&d))?;
    }
    Ok(())
}

/// Promises units to an order. False where fewer are available.
pub(super) fn hold(tx: &mut Tx, variant: VariantId, units: i64) -> Result<bool, Failure> {
    let update = "UPDATE stock SET held = held + $2, moved = 1
        WHERE variant = $1 AND $2 > 0 AND on_hand - held >= $2";
    Ok(tx.exec(update, values![variant, units])? > 0)
}

/// Gives promised units back. False where fewer are held.
pub(super) fn release(tx: &mut Tx, variant: VariantId, units: i64) -> Result<bool, Failure> {
    let update = "UPDATE stock SET held = held - $2, moved = 1 WHERE variant = $1 AND $2 > 0 AND held >= $2";
    Ok(tx.exec(update, values![variant, units])? > 0)
}

/// Promised units leave the shelf. False where fewer are held.
pub(super) fn sell(tx: &mut Tx, variant: VariantId, units: i64) -> Result<bool, Failure> {
    let update = "UPDATE stock SET on_hand = on_hand - $2, held = held - $2, moved = 1
        WHERE variant = $1 AND $2 > 0 AND held >= $2";
    Ok(tx.exec(update, values![variant, units])? > 0)
}
