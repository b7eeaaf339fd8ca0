//! Between the ledger's texts and the rows that `apply()` reads and writes.

use petpro_domain::cart::{self, CartLine, Del, Guard, Name, Need, Put, Rows, SavedLine};
use petpro_domain::ids::{LineId, OpId, OrderId};
use petpro_domain::wire::Op;

use super::{Desk, Ledger, Named};
use crate::planted::Bug;

/// Loads what [`cart::needs`] names, in its order: the room only matters to a line that is not there
/// yet, the saved line to one without room or where the line lacks a name, a name only where no loaded
/// row holds it.
pub(super) fn load<L: Ledger>(ledger: &mut L, desk: &Desk, s: &str, op: &Op) -> Result<Rows, L::Error> {
    let mut rows = Rows::default();
    for need in cart::needs(op) {
        match need {
            Need::Line(id) => {
                if let Some(row) = line(ledger, s, id)? {
                    rows.lines.push((id, row));
                }
            }
            Need::Room(id) => {
                if rows.line(id).is_none() {
                    rows.count = ledger.count(s, "cart_line")?;
                }
            }
            Need::Saved(id) => {
                let no_room = rows.line(id).is_none() && rows.count >= desk.room.lines;
                if op.k == "saved.move" || no_room || !op.obs.iter().all(|name| holds(&rows, *name)) {
                    rows.saved.extend(saved(ledger, s, id)?.map(|row| (id, row)));
                }
            }
            Need::Name(name) => {
                if holds(&rows, name) {
                    continue;
                }
                let what = match ledger.named(name)? {
                    Some(Named::Dead) => Name::Dead,
                    Some(Named::Ordered(order)) => Name::Ordered(order),
                    None if name != op.id && ledger.judged(name)?.is_none() => Name::Unknown,
                    None => continue,
                };
                if what == Name::Dead && desk.planted.has(Bug::NoCartDead) {
                    continue;
                }
                rows.names.push((name, what));
            }
        }
    }
    Ok(rows)
}

fn holds(rows: &Rows, name: OpId) -> bool {
    let free = rows.lines.iter().flat_map(|(_, row)| &row.dots);
    let locked = rows.lines.iter().flat_map(|(_, row)| &row.locked).map(|locked| &locked.dot);
    let saved = rows.saved.iter().flat_map(|(_, row)| &row.dots);
    free.chain(locked).chain(saved).any(|dot| dot.id == name)
}

/// A cart line; one that cannot be read counts as absent (only this crate writes them).
pub(super) fn line<L: Ledger>(ledger: &mut L, s: &str, id: LineId) -> Result<Option<CartLine>, L::Error> {
    Ok(ledger.row(s, "cart_line", &id.to_string())?.and_then(|d| serde_json::from_str(&d).ok()))
}

pub(super) fn saved<L: Ledger>(ledger: &mut L, s: &str, id: LineId) -> Result<Option<SavedLine>, L::Error> {
    Ok(ledger.row(s, "saved_line", &id.to_string())?.and_then(|d| serde_json::from_str(&d).ok()))
}

/// Writes a line, or its tombstone when nothing contributes to it any more.
pub(super) fn write_line<L: Ledger>(ledger: &mut L, s: &str, id: LineId, row: &CartLine) -> Result<u64, L::Error> {
    if row.dots.is_empty() && row.locked.is_empty() {
        ledger.publish(s, "cart_line", &id.to_string(), None)
    } else {
        ledger.publish(s, "cart_line", &id.to_string(), Some(&text(row)))
    }
}

/// Writes what is saved of a line, or its tombstone when nothing is left.
pub(super) fn write_saved<L: Ledger>(ledger: &mut L, s: &str, id: LineId, row: &SavedLine) -> Result<u64, L::Error> {
    let d = (!row.dots.is_empty()).then(|| text(row));
    ledger.publish(s, "saved_line", &id.to_string(), d.as_deref())
}

/// Writes the cart rows of a verdict; orders are written by [`super::order`].
pub(super) fn write<L: Ledger>(ledger: &mut L, s: &str, put: &[Put], del: &[Del]) -> Result<(), L::Error> {
    for put in put {
        match put {
            Put::Line(id, row) => drop(write_line(ledger, s, *id, row)?),
            Put::Saved(id, row) => drop(write_saved(ledger, s, *id, row)?),
            Put::Order(..) => {}
        }
    }
    for del in del {
        match del {
            Del::Line(id) => drop(ledger.publish(s, "cart_line", &id.to_string(), None)?),
            Del::Saved(id) => drop(ledger.publish(s, "saved_line", &id.to_string(), None)?),
        }
    }
    Ok(())
}

/// Runs the guards; gives the order whose name was taken, if one failed.
pub(super) fn guard<L: Ledger>(ledger: &mut L, guards: &[Guard]) -> Result<Result<(), OrderId>, L::Error> {
    for guard in guards {
        match *guard {
            Guard::Bury(name) => ledger.bury(name)?,
            Guard::Lock { order, line, name } => {
                if !ledger.lock(order, line, name)? {
                    return Ok(Err(order));
                }
            }
        }
    }
    Ok(Ok(()))
}

/// A row's body.
pub(super) fn text<T: serde::Serialize>(row: &T) -> String {
    serde_json::to_string(row).expect("rows are maps with string keys")
}
