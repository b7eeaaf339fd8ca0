//! The board of a clinic's day: who is expected, who waits, who is with the vet. And the waiting
//! room's display, which names nobody.

mod arrivals;
mod card;
mod print;
mod room;
#[cfg(test)]
mod tests;

use petpro_domain::Lang;
use petpro_domain::booking::Status;
use petpro_domain::clinic::Zone;
use petpro_domain::texts::{self, Arg};
use serde::Serialize;

pub use arrivals::{Arrivals, Arrived, arrivals};
pub use card::{Act, Card, pets};
pub use room::{Call, Room, room};

use super::Say;
use crate::store::desk::Visit;

/// The screen.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Board {
    /// "Today at Sakura Animal Clinic".
    pub title: Say,
    /// `2026-11-22`, at the clinic; the days around it likewise.
    pub date: String,
    pub before: String,
    pub after: String,
    /// "Nov 22, 2026".
    pub day: String,
    /// It is the day that it is there now.
    pub today: bool,
    /// "3 saved, not yet sent", or that everything is sent.
    pub sent: Say,
    /// For the badge: what waits to be sent.
    pub unsent: u32,
    /// In the order of a visit's life, all six.
    pub columns: Vec<Column>,
    /// Where there is nothing at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub empty: Option<Say>,
}

/// Visits that stand alike.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Column {
    pub place: Place,
    /// "Waiting".
    pub label: Say,
    pub cards: Vec<Card>,
}

/// Where a visit stands on the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    Expected,
    Late,
    Waiting,
    InProgress,
    Done,
    Missed,
}

impl Place {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Expected, "board-expected"),
        (Self::Late, "board-late"),
        (Self::Waiting, "board-waiting"),
        (Self::InProgress, "board-in-progress"),
        (Self::Done, "board-done"),
        (Self::Missed, "board-missed"),
    ];

    /// Where a visit belongs; `None` for one that was called off.
    pub fn of(visit: &Visit, now_ms: i64) -> Option<Self> {
        Some(match visit.row.st {
            Status::Requested | Status::Confirmed if visit.row.starts_ms < now_ms => Self::Late,
            Status::Requested | Status::Confirmed => Self::Expected,
            Status::CheckedIn => Self::Waiting,
            Status::InProgress => Self::InProgress,
            Status::Completed => Self::Done,
            Status::NoShow => Self::Missed,
            Status::Cancelled | Status::Expired | Status::Other => return None,
        })
    }
}

/// What the board is made of.
#[derive(Clone, Debug)]
pub struct Day<'a> {
    pub clinic: &'a str,
    pub zone: &'a Zone,
    /// `2026-11-22`, the day before and the day after.
    pub date: String,
    pub before: String,
    pub after: String,
    pub today: bool,
    /// Server time as far as it is known, ms.
    pub now_ms: i64,
    /// In the order in which they begin.
    pub visits: &'a [Visit],
    /// Ops that wait, all of them.
    pub unsent: u32,
}

/// The board in this language.
pub fn screen(lang: Lang, day: &Day) -> Board {
    let column = |(place, key): (Place, &'static str)| {
        let here = day.visits.iter().filter(|visit| Place::of(visit, day.now_ms) == Some(place));
        let cards: Vec<Card> = here.map(|visit| card::card(lang, day, place, visit)).collect();
        Column { place, label: Say::plain(lang, key), cards }
    };
    let columns: Vec<Column> = Place::ALL.into_iter().map(column).collect();
    Board {
        title: Say::new(lang, "board-title", &[("clinic", Arg::from(day.clinic))]),
        date: day.date.clone(),
        before: day.before.clone(),
        after: day.after.clone(),
        day: texts::Day::parse(&day.date).map_or_else(String::new, |it| texts::date(lang, it)),
        today: day.today,
        sent: sent(lang, day.unsent),
        unsent: day.unsent,
        empty: columns.iter().all(|column| column.cards.is_empty()).then(|| Say::plain(lang, "board-empty")),
        columns,
    }
}

fn sent(lang: Lang, unsent: u32) -> Say {
    match unsent {
        0 => Say::plain(lang, "board-all-sent"),
        n => Say::new(lang, "board-unsent", &[("n", Arg::from(n))]),
    }
}
