use petpro_domain::Lang;
use petpro_domain::booking::{Booking, Status};
use petpro_domain::catalog::Names;
use petpro_domain::clinic::{Care, Clinic, Hours, Kind, Opening, Policy, Resource, Span, TimeOfDay, Zone};
use petpro_domain::ids::{BookingId, ClinicId, ResourceId, ServiceId, v7};
use petpro_domain::money::{Currency, Money};
use petpro_domain::pet::{Species, Visitor};

use super::*;

const MINUTE: i64 = 60_000;

struct Desk {
    clinic: Clinic,
    days: Vec<Span>,
    resources: Vec<(ResourceId, Resource)>,
    cares: Vec<(ServiceId, Care)>,
    visits: Vec<Visit>,
    now_ms: i64,
}

fn id(n: u64) -> ServiceId {
    ServiceId(v7(n, [2; 10]))
}

fn vet(n: u64) -> ResourceId {
    ResourceId(v7(n, [7; 10]))
}

impl Desk {
    /// Open from 8 to 12 every day, two vets and a check-up of half an hour.
    fn new(zone: &str, days: &[&str]) -> Self {
        let zone = Zone::parse(zone).unwrap();
        let time = |hour| TimeOfDay::new(hour, 0).unwrap();
        let opening = Opening { from: time(8), to: time(12) };
        let names = |name: &str| Names { en: name.into(), ..Names::default() };
        let one = |name: &str| Resource { name: name.into(), kind: Kind::Vet, capacity: 1, hours: None, gone: false };
        let days: Vec<Span> = days.iter().map(|day| zone.whole_day(day.parse().unwrap()).unwrap()).collect();
        Self {
            now_ms: days[0].from_ms,
            clinic: Clinic {
                names: names("Sakura"),
                address: Names::default(),
                phone: String::new(),
                zone,
                hours: Hours::weekly(&[1, 2, 3, 4, 5, 6, 7], &[opening]),
                policy: Policy::default(),
                about: Names::default(),
                closed: false,
            },
            resources: vec![(vet(1), one("Dr. Mori")), (vet(2), one("Dr. Aoki"))],
            cares: vec![(
                id(1),
                Care {
                    clinic: ClinicId(v7(1, [1; 10])),
                    names: names("Check-up"),
                    minutes: 30,
                    step: 30,
                    price: Money { amount: 1, currency: Currency::Jpy },
                    needs: vec![Kind::Vet],
                    most_pets: 1,
                    gone: false,
                },
            )],
            visits: vec![],
            days,
        }
    }

    /// Mochi`n`, so many minutes after the first day's midnight.
    fn visit(&mut self, n: u64, minutes: i64, by: u64, st: Status) -> BookingId {
        let own = BookingId(v7(n, [3; 10]));
        let starts = self.days[0].from_ms + minutes * MINUTE;
        let row = Booking {
            pets: vec![Visitor { id: None, name: format!("Mochi{n}"), species: Species::Dog }],
            resources: vec![vet(by)],
            st,
            ..Booking::confirmed(own, (ClinicId(v7(1, [1; 10])), id(1)), (starts, starts + 30 * MINUTE))
        };
        self.visits.push(Visit { id: own, row, unsent: false, repeats: vec![] });
        own
    }

    fn shown(&self, view: View, placing: Option<&Placing>) -> Calendar {
        let Self { clinic, days, resources, cares, visits, now_ms } = self;
        screen(Lang::En, &Source { clinic, view, days, resources, cares, visits, placing, now_ms: *now_ms })
    }
}

#[test]
fn a_visit_stands_where_its_time_is_below_the_first_hour_that_is_open() {
    let mut desk = Desk::new("Asia/Tokyo", &["2026-11-23"]);
    desk.visit(1, 9 * 60 + 30, 1, Status::Confirmed);
    desk.visit(2, 10 * 60, 2, Status::CheckedIn);
    desk.visit(3, 10 * 60, 2, Status::Cancelled);
    let day = desk.shown(View::Day, None);
    let shown = |column: usize| {
        let Column { label, blocks, .. } = &day.columns[column];
        let [block] = blocks.as_slice() else { panic!("{blocks:?}") };
        (label.as_str(), block.at, block.minutes, block.pets.as_str())
    };
    assert_eq!((shown(0), shown(1)), (("Dr. Mori", 90, 30, "Mochi1"), ("Dr. Aoki", 120, 30, "Mochi2")));
    assert_eq!(day.columns[0].minutes, 240);
    assert_eq!(day.columns[0].open, [Stretch { from: 0, to: 240 }]);
    assert!(day.columns[0].blocks[0].shift.enabled && !day.columns[1].blocks[0].shift.enabled);
    assert_eq!((day.before.as_str(), day.after.as_str()), ("2026-11-22", "2026-11-24"));
}

