//! Row by row: one case for each reason, and the orders in which two of them meet.

use super::*;
use crate::ids::{BookingId, OpId, ServiceId, v7};
use crate::pass::{Appointment, KeyList, Keyring, ListedKey, Patient, Signer};
use crate::pet::Species;

/// 2026-11-22, 10:00 in Tokyo; the day began ten hours ago.
const NOW: i64 = 1_795_309_200_000;
const HOUR: i64 = 3_600_000;
const DAY: Range<i64> = NOW - 10 * HOUR..NOW + 14 * HOUR;

fn here() -> ClinicId {
    ClinicId(v7(1, [1; 10]))
}

fn elsewhere() -> ClinicId {
    ClinicId(v7(1, [2; 10]))
}

fn booking() -> Booking {
    let at = (here(), ServiceId(v7(1, [3; 10])));
    let confirmed = Booking::confirmed(BookingId(v7(1, [4; 10])), at, (NOW + HOUR, NOW + 2 * HOUR));
    Booking { code: "K7QM2XRD".into(), owner: "Hana".into(), ..confirmed }
}

fn said() -> Appointment {
    let phone = Signer::from_seed(&[3; 32]).public();
    Appointment {
        booking: BookingId(v7(1, [4; 10])),
        clinic: here(),
        version: 1,
        from_s: (DAY.start / 1_000) as u32,
        minutes: 1_440,
        owner: "Hana".into(),
        pets: vec![Patient { species: Species::Dog, name: "Pochi".into() }],
        phone: Some(phone),
    }
}

/// Signed, shown at `shown_ms` where it is not for paper, and verified.
fn pass(said: &Appointment, shown_ms: i64, now_ms: Option<i64>) -> Pass {
    let [server, root, phone] = [1, 2, 3].map(|seed| Signer::from_seed(&[seed; 32]));
    let key = server.public();
    let until_ms = i64::MAX;
    let listed = ListedKey { id: key.id().to_string(), key: key.to_string(), from_ms: 0, until_ms, revoked_ms: None };
    let list = KeyList { keys: vec![listed], revoked: vec![v7(1, [9; 10])], at_ms: 0 };
    let ring = Keyring::open(&root.key_list(&list), root.public()).unwrap();
    let text = server.appointment(said);
    let text = if said.phone.is_some() { phone.show(&text, shown_ms).unwrap() } else { text };
    ring.pass(text.as_str(), now_ms).unwrap()
}

fn live(said: &Appointment) -> Pass {
    pass(said, NOW, Some(NOW))
}

fn desk(booking: Option<&Booking>) -> Desk<'_> {
    Desk { clinic: here(), booking, used: false, now_ms: Some(NOW), today: Some(DAY) }
}

fn told(shown: Shown<'_>, desk: &Desk<'_>) -> (Reason, Verdict) {
    let judged = judge(shown, desk);
    (judged.reason, judged.verdict)
}

#[test]
fn a_text_that_is_not_believed_says_why() {
    for (why, reason, verdict) in [
        (Refused::NotOurs, R::NotOurs, V::Unknown),
        (Refused::OtherVersion, R::OtherVersion, V::Unknown),
        (Refused::CutOff, R::CutOff, V::Unknown),
        (Refused::UnknownKey, R::UnknownKey, V::Unknown),
        (Refused::Forged, R::Forged, V::Forged),
        (Refused::RevokedKey, R::KeyRevoked, V::Revoked),
        (Refused::RetiredKey, R::KeyRetired, V::Expired),
    ] {
        assert_eq!(told(Shown::Refused(why), &desk(None)), (reason, verdict));
    }
}

/// covers: S0-126, S0-131
#[test]
fn a_pass_of_today_for_a_booking_that_is_known_is_genuine() {
    assert_eq!(told(Shown::Pass(&live(&said())), &desk(Some(&booking()))), (R::Genuine, V::Genuine));
    let late = Booking { st: Status::NoShow, ..booking() };
    assert_eq!(told(Shown::Pass(&live(&said())), &desk(Some(&late))), (R::Genuine, V::Genuine), "late, and here");
    let asked = Booking { st: Status::Requested, ..booking() };
    assert_eq!(told(Shown::Pass(&live(&said())), &desk(Some(&asked))), (R::Genuine, V::Genuine));
}

