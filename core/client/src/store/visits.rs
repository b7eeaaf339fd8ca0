//! Visits of the household: base rows with what this device changed and has not sent.

use std::collections::BTreeMap;

use petpro_domain::booking::Owned;
use petpro_domain::ids::BookingId;
use petpro_domain::wire::{BookingRequest, OpBody};
use rusqlite::Connection;
use serde::de::DeserializeOwned;

use super::{ops, own};
use crate::error::Result;

/// What is known of visits: those that the server has answered, and requests that wait.
pub struct Visits {
    /// By their beginnings.
    pub answered: Vec<(BookingId, Owned)>,
    /// In the order in which they were made.
    pub waiting: Vec<BookingRequest>,
}

/// The household's visits. "I am here" counts from the tap on.
pub fn visits(conn: &Connection) -> Result<Visits> {
    let mut answered: BTreeMap<BookingId, Owned> = parsed(conn, "booking")?.into_iter().collect();
    let mut waiting = Vec::new();
    for op in ops::all_pending(conn)? {
        match op.body() {
            Ok(Some(OpBody::BookingRequest(ask))) if !answered.contains_key(&ask.booking_id) => waiting.push(ask),
            Ok(Some(OpBody::BookingHere(here))) => {
                if let Some(row) = answered.get_mut(&here.booking_id) {
                    row.visit.here_ms.get_or_insert(op.at.wall);
                }
            }
            _ => {}
        }
    }
    let mut answered: Vec<_> = answered.into_iter().collect();
    answered.sort_by_key(|(id, row)| (row.visit.starts_ms, *id));
    Ok(Visits { answered, waiting })
}

/// A row of a newer server that cannot be read is left out.
fn parsed<I: std::str::FromStr, T: DeserializeOwned>(conn: &Connection, t: &str) -> Result<Vec<(I, T)>> {
    let read = |(id, d): (String, String)| Some((id.parse().ok()?, serde_json::from_str(&d).ok()?));
    Ok(own::rows(conn, t)?.into_iter().filter_map(read).collect())
}
