//! When a door is open: a week, days that are other than their weekday, and holidays.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::span::joined;
use super::{GRAIN_MIN, Span, Zone, zone};

/// A time of day, written `09:30`; `24:00` is the end of the day. Whole fives of minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, example = "09:30"))]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// From hours and minutes.
    pub fn new(hour: u16, minute: u16) -> Option<Self> {
        let all = hour.checked_mul(60)?.checked_add(minute)?;
        (minute < 60 && all <= 24 * 60 && u32::from(all).is_multiple_of(GRAIN_MIN)).then_some(Self(all))
    }

    /// Reads `09:30`.
    pub fn parse(text: &str) -> Option<Self> {
        let (hour, minute) = text.split_once(':')?;
        let digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(hour) || !digits(minute) {
            return None;
        }
        Self::new(hour.parse().ok()?, minute.parse().ok()?)
    }

    /// Minutes since midnight, 0 to 1440.
    pub fn minutes(self) -> u16 {
        self.0
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("{text:?} is no time of day in whole fives of minutes"))
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}

impl std::fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// Open from one time of day to another. One that does not end after it begins ends on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Opening {
    pub from: TimeOfDay,
    pub to: TimeOfDay,
}

impl Opening {
    /// Reads `09:00-12:00,14:00-19:00`; nothing at all is closed. `None` where something is no time of day.
    pub fn parse_all(text: &str) -> Option<Vec<Self>> {
        let one = |stretch: &str| {
            let (from, to) = stretch.trim().split_once(['-', '–'])?;
            Some(Self { from: TimeOfDay::parse(from.trim())?, to: TimeOfDay::parse(to.trim())? })
        };
        if text.trim().is_empty() {
            return Some(vec![]);
        }
        text.split([',', '、', '，']).map(one).collect()
    }
}

/// When a clinic, or somebody who works there, is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// Seven days, Monday first; a list that is shorter is closed on the rest.
    pub week: Vec<Vec<Opening>>,
    /// Days that are other than their weekday, `YYYY-MM-DD`; an empty list is closed. They win over holidays.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Vec<Opening>>))]
    pub days: BTreeMap<Date, Vec<Opening>>,
    /// Closed on these days: `YYYY-MM-DD`, or `MM-DD` for every year that has it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<String>,
}

impl Hours {
    /// The same times on each of these weekdays (Monday is 1), closed on the others.
    pub fn weekly(days: &[u8], openings: &[Opening]) -> Self {
        let of = |day: u8| if days.contains(&day) { openings.to_vec() } else { vec![] };
        Self { week: (1..=7).map(of).collect(), ..Self::default() }
    }

    /// What is wrong with them, by its place (`/holidays/0`); empty where nothing is.
    pub fn faults(&self) -> Vec<String> {
        let week = (self.week.len() > 7).then(|| "/week".to_owned());
        let holidays = self.holidays.iter().enumerate();
        let holidays = holidays.filter(|(_, day)| !is_day(day)).map(|(at, _)| format!("/holidays/{at}"));
        week.into_iter().chain(holidays).collect()
    }

    /// The openings of this calendar day.
    pub fn openings(&self, day: Date) -> &[Opening] {
        if let Some(own) = self.days.get(&day) {
            return own;
        }
        let (full, yearly) = (day.to_string(), format!("{:02}-{:02}", day.month(), day.day()));
        if self.holidays.iter().any(|holiday| *holiday == full || *holiday == yearly) {
            return &[];
        }
        let weekday = day.weekday().to_monday_zero_offset() as usize;
        self.week.get(weekday).map_or(&[], Vec::as_slice)
    }

    /// Each opening that begins on this day, as instants. A time that the place's clock leaves out
    /// on that day is the instant of the jump; one that it shows twice begins at the first and ends
    /// at the second.
    pub fn spans_of(&self, zone: &Zone, day: Date) -> Vec<Span> {
        let Some(clock) = zone.clock() else { return vec![] };
        self.openings(day).iter().filter_map(|opening| span(&clock, day, *opening)).collect()
    }

    /// All openings that touch this window, those that touch each other made one.
    pub fn spans(&self, zone: &Zone, window: Span) -> Vec<Span> {
        let days = days_of(zone, window);
        let mut all: Vec<Span> = days.iter().flat_map(|day| self.spans_of(zone, *day)).collect();
        all.retain(|span| span.meets(window));
        joined(all)
    }
}

/// The days on which something can begin that touches this window.
pub(super) fn days_of(zone: &Zone, window: Span) -> Vec<Date> {
    let (Some(first), Some(last)) = (zone.day(window.from_ms), zone.day(window.to_ms)) else { return vec![] };
    let first = first.yesterday().unwrap_or(first); // what began yesterday may go on
    first.series(1.day()).take_while(|day| *day <= last).collect()
}

fn span(clock: &TimeZone, day: Date, opening: Opening) -> Option<Span> {
    let next = day.tomorrow().ok();
    let at = |time: TimeOfDay, day: Date| {
        let (day, minutes) = if time.minutes() == 24 * 60 { (day.tomorrow().ok()?, 0) } else { (day, time.minutes()) };
        let time = Time::new((minutes / 60) as i8, (minutes % 60) as i8, 0, 0).ok()?;
        Some(day.to_datetime(time))
    };
    let ends = if opening.to <= opening.from { next? } else { day };
    let span = Span::new(zone::first(clock, at(opening.from, day)?)?, zone::last(clock, at(opening.to, ends)?)?);
    (!span.is_empty()).then_some(span)
}

/// `YYYY-MM-DD`, or `MM-DD` of a day that some year has.
fn is_day(text: &str) -> bool {
    let full = if text.len() == 5 { format!("2024-{text}") } else { text.to_owned() };
    full.len() == 10 && full.parse::<Date>().is_ok()
}
