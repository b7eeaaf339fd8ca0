//! A clinic as its admin sees it: when it is open, what it offers, who and what is there.

use petpro_domain::Lang;
use petpro_domain::clinic::{Care, Clinic, Fault, Hours, Kind, Opening, Resource, Staff, StaffRole};
use petpro_domain::ids::{ClinicId, ResourceId, ServiceId, StaffId};
use petpro_domain::texts::{Arg, Day, date};
use serde::Serialize;

use super::{Amount, Say};

/// The screen.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Workplace {
    pub id: ClinicId,
    pub name: String,
    /// "Its time zone: Asia/Tokyo".
    pub zone: Say,
    /// "Mon: 09:00–12:00, 14:00–19:00", Monday first.
    pub week: Vec<Say>,
    /// The same as it is typed: "Mon" and "09:00-12:00,14:00-19:00"; empty is closed.
    pub typed: Vec<Weekday>,
    /// Days that are other than their weekday, in their order: "Dec 31, 2026: closed".
    pub days: Vec<Say>,
    /// "Closed on: 01-01, 2026-12-30".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holidays: Option<Say>,
    pub services: Vec<Offered>,
    pub resources: Vec<Thing>,
    pub staff: Vec<Person>,
}

/// A weekday in a form.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Weekday {
    pub name: String,
    pub times: String,
}

/// Something that it offers.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "WorkplaceService"))]
pub struct Offered {
    /// Names it in a command.
    pub id: ServiceId,
    pub name: String,
    /// "30 minutes".
    pub length: Say,
    pub price: Amount,
    pub needs: Vec<Kind>,
    /// No longer offered.
    pub gone: bool,
}

/// A vet, a room or a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "WorkplaceThing"))]
pub struct Thing {
    pub id: ResourceId,
    pub name: String,
    pub kind: Kind,
    /// "Vet".
    pub what: Say,
    /// Visits that it serves at once.
    pub capacity: u8,
    pub gone: bool,
}

/// Somebody who works there.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Colleague"))]
pub struct Person {
    pub id: StaffId,
    pub name: String,
    pub role: StaffRole,
    /// "Admin".
    pub may: Say,
    pub has_pin: bool,
    pub active: bool,
}

/// From the clinic's rows.
pub fn screen(
    lang: Lang,
    id: ClinicId,
    row: &Clinic,
    services: &[(ServiceId, Care)],
    resources: &[(ResourceId, Resource)],
    staff: &[(StaffId, Staff)],
) -> Workplace {
    let service = |(id, care): &(ServiceId, Care)| Offered {
        id: *id,
        name: care.names.text(lang).to_owned(),
        length: Say::new(lang, "clinic-minutes", &[("n", Arg::from(care.minutes))]),
        price: Amount::new(lang, care.price),
        needs: care.needs.clone(),
        gone: care.gone,
    };
    let thing = |(id, it): &(ResourceId, Resource)| Thing {
        id: *id,
        name: it.name.clone(),
        kind: it.kind,
        what: Say::plain(lang, kind(it.kind)),
        capacity: it.capacity,
        gone: it.gone,
    };
    let person = |(id, it): &(StaffId, Staff)| Person {
        id: *id,
        name: it.name.clone(),
        role: it.role,
        may: Say::plain(lang, role(it.role)),
        has_pin: it.pin.is_some(),
        active: it.active,
    };
    Workplace {
        id,
        name: row.names.text(lang).to_owned(),
        zone: Say::new(lang, "clinic-zone", &[("zone", Arg::from(row.zone.name()))]),
        week: week(lang, &row.hours),
        typed: typed(lang, &row.hours),
        days: days(lang, &row.hours),
        holidays: (!row.hours.holidays.is_empty())
            .then(|| Say::new(lang, "clinic-holidays", &[("days", Arg::from(row.hours.holidays.join(", ")))])),
        services: services.iter().map(service).collect(),
        resources: resources.iter().map(thing).collect(),
        staff: staff.iter().map(person).collect(),
    }
}

pub(super) const WEEKDAYS: [&str; 7] = [
    "weekday-monday",
    "weekday-tuesday",
    "weekday-wednesday",
    "weekday-thursday",
    "weekday-friday",
    "weekday-saturday",
    "weekday-sunday",
];

fn week(lang: Lang, hours: &Hours) -> Vec<Say> {
    let day = |(no, key): (usize, &&'static str)| {
        let openings = hours.week.get(no).map_or(&[][..], Vec::as_slice);
        line(lang, Say::plain(lang, key).text, openings)
    };
    WEEKDAYS.iter().enumerate().map(day).collect()
}

fn typed(lang: Lang, hours: &Hours) -> Vec<Weekday> {
    let day = |(no, key): (usize, &&'static str)| {
        let openings = hours.week.get(no).map_or(&[][..], Vec::as_slice);
        let times: Vec<String> = openings.iter().map(|it| format!("{}-{}", it.from, it.to)).collect();
        Weekday { name: Say::plain(lang, key).text, times: times.join(",") }
    };
    WEEKDAYS.iter().enumerate().map(day).collect()
}

fn days(lang: Lang, hours: &Hours) -> Vec<Say> {
    let days = hours.days.iter().map(|(day, openings)| {
        let iso = day.to_string();
        line(lang, Day::parse(&iso).map_or(iso, |day| date(lang, day)), openings)
    });
    days.collect()
}

pub(super) fn line(lang: Lang, day: String, openings: &[Opening]) -> Say {
    if openings.is_empty() {
        return Say::new(lang, "clinic-day-closed", &[("day", Arg::from(day))]);
    }
    let times: Vec<String> = openings.iter().map(|it| format!("{}–{}", it.from, it.to)).collect();
    Say::new(lang, "clinic-day-open", &[("day", Arg::from(day)), ("times", Arg::from(times.join(", ")))])
}

impl Workplace {
    /// What a terminal shows; what is gone is marked.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.name.clone(), format!("  {}", self.zone)];
        lines.extend(self.week.iter().chain(&self.days).chain(&self.holidays).map(|say| format!("  {say}")));
        let mark = |gone: bool| if gone { "×" } else { " " };
        for it in &self.services {
            lines.push(format!("{} {} · {} · {}  {}", mark(it.gone), it.name, it.length, it.price, it.id));
        }
        for it in &self.resources {
            lines.push(format!("{} {} · {}  {}", mark(it.gone), it.name, word(&it.kind), it.id));
        }
        for it in &self.staff {
            lines.push(format!("{} {} · {}  {}", mark(!it.active), it.name, word(&it.role), it.id));
        }
        lines
    }
}

/// What to look at again: one sentence a field.
pub fn wrong(lang: Lang, faults: &[Fault]) -> String {
    let sentences: Vec<String> = faults.iter().map(|fault| Say::plain(lang, fault.label()).text).collect();
    sentences.join(" ")
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Vet => "clinic-vet",
        Kind::Room => "clinic-room",
        Kind::Table => "clinic-table",
        Kind::Other => "clinic-thing",
    }
}

fn role(role: StaffRole) -> &'static str {
    match role {
        StaffRole::Admin => "clinic-admin",
        StaffRole::Desk => "clinic-desk",
        StaffRole::Other => "clinic-no-role",
    }
}

/// As a command takes it: `vet`, `desk`.
fn word(it: &impl Serialize) -> String {
    serde_json::to_value(it).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}
