//! The projection: what screens read. Base rows with the pending ops on them, kept as rows so that
//! a tap costs one line and not the whole cart.

use petpro_domain::cart::{self, At, CartLine, Del, Need, Order, OrderState, Put, Room, Rows, SavedLine, Verdict};
use petpro_domain::ids::LineId;
use petpro_domain::wire::{Op, OpBody};
use petpro_sync::device::Projection;
use petpro_sync::planted::Planted;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::ops;
use crate::error::{Error, Result};
use petpro_domain::Code;

/// A shown row and whether an op that touches it still waits for the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown<T> {
    pub row: T,
    pub waits: bool,
}

/// The line as shown.
pub fn line(conn: &Connection, id: LineId) -> Result<Option<CartLine>> {
    one(conn, "cart_line", &id.to_string())
}

/// The saved line as shown.
pub fn saved(conn: &Connection, id: LineId) -> Result<Option<SavedLine>> {
    one(conn, "saved_line", &id.to_string())
}

/// All lines of the cart.
pub fn lines(conn: &Connection) -> Result<Vec<(LineId, Shown<CartLine>)>> {
    all(conn, "cart_line")
}

/// All lines saved for later.
pub fn saved_lines(conn: &Connection) -> Result<Vec<(LineId, Shown<SavedLine>)>> {
    all(conn, "saved_line")
}

pub(super) fn one<T: DeserializeOwned>(conn: &Connection, t: &str, id: &str) -> Result<Option<T>> {
    let mut find = conn.prepare_cached("SELECT d FROM shown WHERE t = ?1 AND id = ?2")?;
    let d: Option<String> = find.query_row([t, id], |row| row.get(0)).optional()?;
    d.map(|d| read(&d)).transpose()
}

fn all<T: DeserializeOwned>(conn: &Connection, t: &str) -> Result<Vec<(LineId, Shown<T>)>> {
    let mut find = conn.prepare_cached("SELECT id, d, waits FROM shown WHERE t = ?1 ORDER BY id")?;
    let rows = find.query_map([t], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get(2)?)))?;
    let mut out = Vec::new();
    for row in rows {
        let (id, d, waits) = row?;
        if let Ok(id) = id.parse() {
            out.push((id, Shown { row: read(&d)?, waits }));
        }
    }
    Ok(out)
}

pub(super) fn read<T: DeserializeOwned>(d: &str) -> Result<T> {
    serde_json::from_str(d).map_err(|error| Error::caused(Code::StoreCorrupt, "a shown row cannot be read", error))
}

fn text(row: &impl Serialize) -> Result<String> {
    serde_json::to_string(row).map_err(|error| Error::caused(Code::Internal, "a row cannot be written", error))
}

/// Judges a new op on what is shown and writes what it changes. Nothing is written unless the
/// verdict is `applied`: an intent that is known to fail is refused at once.
pub fn put(tx: &Connection, op: &Op, now_ms: i64, waits: bool) -> Result<Verdict> {
    let mut rows = Rows::default();
    for need in cart::needs(op) {
        match need {
            Need::Line(id) => rows.lines.extend(line(tx, id)?.map(|row| (id, row))),
            Need::Saved(id) => rows.saved.extend(saved(tx, id)?.map(|row| (id, row))),
            Need::Room(_) if rows.lines.is_empty() => {
                let mut count = tx.prepare_cached("SELECT count(*) FROM shown WHERE t = 'cart_line'")?;
                rows.count = count.query_row([], |row| row.get::<_, u32>(0))? as usize;
            }
            // Only the server remembers names that are gone.
            Need::Room(_) | Need::Name(_) => {}
        }
    }
    let verdict = cart::apply(op, &rows, &At { now_ms, age_ms: None, room: Room::default() });
    if let Some(code) = verdict.code {
        return Err(Error::new(code, "the intent is refused on this device"));
    }
    for row in &verdict.put {
        let (t, id, d) = match row {
            Put::Line(id, row) => ("cart_line", id.to_string(), text(row)?),
            Put::Saved(id, row) => ("saved_line", id.to_string(), text(row)?),
            Put::Order(id, row) => ("order", id.to_string(), text(&Order { st: OrderState::Waiting, ..row.clone() })?),
        };
        write(tx, t, &id, &d, waits)?;
    }
    for row in &verdict.del {
        match row {
            Del::Line(id) => erase(tx, "cart_line", &id.to_string())?,
            Del::Saved(id) => erase(tx, "saved_line", &id.to_string())?,
        }
    }
    Ok(verdict)
}

