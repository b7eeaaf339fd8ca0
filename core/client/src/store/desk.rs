//! What a clinic's tablet knows of visits: the clinic's rows with what this tablet did and has not sent.

use std::collections::HashMap;
use std::str::FromStr;

use petpro_domain::booking::{Arrival, Booking, Event, Status, next};
use petpro_domain::checkin::{Checkin, Class};
use petpro_domain::ids::{BookingId, OpId};
use petpro_domain::wire::{Op, OpBody};
use rusqlite::types::ToSql;
use rusqlite::{Connection, OptionalExtension, Rows};
use serde::de::DeserializeOwned;

use super::{meta, ops, shown, walk_ins};
use crate::error::Result;

/// A visit as this tablet shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    pub id: BookingId,
    pub row: Booking,
    /// Something this tablet did about it is saved and not yet sent.
    pub unsent: bool,
    /// Other check-ins of it, here and at other desks, oldest first; those called a mistake are left out.
    pub repeats: Vec<(OpId, Checkin)>,
}

/// What waits that may be about a visit, whichever.
const DESK: &str = "kind IN ('checkin.record', 'booking.step', 'booking.move', 'checkin.void')";

/// One visit.
pub fn visit(conn: &Connection, id: BookingId) -> Result<Option<Visit>> {
    let Some(mut visit) = base(conn, id)? else { return Ok(None) };
    let offset_ms = meta::server_offset_ms(conn)?;
    for op in pending_of(conn, id)? {
        visit.put(&op, offset_ms);
    }
    Ok(Some(visit))
}

/// The visits that begin in this stretch of time, in order; those of the same moment by id. Five statements, whatever
/// the day, and two for each visit that waits to be moved here from another one.
pub fn visits(conn: &Connection, from_ms: i64, to_ms: i64) -> Result<Vec<Visit>> {
    let mut find = conn.prepare_cached(
        "SELECT id, d FROM base WHERE t = 'booking' AND json_extract(d, '$.starts_ms') >= ?1
         AND json_extract(d, '$.starts_ms') < ?2 ORDER BY json_extract(d, '$.starts_ms'), id",
    )?;
    let rows: Vec<(BookingId, Booking)> = read_rows(find.query([from_ms, to_ms])?)?;
    let mut repeats = all_repeats(conn, from_ms, to_ms)?;
    let mut visits: Vec<Visit> = rows
        .into_iter()
        .map(|(id, row)| Visit { id, row, unsent: false, repeats: repeats.remove(&id).unwrap_or_default() })
        .collect();
    walk_ins::join(conn, &mut visits, from_ms..to_ms)?;
    let pending = ops::pending_where(conn, DESK, &[])?;
    for op in &pending {
        // What is to be moved here begins on another day as far as the server said.
        if let Ok(Some(OpBody::BookingMove(said))) = op.body()
            && (from_ms..to_ms).contains(&said.starts_ms)
            && visits.iter().all(|visit| visit.id != said.booking_id)
        {
            visits.extend(base(conn, said.booking_id)?);
        }
    }
    let offset_ms = meta::server_offset_ms(conn)?;
    let place: HashMap<BookingId, usize> = visits.iter().enumerate().map(|(at, visit)| (visit.id, at)).collect();
    for op in pending {
        match about(&op) {
            // A void names a check-in, and nobody knows yet of which visit.
            None => visits.iter_mut().for_each(|visit| visit.put(&op, offset_ms)),
            Some(id) => {
                if let Some(at) = place.get(&id) {
                    visits[*at].put(&op, offset_ms);
                }
            }
        }
    }
    visits.retain(|visit| (from_ms..to_ms).contains(&visit.row.starts_ms));
    visits.sort_by_key(|visit| (visit.row.starts_ms, visit.id));
    Ok(visits)
}

/// A visit as the server or a walk-in made it, without what waits about it.
fn base(conn: &Connection, id: BookingId) -> Result<Option<Visit>> {
    let known: Option<Booking> = row(conn, "booking", &id.to_string())?;
    let unsent = known.is_none();
    let row = known.map_or_else(|| walk_ins::one(conn, id), |row| Ok(Some(row)))?;
    row.map(|row| Ok(Visit { id, row, unsent, repeats: repeats(conn, id)? })).transpose()
}

