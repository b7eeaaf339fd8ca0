//! A clinic's calendar: a day by who and what serves, or a week by its days. Every place on it is minutes that
//! pass below its column's top, so that a day of 23 or 25 hours is drawn as it is lived.

mod build;
mod lanes;
mod print;
#[cfg(test)]
mod tests;

use petpro_domain::clinic::{Care, Clinic, Resource, Span};
use petpro_domain::ids::{BookingId, ResourceId, ServiceId};
use serde::{Deserialize, Serialize};

pub use build::{free_slots, screen};

use super::board::Place;
use super::clinic::Time;
use super::{Press, Problem, Say};
use crate::store::desk::Visit;

/// How much of it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CalendarView"))]
#[serde(rename_all = "lowercase")]
pub enum View {
    /// One day, a column for each vet, room and table.
    Day,
    /// Seven days from a Monday on, a column each.
    Week,
}

/// The screen.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Calendar {
    /// "Calendar".
    pub title: Say,
    pub view: View,
    /// "Nov 22, 2026", or "Nov 16, 2026 – Nov 22, 2026".
    pub span: String,
    /// "Times are those of Asia/Tokyo".
    pub zone: Say,
    /// `2026-11-22`, the day that is shown or the week's first; where the arrows lead, and today.
    pub from: String,
    pub before: String,
    pub after: String,
    pub today: String,
    /// Something to be placed is chosen: free beginnings are marked. What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placing: Option<Say>,
    /// That none is free in these days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub none: Option<Say>,
    pub columns: Vec<Column>,
}

/// A day, or a day of somebody.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "CalendarColumn"))]
pub struct Column {
    /// `2026-11-22`
    pub day: String,
    /// In a day by resources: which one; absent for what nobody serves yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<ResourceId>,
    /// "Mon 23", or "Dr. Mori".
    pub label: String,
    /// "Mon: 09:00–12:00, 14:00–19:00".
    pub hours: Say,
    pub today: bool,
    /// Its height in minutes.
    pub minutes: u32,
    /// Where each hour begins.
    pub lines: Vec<Line>,
    /// When the clinic is open.
    pub open: Vec<Stretch>,
    /// Where it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<u32>,
    pub blocks: Vec<Block>,
    /// Where what is to be placed can begin.
    pub free: Vec<Free>,
}

/// An hour's beginning, minutes below the top.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CalendarLine"))]
pub struct Line {
    pub at: u32,
    /// `09:00`
    pub label: String,
}

/// Minutes below the top, from and to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Stretch {
    pub from: u32,
    pub to: u32,
}

/// A visit on the calendar.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CalendarBlock"))]
pub struct Block {
    pub id: BookingId,
    pub at: u32,
    pub minutes: u32,
    /// Beside others of the same time: its lane, and how many there are.
    pub lane: u32,
    pub lanes: u32,
    /// `09:30–10:00`
    pub time: String,
    pub pets: String,
    pub owner: String,
    /// "Check-up".
    pub service: String,
    /// Who and what serves: "Dr. Mori, Room 1".
    pub served: String,
    pub code: String,
    pub note: String,
    pub place: Place,
    /// "09:30, Mochi, Hana"; names it to a screen reader.
    pub label: Say,
    /// "Move Mochi to another time".
    pub shift: Press,
    pub unsent: bool,
    pub clash: bool,
}

/// A beginning that is free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CalendarFree"))]
pub struct Free {
    /// What a command takes.
    pub starts_ms: i64,
    pub at: u32,
    /// Up to the end, minutes.
    pub minutes: u32,
    /// `09:30`
    pub time: String,
    /// "Mon 23, 09:30"; with who serves where that is chosen too.
    pub label: String,
}

/// What is to be placed: a visit that is known, or a new one for this service.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Placing {
    Visit(BookingId),
    Service(ServiceId),
}

/// What became of a time that was asked for.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "TimePlaced"))]
pub struct Placed {
    /// "Mochi comes at 09:30, Nov 23, 2026", or that this time is taken.
    pub say: Say,
    /// It is saved here and waits for a network.
    pub waits: bool,
    /// Why it could not be had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// What could be had instead.
    pub others: Vec<Time>,
}

/// What the calendar is made of.
#[derive(Clone, Debug)]
pub struct Source<'a> {
    pub clinic: &'a Clinic,
    pub view: View,
    /// The days that are shown, from midnight to midnight.
    pub days: &'a [Span],
    /// Those that are there, in their order.
    pub resources: &'a [(ResourceId, Resource)],
    pub cares: &'a [(ServiceId, Care)],
    /// All that begin in these days, and the day before and after.
    pub visits: &'a [Visit],
    pub placing: Option<&'a Placing>,
    /// The server's time as far as it is known, ms.
    pub now_ms: i64,
}