#[test]
fn a_booking_that_has_not_reached_the_tablet_is_genuine_and_not_yet_known() {
    assert_eq!(told(Shown::Pass(&live(&said())), &desk(None)), (R::NotYetKnown, V::NotYetKnown));
}

#[test]
fn paper_says_that_it_is_paper() {
    let paper = pass(&Appointment { phone: None, ..said() }, NOW, Some(NOW));
    assert_eq!(told(Shown::Pass(&paper), &desk(Some(&booking()))), (R::Paper, V::Genuine));
}

#[test]
fn without_the_servers_time_nobody_is_turned_away() {
    let (booking, now) = (booking(), Desk { now_ms: None, today: None, ..desk(None) });
    let unchecked = pass(&said(), NOW - 9_000 * HOUR, None);
    let known = Desk { booking: Some(&booking), ..now.clone() };
    assert_eq!(told(Shown::Pass(&unchecked), &known), (R::Unchecked, V::Genuine));
    assert_eq!(told(Shown::Pass(&unchecked), &now), (R::NotYetKnownUnchecked, V::NotYetKnown));
    let years_off = Appointment { from_s: said().from_s - 400 * 86_400, ..said() };
    assert_eq!(told(Shown::Pass(&pass(&years_off, NOW, None)), &known), (R::Unchecked, V::Genuine));
}

#[test]
fn a_pass_that_was_used_says_so_whoever_knows_of_it() {
    let arrival = crate::booking::Arrival {
        checkin: OpId(v7(1, [5; 10])),
        at_ms: NOW,
        tablet: "Desk 1".into(),
        uncertain: false,
        scale: Default::default(),
    };
    let used = (R::AlreadyCheckedIn, V::AlreadyCheckedIn);
    let pass = live(&said());
    assert_eq!(told(Shown::Pass(&pass), &Desk { used: true, ..desk(None) }), used, "by this tablet, unsent");
    assert_eq!(told(Shown::Pass(&pass), &desk(Some(&Booking { arrival: Some(arrival), ..booking() }))), used);
    for st in [Status::CheckedIn, Status::InProgress, Status::Completed] {
        assert_eq!(told(Shown::Pass(&pass), &desk(Some(&Booking { st, ..booking() }))), used, "{st:?}");
        assert_eq!(told(Shown::ByHand, &desk(Some(&Booking { st, ..booking() }))), used, "{st:?}");
    }
}

#[test]
fn another_clinics_pass_is_told_before_anything_about_its_day() {
    let theirs = Appointment { clinic: elsewhere(), from_s: 0, ..said() };
    assert_eq!(told(Shown::Pass(&live(&theirs)), &desk(None)), (R::OtherClinic, V::OtherClinic));
    let moved = Booking { clinic: elsewhere(), ..booking() };
    assert_eq!(told(Shown::Pass(&live(&said())), &desk(Some(&moved))), (R::OtherClinic, V::OtherClinic));
}

/// covers: S0-149
#[test]
fn a_visit_that_was_called_off_or_never_came_to_be_is_told_apart() {
    let pass = live(&said());
    let cancelled = Booking { st: Status::Cancelled, ..booking() };
    assert_eq!(told(Shown::Pass(&pass), &desk(Some(&cancelled))), (R::Cancelled, V::Cancelled));
    assert_eq!(told(Shown::ByHand, &desk(Some(&cancelled))), (R::Cancelled, V::Cancelled));
    let lapsed = Booking { st: Status::Expired, ..booking() };
    assert_eq!(told(Shown::Pass(&pass), &desk(Some(&lapsed))), (R::Lapsed, V::Expired));
}

