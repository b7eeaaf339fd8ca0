//! What is there, what is promised, and the guarded statements that move both.

use std::collections::HashMap;

use petpro_domain::ids::VariantId;

use super::holds::note;
use crate::store::{Failure, Tx, listed};
use crate::values;

/// One variant's stock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    pub on_hand: i64,
    /// Promised to orders that are being paid.
    pub held: i64,
}

impl Stock {
    /// What somebody else can still have.
    pub fn available(self) -> i64 {
        self.on_hand - self.held
    }
}

/// The stock of one variant; nothing is on hand where none was ever counted.
pub fn stock(tx: &mut Tx, variant: VariantId) -> Result<Stock, Failure> {
    let select = "SELECT on_hand, held FROM stock WHERE variant = $1";
    let found = tx.query_row(select, values![variant], |row| Ok(Stock { on_hand: row.get(0)?, held: row.get(1)? }))?;
    Ok(found.unwrap_or_default())
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
        note(tx, variant, "count", [units, 0], None)?;
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
        note(tx, variant, "count", [units - before, 0], None)?;
    }
    Ok(counted)
}

/// Adds a signed movement. False where less than what is held would be left.
pub fn adjust(tx: &mut Tx, variant: VariantId, by: i64) -> Result<bool, Failure> {
    let update = "UPDATE stock SET on_hand = on_hand + $2, moved = 1 WHERE variant = $1 AND on_hand + $2 >= held";
    let moved = tx.exec(update, values![variant, by])? > 0;
    if moved {
        note(tx, variant, "adjust", [by, 0], None)?;
    }
    Ok(moved)
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