/// The visit that an op names.
fn about(op: &Op) -> Option<BookingId> {
    match op.body() {
        Ok(Some(OpBody::CheckinRecord(said))) => said.booking,
        Ok(Some(OpBody::BookingStep(said))) => Some(said.booking_id),
        Ok(Some(OpBody::BookingMove(said))) => Some(said.booking_id),
        _ => None,
    }
}

/// The visits with this typed code: one, but for a chance of one in many clinics.
pub fn by_code(conn: &Connection, code: &str) -> Result<Vec<Visit>> {
    let mut find =
        conn.prepare_cached("SELECT id FROM base WHERE t = 'booking' AND json_extract(d, '$.code') = ?1 ORDER BY id")?;
    let ids = find.query_map([code], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let ids = ids.iter().filter_map(|id| id.parse().ok()).chain(walk_ins::of_code(conn, code)?);
    ids.filter_map(|id| visit(conn, id).transpose()).collect()
}

/// A check-in that this tablet wrote of a booking that has not reached it, or none.
pub fn own_checkin(conn: &Connection, booking: BookingId) -> Result<Option<(OpId, i64)>> {
    let recorded = |op: &Op| matches!(op.body(), Ok(Some(OpBody::CheckinRecord(_))));
    let offset_ms = meta::server_offset_ms(conn)?;
    Ok(pending_of(conn, booking)?.iter().find(|op| recorded(op)).map(|op| (op.id, op.at.wall + offset_ms)))
}

/// A check-in by its id, pending or known.
pub fn booking_of_checkin(conn: &Connection, checkin: OpId) -> Result<Option<BookingId>> {
    if let Some(row) = row::<Checkin>(conn, "checkin", &checkin.to_string())? {
        return Ok(row.booking);
    }
    if walk_ins::one(conn, BookingId(checkin.0))?.is_some_and(|row| row.arrival.is_some()) {
        return Ok(Some(BookingId(checkin.0)));
    }
    let mut find = conn.prepare_cached("SELECT json_extract(body, '$.booking') FROM outbox WHERE op_id = ?1")?;
    let id: Option<Option<String>> = find.query_row([checkin.bytes().as_slice()], |row| row.get(0)).optional()?;
    Ok(id.flatten().and_then(|id| id.parse().ok()))
}

/// A row of the clinic, as the server sent it.
pub fn row<T: DeserializeOwned>(conn: &Connection, t: &str, id: &str) -> Result<Option<T>> {
    let mut find = conn.prepare_cached("SELECT d FROM base WHERE s IN (SELECT s FROM scope) AND t = ?1 AND id = ?2")?;
    let d: Option<String> = find.query_row([t, id], |row| row.get(0)).optional()?;
    d.map(|d| shown::read(&d)).transpose()
}

/// Every row of a type.
pub fn rows<K: FromStr, T: DeserializeOwned>(conn: &Connection, t: &str) -> Result<Vec<(K, T)>> {
    let mut find =
        conn.prepare_cached("SELECT id, d FROM base WHERE s IN (SELECT s FROM scope) AND t = ?1 ORDER BY id")?;
    read_rows(find.query([t])?)
}

/// Ids and rows; what has the id of something newer is left out.
fn read_rows<K: FromStr, T: DeserializeOwned>(mut rows: Rows<'_>) -> Result<Vec<(K, T)>> {
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        if let Ok(id) = row.get::<_, String>(0)?.parse() {
            out.push((id, shown::read(&row.get::<_, String>(1)?)?));
        }
    }
    Ok(out)
}

/// Other check-ins of a booking; the one that counts is in its row.
fn repeats(conn: &Connection, booking: BookingId) -> Result<Vec<(OpId, Checkin)>> {
    let mut find = conn.prepare_cached(
        "SELECT id, d FROM base WHERE t = 'checkin' AND json_extract(d, '$.booking') = ?1 ORDER BY id",
    )?;
    let mut all = read_rows(find.query([booking.to_string()])?)?;
    all.retain(|(_, row)| is_repeat(row));
    Ok(all)
}

