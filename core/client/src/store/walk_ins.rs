//! Visits that this tablet made and has not sent: who came without a booking, and who was booked at the desk.

use std::ops::Range;

use petpro_domain::booking::{Arrival, Booking, Status};
use petpro_domain::clinic::{Care, GRAIN_MS};
use petpro_domain::ids::{BookingId, ServiceId};
use petpro_domain::wire::{BookingEnter, Op, OpBody, WalkedIn};
use rusqlite::Connection;

use super::desk::Visit;
use super::{desk, meta, ops};
use crate::error::Result;

/// Minutes of a visit for something that is not in the clinic's rows; the server's guess too.
const MINUTES: u32 = 30;

/// Puts those that came in this stretch of time among the visits that are known, in their order.
pub fn join(conn: &Connection, visits: &mut Vec<Visit>, times: Range<i64>) -> Result<()> {
    for (id, row) in waiting(conn)? {
        // Where only the answer was lost, the server's row is here already.
        if times.contains(&row.starts_ms) && visits.iter().all(|known| known.id != id) {
            visits.push(Visit { id, row, unsent: true, repeats: vec![] });
        }
    }
    visits.sort_by_key(|visit| (visit.row.starts_ms, visit.id));
    Ok(())
}

/// Those with this typed code that the server has not heard of.
pub fn of_code(conn: &Connection, code: &str) -> Result<Vec<BookingId>> {
    let all = waiting(conn)?.into_iter().filter(|(_, row)| row.code == code).map(|(id, _)| id);
    all.filter_map(|id| match desk::row::<Booking>(conn, "booking", &id.to_string()) {
        Ok(None) => Some(Ok(id)),
        Ok(Some(_)) => None, // found there
        Err(error) => Some(Err(error)),
    })
    .collect()
}

fn waiting(conn: &Connection) -> Result<Vec<(BookingId, Booking)>> {
    let all = ops::pending_where(conn, "kind IN ('booking.walk-in', 'booking.enter')", &[])?;
    all.iter().filter_map(|op| row(conn, op).transpose()).collect()
}

/// The one of this id.
pub fn one(conn: &Connection, id: BookingId) -> Result<Option<Booking>> {
    let named = ops::pending_where(
        conn,
        "kind IN ('booking.walk-in', 'booking.enter') AND op_id = ?1",
        &[&id.bytes().as_slice()],
    )?;
    named.first().map_or(Ok(None), |op| Ok(row(conn, op)?.map(|(_, row)| row)))
}

/// The visit as the server will make it, but for whom and what it takes.
fn row(conn: &Connection, op: &Op) -> Result<Option<(BookingId, Booking)>> {
    let row = match op.body() {
        Ok(Some(OpBody::WalkedIn(said))) => walked_in(conn, op, said)?,
        Ok(Some(OpBody::BookingEnter(said))) => entered(conn, op, said)?,
        _ => return Ok(None),
    };
    Ok(Some((BookingId(op.id.0), row)))
}

fn entered(conn: &Connection, op: &Op, said: BookingEnter) -> Result<Booking> {
    let ends_ms = said.starts_ms + length_ms(conn, said.service)?;
    let times = (said.starts_ms, ends_ms);
    Ok(Booking {
        resources: said.resource.into_iter().collect(),
        pets: said.pets,
        owner: said.owner,
        note: said.note,
        ..Booking::confirmed(BookingId(op.id.0), (said.clinic, said.service), times)
    })
}

fn length_ms(conn: &Connection, service: ServiceId) -> Result<i64> {
    let care: Option<Care> = desk::row(conn, "care", &service.to_string())?;
    Ok(i64::from(care.map_or(MINUTES, |care| care.minutes)) * 60_000)
}

fn walked_in(conn: &Connection, op: &Op, said: WalkedIn) -> Result<Booking> {
    let id = BookingId(op.id.0);
    let at_ms = op.at.wall + meta::server_offset_ms(conn)?;
    let starts_ms = at_ms.div_euclid(GRAIN_MS) * GRAIN_MS;
    let arrival = Arrival { checkin: op.id, at_ms, tablet: String::new(), uncertain: false, scale: said.scale };
    let ends_ms = starts_ms + length_ms(conn, said.service)?;
    Ok(Booking {
        pets: said.pets,
        owner: said.owner,
        st: Status::CheckedIn,
        note: said.note,
        walk_in: true,
        arrival: Some(arrival),
        ..Booking::confirmed(id, (said.clinic, said.service), (starts_ms, ends_ms))
    })
}
