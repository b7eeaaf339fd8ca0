use petpro_domain::booking::{Arrival, Booking, Status};
use petpro_domain::checkin::{Checkin, Class, How, Verdict};
use petpro_domain::ids::{BookingId, ClinicId, OpId, ServiceId, v7};
use petpro_domain::pet::{Species, Visitor};

use super::*;

/// 2026-11-22 10:00 in Tokyo.
const TEN: i64 = 1_795_309_200_000;
const MINUTE: i64 = 60_000;

fn visit(n: u64, starts: i64, st: Status) -> Visit {
    let arrival = matches!(st, Status::CheckedIn | Status::InProgress).then(|| Arrival {
        checkin: OpId(v7(n, [9; 10])),
        at_ms: starts - 5 * MINUTE,
        tablet: "Front desk".into(),
        uncertain: false,
        scale: Default::default(),
    });
    let (id, at) = (BookingId(v7(n, [3; 10])), (ClinicId(v7(1, [1; 10])), ServiceId(v7(2, [2; 10]))));
    let row = Booking {
        code: format!("ABCD000{n}"),
        pets: vec![Visitor { id: None, name: format!("Mochi{n}"), species: Species::Dog }],
        owner: "Hana".into(),
        st,
        arrival,
        ..Booking::confirmed(id, at, (starts, starts + 30 * MINUTE))
    };
    Visit { id, row, unsent: false, repeats: vec![] }
}

fn day(visits: &[Visit]) -> (Zone, Vec<Visit>) {
    (Zone::parse("Asia/Tokyo").unwrap(), visits.to_vec())
}

fn board(visits: &[Visit]) -> Board {
    let (zone, visits) = day(visits);
    let day = Day {
        clinic: "Sakura",
        zone: &zone,
        date: "2026-11-22".into(),
        before: "2026-11-21".into(),
        after: "2026-11-23".into(),
        today: true,
        now_ms: TEN,
        visits: &visits,
        unsent: visits.iter().filter(|visit| visit.unsent).count() as u32,
    };
    let mut board = screen(Lang::En, &day);
    board.columns.retain(|column| !column.cards.is_empty());
    board
}

#[test]
fn every_visit_stands_where_its_state_and_the_clock_say() {
    let board = board(&[
        visit(1, TEN - 20 * MINUTE, Status::Confirmed),
        visit(2, TEN + 20 * MINUTE, Status::Confirmed),
        visit(3, TEN, Status::CheckedIn),
        visit(4, TEN, Status::InProgress),
        visit(5, TEN, Status::Completed),
        visit(6, TEN, Status::NoShow),
        visit(7, TEN, Status::Cancelled),
    ]);
    let places: Vec<(Place, &str)> =
        board.columns.iter().map(|column| (column.place, column.cards[0].pets.as_str())).collect();
    let expected = [
        (Place::Expected, "Mochi2"),
        (Place::Late, "Mochi1"),
        (Place::Waiting, "Mochi3"),
        (Place::InProgress, "Mochi4"),
        (Place::Done, "Mochi5"),
        (Place::Missed, "Mochi6"),
    ];
    assert_eq!(places, expected);
}

#[test]
fn a_card_says_what_matters_now_and_what_can_be_done() {
    let mut twice = visit(1, TEN, Status::CheckedIn);
    twice.unsent = true;
    let of = twice.row.arrival.as_ref().unwrap().checkin;
    let repeat = Checkin {
        class: Class::RepeatOf { of },
        booking: Some(twice.id),
        tablet: None,
        actor: None,
        how: How::Scan,
        verdict: Verdict::Genuine,
        at_ms: TEN - MINUTE,
        uncertain: false,
        scale: Default::default(),
        void_ms: None,
        void_reason: String::new(),
    };
    twice.repeats.push((OpId(v7(5, [5; 10])), repeat));
    let board = board(&[twice, visit(2, TEN - 12 * MINUTE, Status::Confirmed)]);
    let marks = |column: usize| -> Vec<&str> {
        board.columns[column].cards[0].marks.iter().map(|mark| mark.text.as_str()).collect()
    };
    assert_eq!(marks(0), ["Late by 12 min"]);
    assert_eq!(marks(1), ["Saved, not yet sent", "Checked in again at 09:59", "Waiting since 09:55"]);
    let acts =
        |column: usize| -> Vec<Act> { board.columns[column].cards[0].acts.iter().map(|(act, _)| *act).collect() };
    assert_eq!(acts(0), [Act::CheckIn, Act::Missed]);
    assert_eq!(acts(1), [Act::Start, Act::Finish, Act::Void]);
    assert_eq!((board.unsent, board.sent.text.as_str()), (1, "1 saved, not yet sent"));
}

#[test]
fn the_waiting_room_calls_by_number_and_names_nobody() {
    let (zone, visits) = day(&[
        visit(1, TEN, Status::CheckedIn),
        visit(2, TEN - 30 * MINUTE, Status::InProgress),
        visit(3, TEN - 10 * MINUTE, Status::CheckedIn),
        visit(4, TEN, Status::Confirmed),
    ]);
    let (date, before, after) = Default::default();
    let (now_ms, today, unsent) = (TEN, true, 0);
    let day = Day { clinic: "Sakura", zone: &zone, date, before, after, today, now_ms, visits: &visits, unsent };
    for lang in Lang::ALL {
        let room = room(lang, &day);
        let numbers: Vec<(&str, bool)> = room.calls.iter().map(|call| (call.number.as_str(), call.now)).collect();
        assert_eq!(numbers, [("0002", true), ("0003", false), ("0001", false)]);
        let shown = serde_json::to_string(&room).unwrap();
        assert!(!shown.contains("Mochi") && !shown.contains("Hana"), "{shown}");
    }
}

#[test]
fn who_came_last_stands_first_and_can_be_undone() {
    let (zone, mut visits) = day(&[
        visit(1, TEN - 30 * MINUTE, Status::CheckedIn),
        visit(2, TEN, Status::CheckedIn),
        visit(3, TEN, Status::Confirmed),
        visit(4, TEN - 60 * MINUTE, Status::InProgress),
    ]);
    visits[1].unsent = true;
    let (date, before, after) = Default::default();
    let (now_ms, today, unsent) = (TEN, true, 1);
    let day = Day { clinic: "Sakura", zone: &zone, date, before, after, today, now_ms, visits: &visits, unsent };
    let list = arrivals(Lang::En, &day);
    let shown: Vec<(&str, &str, bool, bool)> =
        list.latest.iter().map(|it| (it.pets.as_str(), it.time.as_str(), it.unsent, it.undo.enabled)).collect();
    let expected =
        [("Mochi2", "09:55", true, true), ("Mochi1", "09:25", false, true), ("Mochi4", "08:55", false, false)];
    assert_eq!(shown, expected, "with the vet it is too late to undo");
    assert_eq!(list.sent.text, "1 saved, not yet sent");
    assert_eq!(list.latest[0].marks[0].text, "Saved, not yet sent");
}