/// The same of all visits that begin in this stretch of time.
fn all_repeats(conn: &Connection, from_ms: i64, to_ms: i64) -> Result<HashMap<BookingId, Vec<(OpId, Checkin)>>> {
    let mut find = conn.prepare_cached(
        "SELECT id, d FROM base WHERE t = 'checkin' AND json_extract(d, '$.booking') IN (
            SELECT id FROM base WHERE t = 'booking' AND json_extract(d, '$.starts_ms') >= ?1
            AND json_extract(d, '$.starts_ms') < ?2) ORDER BY id",
    )?;
    let mut all: HashMap<_, Vec<_>> = HashMap::new();
    for (id, row) in read_rows::<OpId, Checkin>(find.query([from_ms, to_ms])?)? {
        if let Some(booking) = row.booking.filter(|_| is_repeat(&row)) {
            all.entry(booking).or_default().push((id, row));
        }
    }
    Ok(all)
}

fn is_repeat(row: &Checkin) -> bool {
    matches!(row.class, Class::RepeatOf { .. }) && row.void_ms.is_none()
}

/// What waits about this booking, in the order in which it was made. Voids name a check-in and are
/// few: all of them come along.
fn pending_of(conn: &Connection, booking: BookingId) -> Result<Vec<Op>> {
    let booking = booking.to_string();
    let about = "json_extract(body, '$.booking') = ?1 AND kind = 'checkin.record'
        OR json_extract(body, '$.booking_id') = ?1 AND kind IN ('booking.step', 'booking.move')
        OR kind = 'checkin.void'";
    ops::pending_where(conn, about, &[&booking as &dyn ToSql])
}

impl Visit {
    /// Puts what this tablet did on top.
    fn put(&mut self, op: &Op, offset_ms: i64) {
        let at_ms = op.at.wall + offset_ms;
        match op.body() {
            Ok(Some(OpBody::CheckinRecord(said))) => {
                self.unsent = true;
                let first = self.row.arrival.is_none();
                match next(self.row.st, Event::CheckedIn).filter(|_| first) {
                    Some(st) => {
                        self.row.st = st;
                        let scale = said.scale;
                        let arrival = Arrival { checkin: op.id, at_ms, tablet: String::new(), uncertain: false, scale };
                        self.row.arrival = Some(arrival);
                    }
                    None => {
                        let of = self.row.arrival.as_ref().map_or(op.id, |arrival| arrival.checkin);
                        let row = Checkin {
                            class: Class::RepeatOf { of },
                            booking: said.booking,
                            tablet: None,
                            actor: said.actor,
                            how: said.how,
                            verdict: said.verdict,
                            at_ms,
                            uncertain: false,
                            scale: said.scale,
                            void_ms: None,
                            void_reason: String::new(),
                        };
                        self.repeats.push((op.id, row));
                    }
                }
            }
            Ok(Some(OpBody::CheckinVoid(said))) => self.void(said.id),
            Ok(Some(OpBody::BookingMove(said))) => {
                if next(self.row.st, Event::Moved).is_none() {
                    return;
                }
                self.unsent = true;
                self.row.ends_ms += said.starts_ms - self.row.starts_ms;
                self.row.starts_ms = said.starts_ms;
                // Who serves them otherwise is the server's to say; meanwhile the one that was asked for does.
                if let Some(resource) = said.resource.filter(|it| !self.row.resources.contains(it)) {
                    self.row.resources = vec![resource];
                }
            }
            Ok(Some(OpBody::BookingStep(said))) => {
                let Some(st) = said.to.by_desk().and_then(|event| next(self.row.st, event)) else { return };
                self.unsent = true;
                self.row.st = st;
                match st {
                    Status::InProgress => self.row.began_ms = Some(at_ms),
                    Status::Completed => self.row.done_ms = Some(at_ms),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// The next oldest check-in counts then, as the server will say too.
    fn void(&mut self, id: OpId) {
        let before = self.repeats.len();
        self.repeats.retain(|(repeat, _)| *repeat != id);
        self.unsent |= self.repeats.len() < before;
        if self.row.arrival.as_ref().is_none_or(|arrival| arrival.checkin != id) {
            return;
        }
        self.unsent = true;
        if self.repeats.is_empty() {
            self.row.arrival = None;
            // Who came in without a booking was the mistake, so nobody is expected.
            let event = if id.0 == self.id.0 { Event::Cancelled } else { Event::CheckinVoided };
            self.row.st = next(self.row.st, event).unwrap_or(self.row.st);
            return;
        }
        let (checkin, row) = self.repeats.remove(0);
        let Checkin { at_ms, uncertain, scale, .. } = row;
        self.row.arrival = Some(Arrival { checkin, at_ms, tablet: String::new(), uncertain, scale });
    }
}
