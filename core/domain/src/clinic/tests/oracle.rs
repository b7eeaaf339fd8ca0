//! The same question answered by looking at a clock once for each minute.

use jiff::civil::DateTime;
use jiff::tz::{self, TimeZone};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;

use super::*;

const MINUTE: i64 = 60_000;

/// What the clock on the wall shows at each minute of a few days.
struct Wall {
    from_ms: i64,
    shown: Vec<DateTime>,
}

impl Wall {
    fn of(clock: &TimeZone, from_ms: i64, days: i64) -> Self {
        let minutes = 0..days * 24 * 60;
        let at = |minute| Timestamp::from_millisecond(from_ms + minute * MINUTE).unwrap().to_zoned(clock.clone());
        Self { from_ms, shown: minutes.map(|minute| at(minute).datetime()).collect() }
    }

    /// The first minute that shows `at` or later, and the last that shows it; where it is left out, the
    /// first after which nothing earlier is shown.
    fn minutes_of(&self, at: DateTime) -> (usize, usize) {
        let first = self.shown.iter().position(|shown| *shown >= at).unwrap();
        let last = self.shown.iter().rposition(|shown| *shown == at);
        let last = last.unwrap_or_else(|| self.shown.iter().rposition(|shown| *shown < at).unwrap() + 1);
        (first, last)
    }
}

/// Whether each minute is open: of every opening, those from its first minute to its last.
fn open(wall: &Wall, hours: &Hours, days: &[Date]) -> (Vec<bool>, Vec<(usize, usize)>) {
    let mut open = vec![false; wall.shown.len()];
    let mut openings = Vec::new();
    for date in days {
        for it in hours.openings(*date) {
            let at = |time: TimeOfDay, date: Date| date.at(0, 0, 0, 0) + i64::from(time.minutes()).minutes();
            let ends = if it.to <= it.from { date.tomorrow().unwrap() } else { *date };
            let (first, last) = (wall.minutes_of(at(it.from, *date)).0, wall.minutes_of(at(it.to, ends)).1);
            openings.push((first, last));
            open[first..last.max(first)].fill(true);
        }
    }
    (open, openings)
}

fn naive(ask: &Ask, around: Date) -> Vec<(i64, Vec<ResourceId>)> {
    let clock = tz::db().get(ask.clinic.zone.name()).unwrap();
    let from_ms = Timestamp::UNIX_EPOCH.as_millisecond()
        + around.at(0, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp().as_millisecond()
        - 5 * 1_440 * MINUTE;
    let wall = Wall::of(&clock, from_ms, 10);
    let days: Vec<Date> = (-3..=2).map(|n: i64| around + n.days()).collect();
    let (hours, openings) = open(&wall, &ask.clinic.hours, &days);
    let own: Vec<_> = ask
        .resources
        .iter()
        .map(|(_, resource)| resource.hours.as_ref().map(|own| open(&wall, own, &days).0))
        .collect();
    let (length, step) = (ask.care.minutes as usize, ask.care.step as usize);
    let mut found = Vec::new();
    for start in 0..wall.shown.len() - length {
        let starts_ms = wall.from_ms + start as i64 * MINUTE;
        let on_grid = openings.iter().any(|(a, b)| *a <= start && start < *b && (start - a).is_multiple_of(step));
        let in_window = ask.window.from_ms <= starts_ms && starts_ms < ask.window.to_ms;
        if !on_grid || !in_window || !hours[start..start + length].iter().all(|open| *open) {
            continue;
        }
        let mut chosen = Vec::new();
        for kind in &ask.care.needs {
            let free = ask.resources.iter().zip(&own).find(|((id, resource), own)| {
                let minutes = start..start + length;
                let there = own.as_ref().is_none_or(|own| minutes.clone().all(|minute| own[minute]));
                let fullest = minutes.map(|minute| {
                    let at = wall.from_ms + minute as i64 * MINUTE;
                    ask.taken.iter().filter(|(it, span)| it == id && span.from_ms <= at && at < span.to_ms).count()
                });
                let room = fullest.max().unwrap_or_default() < usize::from(resource.capacity);
                resource.kind == *kind && !chosen.contains(id) && there && room
            });
            chosen.extend(free.map(|((id, _), _)| *id));
        }
        if chosen.len() == ask.care.needs.len() {
            found.push((starts_ms, chosen));
        }
    }
    found
}

/// Days on which clocks jump somewhere, and one on which none does.
const DAYS: [&str; 8] =
    ["2026-03-08", "2026-11-01", "2026-03-29", "2026-10-25", "2026-04-05", "2026-10-04", "2028-02-29", "2026-09-06"];
const ZONES: [&str; 9] = [
    "America/New_York",
    "Europe/London",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "America/Santiago",
    "America/St_Johns",
    "Asia/Tokyo",
    "Asia/Kathmandu",
];

fn time_of_day() -> impl Strategy<Value = TimeOfDay> {
    // Mostly at night, where clocks jump.
    prop_oneof![(0u16..48), (0u16..=288)].prop_map(|fives| TimeOfDay::new(fives / 12, fives % 12 * 5).unwrap())
}

fn openings() -> impl Strategy<Value = Vec<Opening>> {
    prop::collection::vec((time_of_day(), time_of_day()).prop_map(|(from, to)| Opening { from, to }), 0..3)
}

fn hours() -> impl Strategy<Value = Hours> {
    prop::collection::vec(openings(), 7).prop_map(|week| Hours { week, ..Hours::default() })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]
    /// covers: S0-021
    #[test]
    fn free_times_are_those_that_counting_minutes_finds(
        hours in hours(),
        own in prop::option::of(hours()),
        (zone, date) in (prop::sample::select(&ZONES), prop::sample::select(&DAYS)),
        (fives, steps) in (1u32..30, 1u32..12),
        needs in prop::sample::select(vec![vec![Kind::Vet], vec![Kind::Vet, Kind::Room], vec![Kind::Vet, Kind::Vet]]),
        taken in prop::collection::vec((1u128..5, -12i64..60, 1i64..24), 0..12),
    ) {
        let clinic = clinic(zone, hours);
        let care = care(fives * 5, steps * 5, &needs);
        let mut resources = [
            resource(1, Kind::Vet, 1), resource(2, Kind::Vet, 2), resource(3, Kind::Vet, 1), resource(4, Kind::Room, 2),
        ];
        resources[2].1.hours = own;
        let window = clinic.zone.whole_day(day(date)).unwrap();
        let ten = 10 * MINUTE;
        let taken: Vec<_> = taken
            .into_iter()
            .map(|(no, from, long)| {
                let from = window.from_ms + from * ten;
                (resource(no, Kind::Vet, 1).0, Span::new(from, from + long * ten))
            })
            .collect();
        let ask = Ask { clinic: &clinic, care: &care, resources: &resources, taken: &taken, window, now_ms: 0 };
        let found: Vec<_> = slots(&ask).into_iter().map(|slot| (slot.starts_ms, slot.resources)).collect();
        prop_assert_eq!(found, naive(&ask, day(date)));
    }
}
