//! Who came last, beside the scanner: what was just done can be looked at and undone.

use petpro_domain::Lang;
use petpro_domain::booking::{Event, next};
use petpro_domain::checkin::typed;
use petpro_domain::ids::{BookingId, OpId};
use petpro_domain::texts::Arg;
use serde::Serialize;

use super::card::{clock, marks, pets};
use super::{Day, Place};
use crate::screens::{Press, Say};
use crate::store::desk::Visit;

/// As many as a desk has in mind.
const MOST: usize = 8;

/// The list.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Arrivals {
    /// "Check in".
    pub title: Say,
    /// "3 saved, not yet sent", or that everything is sent.
    pub sent: Say,
    /// What waits to be sent.
    pub unsent: u32,
    /// Newest first.
    pub latest: Vec<Arrived>,
}

/// Somebody who came today.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Arrived {
    pub checkin: OpId,
    pub booking: BookingId,
    /// `09:41`, at the clinic.
    pub time: String,
    pub pets: String,
    pub owner: String,
    pub code: String,
    pub unsent: bool,
    pub marks: Vec<Say>,
    /// "Undo the check-in of Mochi".
    pub undo: Press,
}

/// The list of this day.
pub fn arrivals(lang: Lang, day: &Day) -> Arrivals {
    let mut came: Vec<_> = day.visits.iter().filter_map(|visit| Some((visit.row.arrival.as_ref()?, visit))).collect();
    came.sort_by_key(|(arrival, visit)| std::cmp::Reverse((arrival.at_ms, visit.id)));
    Arrivals {
        title: Say::plain(lang, "desk-check-in"),
        sent: super::sent(lang, day.unsent),
        unsent: day.unsent,
        latest: came.iter().take(MOST).map(|(_, visit)| arrived(lang, day, visit)).collect(),
    }
}

fn arrived(lang: Lang, day: &Day, visit: &Visit) -> Arrived {
    let row = &visit.row;
    let pets = pets(row);
    let (checkin, at_ms) = row.arrival.as_ref().map(|it| (it.checkin, it.at_ms)).unwrap_or((OpId(visit.id.0), 0));
    let place = Place::of(visit, day.now_ms).unwrap_or(Place::Done);
    let since = |say: &Say| say.key != "board-since"; // the list says when
    Arrived {
        checkin,
        booking: visit.id,
        time: clock(day, at_ms),
        owner: row.owner.clone(),
        code: typed::grouped(&row.code),
        unsent: visit.unsent,
        marks: marks(lang, day, place, visit).into_iter().filter(since).collect(),
        undo: Press {
            label: Say::new(lang, "board-void", &[("pets", Arg::from(&pets))]),
            enabled: next(row.st, Event::CheckinVoided).is_some(),
        },
        pets,
    }
}
