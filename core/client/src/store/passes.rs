//! What a device has to show and to check passes with. Every statement here finds its rows by key: a desk looks into a
//! hundred thousand bookings between two frames of the camera.

use petpro_domain::booking::Booking;
use petpro_domain::ids::{BookingId, ClinicId};
use petpro_domain::pass::PassText;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Deserialize;

use super::{desk, shown};
use crate::error::Result;

/// Row `pass` of a household.
#[derive(Deserialize)]
struct Row {
    text: PassText,
}

/// The list of keys as the server sent it: JSON of a [`SignedKeys`](petpro_domain::pass::SignedKeys).
pub fn keys(conn: &Connection) -> Result<Option<String>> {
    let mut find = conn.prepare_cached(
        "SELECT d FROM base WHERE s IN (SELECT s FROM scope) AND t = 'keys' AND id = 'keys' ORDER BY s LIMIT 1",
    )?;
    Ok(find.query_row([], |row| row.get(0)).optional()?)
}

/// A visit as the clinic's rows have it, with what this tablet did about it and has not sent.
pub fn visit(conn: &Connection, id: BookingId) -> Result<Option<Booking>> {
    if is_touched(conn, id)? {
        return Ok(desk::visit(conn, id)?.map(|visit| visit.row));
    }
    desk::row(conn, "booking", &id.to_string())
}

/// Whether anything that waits may be about this booking: each kind is found by its own index.
fn is_touched(conn: &Connection, id: BookingId) -> Result<bool> {
    let mut find = conn.prepare_cached(
        "SELECT EXISTS(SELECT 1 FROM outbox WHERE kind = 'checkin.record' AND json_extract(body, '$.booking') = ?1)
         OR EXISTS(SELECT 1 FROM outbox WHERE kind = 'booking.step' AND json_extract(body, '$.booking_id') = ?1)
         OR EXISTS(SELECT 1 FROM outbox WHERE kind = 'checkin.void')",
    )?;
    Ok(find.query_row([id.to_string()], |row| row.get(0))?)
}

/// Whether this tablet checked a booking in that has not reached it, and that still counts.
pub fn was_recorded(conn: &Connection, id: BookingId) -> Result<bool> {
    let mut find = conn.prepare_cached(
        "SELECT EXISTS(SELECT 1 FROM outbox AS made
         WHERE made.kind = 'checkin.record' AND json_extract(made.body, '$.booking') = ?1
         AND NOT EXISTS(SELECT 1 FROM outbox AS undone WHERE undone.kind = 'checkin.void'
            AND unhex(replace(json_extract(undone.body, '$.id'), '-', '')) = made.op_id))",
    )?;
    Ok(find.query_row([id.to_string()], |row| row.get(0))?)
}

/// The passes of a booking, one of each phone of the household.
pub fn of_booking(conn: &Connection, id: BookingId) -> Result<Vec<PassText>> {
    // '0' follows '/': the rows `<booking>/…`.
    let mut find = conn.prepare_cached(
        "SELECT d FROM base WHERE s IN (SELECT s FROM scope) AND t = 'pass' AND id >= ?1 AND id < ?2 ORDER BY id",
    )?;
    let rows = find.query_map(params![format!("{id}/"), format!("{id}0")], |row| row.get::<_, String>(0))?;
    let mut found = Vec::new();
    for d in rows {
        // A row of a newer server is no pass for this version.
        if let Ok(Row { text }) = serde_json::from_str(&d?) {
            found.push(text);
        }
    }
    Ok(found)
}

/// A visit as its owner has it.
pub fn owned(conn: &Connection, id: BookingId) -> Result<Option<petpro_domain::booking::Owned>> {
    desk::row(conn, "booking", &id.to_string())
}

/// Whether the household has a visit, known or asked for, so that its passes should be on their way.
pub fn has_visits(conn: &Connection) -> Result<bool> {
    let mut find = conn.prepare_cached(
        "SELECT EXISTS(SELECT 1 FROM base WHERE t = 'booking') OR EXISTS(SELECT 1 FROM outbox WHERE kind = 'booking.request')",
    )?;
    Ok(find.query_row([], |row| row.get(0))?)
}

/// The clinic's time zone, where its row is here.
pub fn zone(conn: &Connection, clinic: ClinicId) -> Result<Option<petpro_domain::clinic::Zone>> {
    #[derive(Deserialize)]
    struct Place {
        zone: petpro_domain::clinic::Zone,
    }
    let mut find =
        conn.prepare_cached("SELECT d FROM base WHERE s IN (SELECT s FROM scope) AND t = 'clinic' AND id = ?1")?;
    let d: Option<String> = find.query_row([clinic.to_string()], |row| row.get(0)).optional()?;
    d.map(|d| shown::read::<Place>(&d)).transpose().map(|place| place.map(|place| place.zone))
}
