//! What people hold before a desk's camera, on a tablet that has no network.

use petpro_client::Code;
use petpro_client::pictures::{Format, Label};
use petpro_domain::booking::{Booking, Status};
use petpro_domain::checkin::{Reason, Verdict};
use petpro_domain::ids::BookingId;
use petpro_domain::pass::{Appointment, KeyList, Signer};
use petpro_tests::bench::checkin::tablet::{Still, Tablet, row};
use petpro_tests::passes::{NOW_MS, Office, booking, clinic, listed};
use tempfile::TempDir;

const HOUR_MS: i64 = 3_600_000;
const YEAR_MS: i64 = 365 * 24 * HOUR_MS;

fn tablet(rows: Vec<(BookingId, Booking)>) -> (Tablet, TempDir) {
    with(Still::default(), rows)
}

fn with(clock: Still, rows: Vec<(BookingId, Booking)>) -> (Tablet, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let tablet = Tablet::with(dir.path(), clock, &Office::default().signed(), rows.into_iter()).unwrap();
    (tablet, dir)
}

fn known() -> Vec<(BookingId, Booking)> {
    vec![(booking(0), row(0))]
}

fn told(tablet: &Tablet, text: &str) -> (Reason, Verdict) {
    let told = tablet.petpro.verify_pass(text).unwrap();
    assert_eq!(told.colour, told.verdict.colour());
    assert!(!told.title.is_empty() && !told.detail.contains('{') && told.next.ends_with('.'), "{told:?}");
    (told.reason, told.verdict)
}

/// covers: S0-126, S0-127
#[test]
fn a_pass_is_genuine_on_a_tablet_that_never_has_a_network() {
    let (tablet, _dir) = tablet(known());
    let shown = tablet.petpro.verify_pass(Office::default().shown(0, NOW_MS).as_str()).unwrap();
    assert_eq!((shown.verdict, shown.reason, shown.sig_ok), (Verdict::Genuine, Reason::Genuine, true));
    assert_eq!((shown.booking, shown.pets.as_str(), shown.owner.as_str()), (Some(booking(0)), "ポチ", "花子"));
    let new = Office::default().shown(7, NOW_MS);
    assert_eq!(told(&tablet, new.as_str()), (Reason::NotYetKnown, Verdict::NotYetKnown));
}

/// covers: S0-128
#[test]
fn a_photo_of_a_pass_and_its_typed_code_are_verified_too() {
    let (tablet, dir) = tablet(known());
    let file = dir.path().join("photo.png");
    let text = Office::default().shown(0, NOW_MS).to_string();
    std::fs::write(&file, Label::pass(&text).unwrap().png(4).unwrap()).unwrap();
    assert_eq!(tablet.petpro.verify_picture(&file).unwrap().reason, Reason::Genuine);
    let code = petpro_domain::checkin::typed::code(booking(0));
    assert_eq!(tablet.petpro.verify_code(&code.to_lowercase()).unwrap().verdict, Verdict::Genuine);
    assert_eq!(tablet.petpro.verify_code("AAAA-AAAA").unwrap().reason, Reason::NoSuchBooking);
}

/// covers: S0-132
#[test]
fn codes_of_other_apps_are_no_passes_and_are_not_opened() {
    let (tablet, dir) = tablet(known());
    for text in ["https://example.com/checkin?id=1", "HC1:6BFOXN%TSMAHN", "petpro:1:product:x", "PETPRO:2:PASS:BB8", ""]
    {
        assert_eq!(told(&tablet, text), (Reason::NotOurs, Verdict::Unknown), "{text}");
    }
    assert_eq!(told(&tablet, Office::default().proof().as_str()), (Reason::NotOurs, Verdict::Unknown), "a proof");
    let file = dir.path().join("other.png");
    std::fs::write(&file, Label::new(Some(Format::Qr), "https://example.com").unwrap().png(4).unwrap()).unwrap();
    assert_eq!(tablet.petpro.verify_picture(&file).unwrap().reason, Reason::NotOurs);
    std::fs::write(&file, Label::new(Some(Format::Code128), "PASS").unwrap().png(4).unwrap()).unwrap();
    assert_eq!(tablet.petpro.verify_picture(&file).unwrap_err().code(), Code::NoCodeFound);
}

#[test]
fn a_key_that_was_revoked_signs_for_nobody_any_more() {
    let dir = tempfile::tempdir().unwrap();
    let office = Office::default();
    let mut list = KeyList { keys: vec![listed(office.server.public())], ..KeyList::default() };
    list.keys[0].revoked_ms = Some(NOW_MS);
    let tablet = Tablet::with(dir.path(), Still::default(), &office.root.key_list(&list), known().into_iter()).unwrap();
    assert_eq!(told(&tablet, office.shown(0, NOW_MS).as_str()), (Reason::KeyRevoked, Verdict::Revoked));
}