/// Brings `shown` to what base rows and pending ops give. Rows of `touched` alone where nothing is
/// pending, else all: a pending op may make room for, or take room from, any line.
pub fn rebuild(tx: &Connection, touched: Option<&[(String, String)]>, now_ms: i64) -> Result<()> {
    let pending = ops::all_pending(tx)?;
    match touched {
        Some(touched) if pending.is_empty() => touched.iter().try_for_each(|(t, id)| copy(tx, t, id)),
        _ => rebuild_all(tx, &pending, now_ms),
    }
}

/// Types that screens read as they come from the server.
fn is_shown(t: &str) -> bool {
    matches!(t, "cart_line" | "saved_line" | "order")
}

fn copy(tx: &Connection, t: &str, id: &str) -> Result<()> {
    if !is_shown(t) {
        return Ok(());
    }
    let mut find = tx.prepare_cached("SELECT d FROM base WHERE t = ?1 AND id = ?2 AND s IN (SELECT s FROM scope)")?;
    let d: Option<String> = find.query_row([t, id], |row| row.get(0)).optional()?;
    match d {
        Some(d) => write(tx, t, id, &d, false),
        None => erase(tx, t, id),
    }
}

fn rebuild_all(tx: &Connection, pending: &[Op], now_ms: i64) -> Result<()> {
    let mut shown = Projection::default();
    let mut base = tx.prepare_cached("SELECT t, id, d FROM base WHERE t IN ('cart_line', 'saved_line', 'order')")?;
    let mut rows = base.query([])?;
    while let Some(row) = rows.next()? {
        shown.load(
            row.get_ref(0)?.as_str().unwrap_or(""),
            row.get_ref(1)?.as_str().unwrap_or(""),
            row.get_ref(2)?.as_str().unwrap_or(""),
        );
    }
    for op in pending {
        shown.put(op, now_ms, Room::default(), Planted::default());
    }
    let waiting = lines_of(pending);
    let mut wanted: Vec<(&str, String, String, bool)> = Vec::new();
    for (id, row) in &shown.lines {
        wanted.push(("cart_line", id.to_string(), text(row)?, waiting.contains(id)));
    }
    for (id, row) in &shown.orders {
        wanted.push(("order", id.to_string(), text(row)?, row.st == OrderState::Waiting));
    }
    for (id, row) in &shown.saved {
        wanted.push(("saved_line", id.to_string(), text(row)?, waiting.contains(id)));
    }
    merge(tx, &wanted)
}

/// Writes only what differs. Both sides are in the order of the primary key.
fn merge(tx: &Connection, wanted: &[(&str, String, String, bool)]) -> Result<()> {
    let mut there = tx.prepare_cached("SELECT t, id, d, waits FROM shown ORDER BY t, id")?;
    let there: Vec<(String, String, String, bool)> = there
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<Result<_, _>>()?;
    let (mut old, mut new) = (there.iter().peekable(), wanted.iter().peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return Ok(()),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(old), Some(new)) => (old.0.as_str(), &old.1).cmp(&(new.0, &new.1)),
        };
        if order.is_lt() {
            let gone = old.next().expect("peeked");
            erase(tx, &gone.0, &gone.1)?;
            continue;
        }
        let wanted = new.next().expect("peeked");
        let same = order.is_eq() && old.next().is_some_and(|old| old.2 == wanted.2 && old.3 == wanted.3);
        if !same {
            write(tx, wanted.0, &wanted.1, &wanted.2, wanted.3)?;
        }
    }
}

fn lines_of(pending: &[Op]) -> std::collections::BTreeSet<LineId> {
    pending.iter().filter_map(line_of).collect()
}

/// The line an op is about.
pub fn line_of(op: &Op) -> Option<LineId> {
    match op.body().ok()?? {
        OpBody::CartAdd(body) => Some(body.line),
        OpBody::CartSet(body) => Some(body.line),
        OpBody::CartRemove(body) => Some(body.line),
        OpBody::SavedMove(body) => Some(body.line),
        _ => None,
    }
}

fn write(tx: &Connection, t: &str, id: &str, d: &str, waits: bool) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO shown(t, id, d, waits) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT(t, id) DO UPDATE SET d = excluded.d, waits = excluded.waits",
    )?
    .execute(params![t, id, d, waits])?;
    Ok(())
}

fn erase(tx: &Connection, t: &str, id: &str) -> Result<()> {
    tx.prepare_cached("DELETE FROM shown WHERE t = ?1 AND id = ?2")?.execute([t, id])?;
    Ok(())
}