#[test]
fn a_pass_of_before_the_visit_was_moved_is_for_another_day_or_replaced() {
    let pass = live(&said());
    let tomorrow = Booking { starts_ms: NOW + 24 * HOUR, pass_v: 2, ..booking() };
    assert_eq!(told(Shown::Pass(&pass), &desk(Some(&tomorrow))), (R::Moved, V::OtherDay));
    let later_today = Booking { starts_ms: NOW + 5 * HOUR, pass_v: 2, ..booking() };
    assert_eq!(told(Shown::Pass(&pass), &desk(Some(&later_today))), (R::Replaced, V::Revoked));
    let yesterdays = live(&Appointment { from_s: said().from_s - 86_400, ..said() });
    let to_today = Booking { pass_v: 2, ..booking() };
    assert_eq!(told(Shown::Pass(&yesterdays), &desk(Some(&to_today))), (R::Replaced, V::Revoked));
    let ahead = live(&Appointment { version: 3, ..said() });
    assert_eq!(told(Shown::Pass(&ahead), &desk(Some(&to_today))), (R::Genuine, V::Genuine), "the row is late");
}

#[test]
fn a_pass_counts_from_the_first_to_the_last_ms_of_its_day() {
    let (pass, booking) = (live(&said()), booking());
    for (now_ms, reason, verdict) in [
        (DAY.start - 1, R::OtherDay, V::OtherDay),
        (DAY.start, R::Genuine, V::Genuine),
        (DAY.end - 1, R::Genuine, V::Genuine),
        (DAY.end, R::TooLate, V::Expired),
    ] {
        let desk = Desk { now_ms: Some(now_ms), ..desk(Some(&booking)) };
        assert_eq!(told(Shown::Pass(&pass), &desk), (reason, verdict), "{now_ms}");
    }
}

#[test]
fn by_hand_the_booking_says_whether_it_is_today() {
    assert_eq!(told(Shown::ByHand, &desk(Some(&booking()))), (R::Genuine, V::Genuine));
    let tomorrow = Booking { starts_ms: NOW + 24 * HOUR, ..booking() };
    assert_eq!(told(Shown::ByHand, &desk(Some(&tomorrow))), (R::OtherDay, V::OtherDay));
    assert_eq!(told(Shown::ByHand, &desk(None)), (R::NoSuchBooking, V::Unknown));
}

#[test]
fn a_screenshot_and_a_pass_that_was_taken_back_are_not_let_in() {
    let old = pass(&said(), NOW - 91_000, Some(NOW));
    assert_eq!(told(Shown::Pass(&old), &desk(Some(&booking()))), (R::Screenshot, V::Expired));
    assert_eq!(told(Shown::Pass(&old), &desk(None)), (R::Screenshot, V::Expired));
    let taken_back = live(&Appointment { booking: BookingId(v7(1, [9; 10])), ..said() });
    assert_eq!(told(Shown::Pass(&taken_back), &desk(None)), (R::TakenBack, V::Revoked));
}

#[test]
fn each_class_of_the_server_has_its_verdict() {
    let of = OpId(v7(1, [5; 10]));
    for (class, verdict) in [
        (Class::First, V::Genuine),
        (Class::RepeatOf { of }, V::AlreadyCheckedIn),
        (Class::UnknownPass, V::Unknown),
        (Class::Cancelled, V::Cancelled),
        (Class::WrongClinic, V::OtherClinic),
    ] {
        assert_eq!(counted(V::Genuine, &class), verdict);
        assert_eq!(counted(V::NotYetKnown, &class), verdict, "what was not known is known now");
    }
    assert_eq!(counted(V::Forged, &Class::UnknownPass), V::Forged, "the tablet had looked at the signature");
    assert_eq!(counted(V::Expired, &Class::First), V::Expired);
}

#[test]
fn every_reason_and_every_verdict_has_a_row() {
    let rows: Vec<_> = TABLE.iter().map(|(_, reason, _)| *reason).collect();
    assert!(Reason::ALL.iter().all(|reason| rows.contains(reason)));
    for verdict in Verdict::ALL {
        assert!(TABLE.iter().any(|(.., other)| *other == verdict), "{verdict:?}");
        assert!(Verdict::ALL.iter().filter(|other| other.icon() == verdict.icon()).count() == 1);
        assert_eq!(verdict.is_accepted(), verdict.colour() == Colour::Green);
    }
}