#[test]
fn a_list_that_another_root_signed_makes_every_key_unknown() {
    let (dir, office, thief) = (tempfile::tempdir().unwrap(), Office::default(), Signer::from_seed(&[9; 32]));
    let list = KeyList { keys: vec![listed(office.server.public())], ..KeyList::default() };
    let tablet = Tablet::with(dir.path(), Still::default(), &thief.key_list(&list), known().into_iter()).unwrap();
    assert_eq!(told(&tablet, office.shown(0, NOW_MS).as_str()), (Reason::UnknownKey, Verdict::Unknown));
}

#[test]
fn a_clock_that_is_a_year_off_turns_nobody_away() {
    let office = Office::default();
    let text = office.shown(0, NOW_MS);
    let set = Still { wall_ms: NOW_MS + YEAR_MS, ..Still::default() };
    let (tablet, _dir) = with(set, known());
    assert_eq!(
        told(&tablet, text.as_str()),
        (Reason::Genuine, Verdict::Genuine),
        "since the server was heard only the wall moved"
    );
    let restarted = Still { wall_ms: NOW_MS - YEAR_MS, boot: "c" };
    let (tablet, _dir) = with(restarted, known());
    assert_eq!(told(&tablet, text.as_str()), (Reason::Unchecked, Verdict::Genuine));
    let old = office.shown(0, NOW_MS - YEAR_MS);
    assert_eq!(
        told(&tablet, old.as_str()),
        (Reason::Unchecked, Verdict::Genuine),
        "it cannot know better, and says so"
    );
}

#[test]
fn a_screenshot_yesterdays_pass_and_another_clinics_are_told_apart() {
    let (tablet, _dir) = tablet(known());
    let office = Office::default();
    assert_eq!(told(&tablet, office.shown(0, NOW_MS - 91_000).as_str()), (Reason::Screenshot, Verdict::Expired));
    let said = office.said(3);
    let yesterday = Appointment { from_s: said.from_s - 86_400, ..said.clone() };
    assert_eq!(told(&tablet, office.show(&yesterday, NOW_MS).as_str()), (Reason::TooLate, Verdict::Expired));
    let tomorrow = Appointment { from_s: said.from_s + 86_400, ..said.clone() };
    assert_eq!(told(&tablet, office.show(&tomorrow, NOW_MS).as_str()), (Reason::OtherDay, Verdict::OtherDay));
    let theirs = Appointment { clinic: petpro_domain::ids::ClinicId(booking(1).0), ..said };
    assert_eq!(told(&tablet, office.show(&theirs, NOW_MS).as_str()), (Reason::OtherClinic, Verdict::OtherClinic));
}

#[test]
fn a_pass_of_a_visit_that_was_moved_or_called_off_says_so() {
    let moved = Booking { pass_v: 2, starts_ms: NOW_MS + 48 * HOUR_MS, ..row(0) };
    let (tablet, _dir) = tablet(vec![(booking(0), moved), (booking(1), Booking { st: Status::Cancelled, ..row(1) })]);
    let office = Office::default();
    assert_eq!(told(&tablet, office.shown(0, NOW_MS).as_str()), (Reason::Moved, Verdict::OtherDay));
    assert_eq!(told(&tablet, office.shown(1, NOW_MS).as_str()), (Reason::Cancelled, Verdict::Cancelled));
}

/// covers: S0-129, S0-131
#[test]
fn whoever_was_checked_in_is_told_so_the_second_time_also_where_the_booking_is_not_known() {
    let (tablet, _dir) = tablet(known());
    let office = Office::default();
    for n in [0, 5] {
        let text = office.shown(n, NOW_MS);
        let (first, received) = tablet.petpro.check_in_pass(text.as_str(), &[]).unwrap();
        assert!(first.verdict.is_accepted() && received.booking == Some(booking(n)), "{first:?}");
        assert_eq!(told(&tablet, text.as_str()), (Reason::AlreadyCheckedIn, Verdict::AlreadyCheckedIn), "{n}");
    }
}

/// A tablet stores whatever a desk decides; only it goes along with what was said.
#[test]
fn a_forged_pass_can_be_checked_in_all_the_same_and_carries_its_verdict() {
    let (tablet, _dir) = tablet(known());
    let thief = Signer::from_seed(&[9; 32]);
    let said = Appointment { phone: Some(thief.public()), ..Office::default().said(0) };
    let text = thief.show(&thief.appointment(&said), NOW_MS).unwrap();
    let (told, received) = tablet.petpro.check_in_pass(text.as_str(), &[]).unwrap();
    assert_eq!((told.reason, received.verdict, received.booking), (Reason::UnknownKey, Verdict::Unknown, None));
    assert_eq!(tablet.petpro.outbox().unwrap().pending.len(), 1);
    assert_eq!(clinic(), Office::default().said(0).clinic);
}