#[test]
fn a_visit_outside_of_the_hours_makes_the_day_longer() {
    let mut desk = Desk::new("Asia/Tokyo", &["2026-11-23"]);
    desk.visit(1, 19 * 60 + 15, 1, Status::Confirmed);
    let day = desk.shown(View::Day, None);
    assert_eq!(day.columns[0].minutes, 12 * 60, "from 8 to 20");
    assert_eq!(day.columns[0].blocks[0].at, 11 * 60 + 15);
}

/// The clock of Berlin leaves out 02:00 on 29 March and shows it twice on 25 October.
#[test]
fn days_of_23_and_25_hours_are_drawn_as_they_are_lived() {
    let line = |day: &str| -> (u32, Vec<String>) {
        let mut desk = Desk::new("Europe/Berlin", &[day]);
        let all = TimeOfDay::new(0, 0).unwrap();
        desk.clinic.hours = Hours::weekly(&[7], &[Opening { from: all, to: TimeOfDay::new(24, 0).unwrap() }]);
        let column = desk.shown(View::Week, None).columns.remove(0);
        (column.minutes, column.lines.into_iter().map(|line| line.label).take(5).collect())
    };
    assert_eq!(line("2026-03-29"), (23 * 60, ["00:00", "01:00", "03:00", "04:00", "05:00"].map(Into::into).into()));
    assert_eq!(line("2026-10-25"), (25 * 60, ["00:00", "01:00", "02:00", "02:00", "03:00"].map(Into::into).into()));
}

#[test]
fn what_is_to_be_moved_can_begin_where_somebody_is_free_its_own_time_included() {
    let mut desk = Desk::new("Asia/Tokyo", &["2026-11-23"]);
    let mine = desk.visit(1, 9 * 60, 1, Status::Confirmed);
    desk.visit(2, 10 * 60, 1, Status::Confirmed);
    let day = desk.shown(View::Day, Some(&Placing::Visit(mine)));
    let free = |column: usize| -> Vec<&str> { day.columns[column].free.iter().map(|it| it.time.as_str()).collect() };
    assert_eq!(free(0), ["08:00", "08:30", "09:00", "09:30", "10:30", "11:00", "11:30"]);
    assert_eq!(free(1).len(), 8, "the other vet has the whole morning");
    assert_eq!(day.placing.unwrap().key, "calendar-placing");
    assert_eq!(day.none, None);
}

#[test]
fn a_week_has_its_days_side_by_side_and_visits_of_one_time_too() {
    let days = ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28", "2026-11-29"];
    let mut desk = Desk::new("Asia/Tokyo", &days);
    desk.visit(1, 9 * 60, 1, Status::Confirmed);
    desk.visit(2, 9 * 60 + 15, 2, Status::Confirmed);
    desk.visit(3, 33 * 60, 2, Status::Confirmed);
    let week = desk.shown(View::Week, Some(&Placing::Service(id(1))));
    let labels: Vec<&str> = week.columns.iter().map(|it| it.label.as_str()).collect();
    assert_eq!(labels, ["Mon 23", "Tue 24", "Wed 25", "Thu 26", "Fri 27", "Sat 28", "Sun 29"]);
    let lanes: Vec<(u32, u32)> = week.columns[0].blocks.iter().map(|it| (it.lane, it.lanes)).collect();
    assert_eq!(lanes, [(0, 2), (1, 2)]);
    assert_eq!((week.columns[1].blocks.len(), week.columns[2].free.len()), (1, 8));
    assert_eq!((week.before.as_str(), week.after.as_str()), ("2026-11-16", "2026-11-30"));
}
