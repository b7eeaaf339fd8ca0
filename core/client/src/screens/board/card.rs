//! One visit on the board.

use petpro_domain::Lang;
use petpro_domain::booking::{Booking, Event, next};
use petpro_domain::checkin::{Weights, typed};
use petpro_domain::ids::{BookingId, OpId};
use petpro_domain::texts::Arg;
use serde::{Deserialize, Serialize};

use super::{Day, Place};
use crate::screens::{Press, Say};
use crate::store::desk::Visit;

/// A visit.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "BoardCard"))]
pub struct Card {
    /// Names it in a command.
    pub id: BookingId,
    /// `K7QM-2XRD`
    pub code: String,
    /// `09:30`, at the clinic.
    pub time: String,
    /// "Mochi, Taro".
    pub pets: String,
    /// First name.
    pub owner: String,
    /// For screen readers, all of it in one sentence.
    pub label: Say,
    /// Waiting since, late by, in the car park: what matters about it now, the newest first.
    pub marks: Vec<Say>,
    /// Something about it is saved and not yet sent.
    pub unsent: bool,
    /// The check-in that counts, to be undone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checkin: Option<OpId>,
    /// What they weighed at the desk.
    #[serde(flatten)]
    pub scale: Weights,
    /// What can be done, the usual first.
    pub acts: Vec<(Act, Press)>,
}

/// What a desk does with a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    CheckIn,
    Start,
    Finish,
    Missed,
    Void,
}

impl Act {
    /// What it is to the visit, and its words.
    const ALL: [(Self, Event, &'static str); 5] = [
        (Self::CheckIn, Event::CheckedIn, "board-check-in"),
        (Self::Start, Event::Started, "board-start"),
        (Self::Finish, Event::Completed, "board-finish"),
        (Self::Missed, Event::Missed, "board-missed-act"),
        (Self::Void, Event::CheckinVoided, "board-void"),
    ];
}

/// "Mochi, Taro".
pub fn pets(row: &Booking) -> String {
    row.pets.iter().map(|pet| pet.name.as_str()).collect::<Vec<_>>().join(", ")
}

pub(super) fn card(lang: Lang, day: &Day, place: Place, visit: &Visit) -> Card {
    let row = &visit.row;
    let (time, pets) = (clock(day, row.starts_ms), pets(row));
    let said = [("time", Arg::from(&time)), ("pets", Arg::from(&pets)), ("owner", Arg::from(&row.owner))];
    let act = |(act, event, key): (Act, Event, &'static str)| {
        // A visit that has not begun yet is not missed.
        let can = next(row.st, event).is_some() && (act != Act::Missed || place == Place::Late);
        can.then(|| (act, Press { label: Say::new(lang, key, &[("pets", Arg::from(&pets))]), enabled: true }))
    };
    Card {
        id: visit.id,
        code: typed::grouped(&row.code),
        label: Say::new(lang, "board-card", &said),
        marks: marks(lang, day, place, visit),
        unsent: visit.unsent,
        checkin: row.arrival.as_ref().map(|arrival| arrival.checkin),
        scale: row.arrival.as_ref().map(|arrival| arrival.scale.clone()).unwrap_or_default(),
        acts: Act::ALL.into_iter().filter_map(act).collect(),
        owner: row.owner.clone(),
        time,
        pets,
    }
}

pub(super) fn marks(lang: Lang, day: &Day, place: Place, visit: &Visit) -> Vec<Say> {
    let at = |key, ms| Say::new(lang, key, &[("time", Arg::from(&clock(day, ms)))]);
    let mut marks = Vec::new();
    if visit.unsent {
        marks.push(Say::plain(lang, "board-unsent-mark"));
    }
    for (_, repeat) in &visit.repeats {
        marks.push(at("board-repeat", repeat.at_ms));
    }
    match (place, &visit.row.arrival, visit.row.here_ms) {
        (Place::Waiting, Some(arrival), _) => marks.push(at("board-since", arrival.at_ms)),
        (Place::Expected | Place::Late, _, Some(here)) => marks.push(at("board-here", here)),
        (Place::Late, _, None) => {
            let minutes = (day.now_ms - visit.row.starts_ms) / 60_000;
            let n = Arg::Count(u32::try_from(minutes).unwrap_or(u32::MAX));
            marks.push(Say::new(lang, "board-late-by", &[("n", n)]));
        }
        _ => {}
    }
    if visit.row.arrival.as_ref().is_some_and(|arrival| arrival.uncertain) {
        marks.push(Say::plain(lang, "board-uncertain"));
    }
    if visit.row.walk_in {
        marks.push(Say::plain(lang, "board-walk-in"));
    }
    if visit.row.clash {
        marks.push(Say::plain(lang, "board-clash"));
    }
    marks
}

/// `09:30` on the clinic's wall; without its zone, nothing.
pub(super) fn clock(day: &Day, at_ms: i64) -> String {
    day.zone.local(at_ms).map_or_else(String::new, |local| local.time)
}
