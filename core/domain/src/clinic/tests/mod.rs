//! Free times against clocks that jump, and against an oracle that only counts minutes.

mod jumps;
mod oracle;
mod taken;

use jiff::civil::Date;

use super::{Ask, Care, Clinic, Hours, Kind, Opening, Policy, Resource, Slot, Span, TimeOfDay, Zone, slots};
use crate::catalog::Names;
use crate::ids::{ClinicId, ResourceId, Uuid};
use crate::money::{Currency, Money};

/// A clinic that is open at these times of these weekdays, and takes bookings at any time ahead.
fn clinic(zone: &str, hours: Hours) -> Clinic {
    let policy = Policy { book_min: 0, ahead_days: u16::MAX, change_min: 60, late_min: 30 };
    Clinic {
        names: Names::default(),
        address: Names::default(),
        phone: String::new(),
        zone: Zone::parse(zone).unwrap(),
        hours,
        policy,
        about: Names::default(),
        closed: false,
    }
}

fn opening(from: &str, to: &str) -> Opening {
    Opening { from: TimeOfDay::parse(from).unwrap(), to: TimeOfDay::parse(to).unwrap() }
}

fn daily(from: &str, to: &str) -> Hours {
    Hours::weekly(&[1, 2, 3, 4, 5, 6, 7], &[opening(from, to)])
}

fn care(minutes: u32, step: u32, needs: &[Kind]) -> Care {
    let price = Money { amount: 5_000, currency: Currency::Jpy };
    Care {
        clinic: ClinicId(Uuid::nil()),
        names: Names::default(),
        minutes,
        step,
        price,
        needs: needs.to_vec(),
        most_pets: 1,
        gone: false,
    }
}

fn resource(no: u128, kind: Kind, capacity: u8) -> (ResourceId, Resource) {
    let resource = Resource { name: format!("{kind:?} {no}"), kind, capacity, hours: None, gone: false };
    (ResourceId(Uuid::from_u128(no)), resource)
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// What is free on a day as the place's clock shows it, with one vet whom nobody has booked.
fn offered(clinic: &Clinic, care: &Care, date: &str) -> Vec<String> {
    let window = clinic.zone.whole_day(day(date)).unwrap();
    let resources = [resource(1, Kind::Vet, 1)];
    let ask = Ask { clinic, care, resources: &resources, taken: &[], window, now_ms: 0 };
    shown(clinic, &slots(&ask))
}

fn shown(clinic: &Clinic, slots: &[Slot]) -> Vec<String> {
    let time = |slot: &Slot| {
        let local = clinic.zone.local(slot.starts_ms).unwrap();
        format!("{}{}", local.time, local.offset)
    };
    slots.iter().map(time).collect()
}

/// An instant, read as `2026-03-08T10:00Z`.
fn ms(text: &str) -> i64 {
    let at: jiff::Timestamp = text.replace('Z', ":00Z").parse().unwrap();
    at.as_millisecond()
}

fn span(from: &str, to: &str) -> Span {
    Span::new(ms(from), ms(to))
}
