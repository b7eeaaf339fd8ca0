//! The waiting room's display: numbers and no names, because everybody can read it.

use petpro_domain::Lang;
use serde::Serialize;

use super::{Day, Place};
use crate::screens::Say;

/// The display.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Room {
    pub title: Say,
    /// What the numbers are.
    pub hint: Say,
    /// Those who may come in, then those who wait, each in the order in which they came.
    pub calls: Vec<Call>,
}

/// One visit as anybody may see it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Call {
    /// The last four of the booking's code.
    pub number: String,
    /// "Please come in".
    pub say: Say,
    pub now: bool,
}

/// The display of this day.
pub fn room(lang: Lang, day: &Day) -> Room {
    let mut here: Vec<_> = day
        .visits
        .iter()
        .filter_map(|visit| {
            let place = Place::of(visit, day.now_ms)?;
            let since = visit.row.arrival.as_ref().map_or(0, |arrival| arrival.at_ms);
            matches!(place, Place::Waiting | Place::InProgress).then_some((place == Place::Waiting, since, visit))
        })
        .collect();
    here.sort_by_key(|(waits, since, visit)| (*waits, *since, visit.id));
    let call = |(waits, _, visit): (bool, i64, &crate::store::desk::Visit)| Call {
        number: visit.row.code.chars().skip(4).collect(),
        say: Say::plain(lang, if waits { "room-waiting" } else { "room-now" }),
        now: !waits,
    };
    Room {
        title: Say::plain(lang, "room-title"),
        hint: Say::plain(lang, "room-code"),
        calls: here.into_iter().map(call).collect(),
    }
}
