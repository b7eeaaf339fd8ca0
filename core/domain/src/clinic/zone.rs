//! A place's clock: an IANA time zone, read from the data that the program carries.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, tz};
use serde::{Deserialize, Serialize};

use super::Span;

/// The name of an IANA time zone (`Asia/Tokyo`). One that this program's data does not know travels
/// all the same; it only has no clock here.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", schema(example = "Asia/Tokyo"))]
pub struct Zone(String);

/// What a clock on the wall shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Local {
    /// `2026-03-29`
    #[cfg_attr(feature = "openapi", schema(example = "2026-03-29"))]
    pub date: String,
    /// `09:30`, of 24 hours.
    #[cfg_attr(feature = "openapi", schema(example = "09:30"))]
    pub time: String,
    /// Monday is 1, Sunday 7.
    pub weekday: u8,
    /// `+09:00`: tells apart the two 01:30 of a day that has 25 hours.
    #[cfg_attr(feature = "openapi", schema(example = "+09:00"))]
    pub offset: String,
}

impl Zone {
    /// A zone by its name; `None` where there is none of it. `UTC` is one.
    pub fn parse(name: &str) -> Option<Self> {
        let zone = Self(name.to_owned());
        let known = zone.clock()?;
        // `asia/tokyo` is found too; what is kept is the name as it is written.
        Some(Self(known.iana_name().unwrap_or(name).to_owned()))
    }

    /// As it is written.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// Its clock at this instant; `None` for a zone that is not known here and beyond the year 9999.
    pub fn local(&self, at_ms: i64) -> Option<Local> {
        let at = Timestamp::from_millisecond(at_ms).ok()?.to_zoned(self.clock()?);
        let minutes = at.offset().seconds() / 60;
        let (sign, minutes) = (if minutes < 0 { '-' } else { '+' }, minutes.abs());
        Some(Local {
            date: at.date().to_string(),
            time: format!("{:02}:{:02}", at.hour(), at.minute()),
            weekday: at.weekday().to_monday_one_offset().unsigned_abs(),
            offset: format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60),
        })
    }

    /// The day that it is there; `None` as for [`Zone::local`].
    pub fn day(&self, at_ms: i64) -> Option<Date> {
        Some(Timestamp::from_millisecond(at_ms).ok()?.to_zoned(self.clock()?).date())
    }

    /// From the first instant of a day to the first of the next one: 23, 24 or 25 hours.
    pub fn whole_day(&self, day: Date) -> Option<Span> {
        let clock = self.clock()?;
        let next = day.tomorrow().ok()?;
        Some(Span::new(first(&clock, day.to_datetime(MIDNIGHT))?, first(&clock, next.to_datetime(MIDNIGHT))?))
    }

    pub(super) fn clock(&self) -> Option<TimeZone> {
        tz::db().get(&self.0).ok()
    }
}

impl std::fmt::Display for Zone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

const MIDNIGHT: jiff::civil::Time = jiff::civil::Time::midnight();

/// The first instant at which this clock shows `at` or later. A time that the clock leaves out is
/// the instant at which it jumps over it.
pub(super) fn first(clock: &TimeZone, at: DateTime) -> Option<i64> {
    instant(clock, at, false)
}

/// The instant from which on this clock never shows less than `at` again: where it shows a time
/// twice, the second one.
pub(super) fn last(clock: &TimeZone, at: DateTime) -> Option<i64> {
    instant(clock, at, true)
}

fn instant(clock: &TimeZone, at: DateTime, later: bool) -> Option<i64> {
    let found = clock.to_ambiguous_timestamp(at);
    let instant = match found.offset() {
        tz::AmbiguousOffset::Unambiguous { .. } => found.compatible().ok()?,
        tz::AmbiguousOffset::Fold { .. } if later => found.later().ok()?,
        tz::AmbiguousOffset::Fold { .. } => found.earlier().ok()?,
        // With the offset from after the jump the time lies before the jump, which is the next one.
        tz::AmbiguousOffset::Gap { .. } => clock.following(found.earlier().ok()?).next()?.timestamp(),
    };
    Some(instant.as_millisecond())
}
