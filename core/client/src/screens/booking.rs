//! Visits: what comes, what waits for an answer, what is over.

use petpro_domain::Lang;
use petpro_domain::booking::{Owned, Status};
use petpro_domain::checkin::typed;
use petpro_domain::clinic::{Local, Zone};
use petpro_domain::ids::{BookingId, ClinicId, ServiceId};
use petpro_domain::texts::Arg;
use serde::Serialize;

use super::clinic::{Time, day_of, when};
use super::{Press, Problem, Say};

/// The screen.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Bookings {
    /// "Visits".
    pub title: Say,
    /// That there is none yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub empty: Option<Say>,
    /// What is to come, under way or waiting, the next one first.
    pub coming: Vec<Booking>,
    /// What is over or could not be, the latest first.
    pub past: Vec<Booking>,
}

/// One visit.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Booking {
    /// Names it in a command.
    pub id: BookingId,
    /// `K7QM-2XRD`, to be said at a desk.
    pub code: String,
    pub clinic: ClinicId,
    pub service: ServiceId,
    pub starts_ms: i64,
    /// `CONFIRMED`.
    pub state: &'static str,
    /// "Confirmed", "Waits for a network".
    pub status: Say,
    /// "Check-up at Umeda Pet Clinic".
    pub what: Say,
    /// `Nov 24, 2026 09:30`, as the clinic's clock shows it.
    pub when: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local: Option<Local>,
    /// "With: Mochi, Kuro".
    pub pets: Say,
    /// "The clinic knows that you are there".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub here: Option<Say>,
    /// Not sent yet.
    pub waits: bool,
    /// Why it could not be kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// What could be had instead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<_>"))]
    pub others: Vec<Time>,
    /// "I am in the car park".
    pub arrive: Press,
    pub change: Press,
    pub cancel: Press,
}

/// The screen at the server's time `now_ms`.
pub fn screen(lang: Lang, now_ms: i64, rows: &[(BookingId, Owned)]) -> Bookings {
    let mut rows: Vec<&(BookingId, Owned)> = rows.iter().collect();
    rows.sort_by_key(|(id, row)| (row.visit.starts_ms, *id));
    let all = rows
        .into_iter()
        .map(|(id, row)| (row.visit.st.is_live() && row.refused.is_none(), booking(lang, now_ms, *id, row)));
    let (coming, past): (Vec<_>, Vec<_>) = all.partition(|(live, _)| *live);
    let shown = |all: Vec<(bool, Booking)>| all.into_iter().map(|(_, it)| it).collect::<Vec<_>>();
    let (coming, mut past) = (shown(coming), shown(past));
    past.reverse();
    let empty = (coming.is_empty() && past.is_empty()).then(|| Say::plain(lang, "bookings-empty"));
    Bookings { title: Say::plain(lang, "bookings-title"), empty, coming, past }
}

fn booking(lang: Lang, now_ms: i64, id: BookingId, row: &Owned) -> Booking {
    let visit = &row.visit;
    let waits = visit.pass_v == 0 && visit.st == Status::Requested;
    let local = local(&row.zone, visit.starts_ms);
    let pets: Vec<&str> = visit.pets.iter().map(|pet| pet.name.as_str()).collect();
    let other = |starts_ms: &i64| {
        let local = self::local(&row.zone, *starts_ms)?;
        Some(Time { starts_ms: *starts_ms, text: when(lang, &local), day: day_of(lang, &local), local })
    };
    let press = |key, enabled| Press { label: Say::plain(lang, key), enabled };
    let ahead = !waits && visit.st == Status::Confirmed && row.refused.is_none();
    Booking {
        id,
        code: typed::grouped(&visit.code),
        clinic: visit.clinic,
        service: visit.service,
        starts_ms: visit.starts_ms,
        state: visit.st.name(),
        status: status(lang, visit.st, waits, row.refused.is_some()),
        what: Say::new(
            lang,
            "times-title",
            &[("service", Arg::from(&row.service_name)), ("place", Arg::from(&row.clinic_name))],
        ),
        when: local.as_ref().map(|local| when(lang, local)).unwrap_or_default(),
        local,
        pets: Say::new(lang, "booking-pets", &[("pets", Arg::from(&pets.join(", ")))]),
        here: visit.here_ms.filter(|_| visit.st.is_live()).map(|_| Say::plain(lang, "booking-here")),
        waits,
        problem: row.refused.as_ref().map(|refused| Problem::new(lang, refused.code)),
        others: row.refused.as_ref().map(|it| it.others.iter().filter_map(other).collect()).unwrap_or_default(),
        arrive: press("booking-arrive", ahead && visit.here_ms.is_none()),
        change: press("booking-move", ahead && now_ms < visit.starts_ms),
        cancel: press("booking-cancel", ahead && now_ms < visit.starts_ms),
    }
}

fn local(zone: &str, at_ms: i64) -> Option<Local> {
    Zone::parse(zone)?.local(at_ms)
}

fn status(lang: Lang, st: Status, waits: bool, refused: bool) -> Say {
    let key = match st {
        _ if waits => "booking-waits",
        _ if refused => "booking-refused",
        Status::Requested => "booking-requested",
        Status::Confirmed => "booking-confirmed",
        Status::CheckedIn => "booking-checked-in",
        Status::InProgress => "booking-in-progress",
        Status::Completed => "booking-completed",
        Status::Cancelled => "booking-cancelled",
        Status::NoShow => "booking-no-show",
        Status::Expired => "booking-expired",
        Status::Other => "booking-other",
    };
    Say::plain(lang, key)
}

impl Bookings {
    /// Every visit of the screen.
    pub fn all(&self) -> impl Iterator<Item = &Booking> {
        self.coming.iter().chain(&self.past)
    }

    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let mut out = vec![self.title.text.clone()];
        out.extend(self.empty.iter().map(|say| say.text.clone()));
        out.extend(self.all().flat_map(Booking::lines));
        out
    }
}

impl Booking {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let wait = if self.waits { "◷ " } else { "" };
        let mut out = vec![format!("{wait}{} · {} · {}", self.when, self.what, self.status)];
        out.push(format!("  {} · {}", self.pets, self.code));
        out.extend(self.here.iter().map(|say| format!("  {say}")));
        out.extend(self.problem.iter().map(|it| format!("  {} {}", it.detail, it.next)));
        out.extend(self.others.iter().map(|time| format!("  {}  {}", time.text, time.starts_ms)));
        out.push(format!("  {}", self.id));
        out
    }
}
