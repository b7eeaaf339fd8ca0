//! What the pets' screens say, on one day.

use petpro_domain::ids::{ClinicId, OpId, PetId, Uuid};
use petpro_domain::pet::{Note, Noted, Pet, PetRow, Species};
use petpro_domain::scanned::Microchip;
use petpro_domain::texts::Day;
use petpro_domain::{Lang, pet};

use super::{Clinics, DueState, Page, list, page, wrong};
use crate::store::pets::Kept;

fn today() -> Day {
    Day::parse("2026-11-22").unwrap()
}

fn weighed(on: &str, grams: u32) -> Note {
    Note::Weight { on: on.into(), grams }
}

fn given(vaccine: &str, on: &str, due: Option<&str>) -> Note {
    Note::Vaccination { on: on.into(), vaccine: vaccine.into(), due: due.map(str::to_owned), batch: String::new() }
}

fn mochi(notes: Vec<Note>) -> Kept {
    let pet = Pet {
        name: "Mochi".into(),
        species: Species::Dog,
        breed: "Shiba Inu".into(),
        born: Some("2024-08-20".into()),
        chip: Microchip::parse("392123456789012"),
        allergies: vec!["chicken".into(), "pollen".into()],
    };
    let noted = |(n, note)| Noted { id: OpId(Uuid::from_u128(n)), note, clinic: None };
    let notes = (1..).zip(notes).map(noted).collect();
    Kept { id: PetId(Uuid::from_u128(1)), row: PetRow { pet, notes, photo: None }, waits: false }
}

fn shown(notes: Vec<Note>) -> Page {
    page(Lang::En, today(), &mochi(notes), &Clinics::new())
}

#[test]
fn a_household_without_pets_is_told_what_to_do() {
    let screen = list(Lang::En, today(), &[]);
    assert_eq!((screen.summary.key, screen.add.enabled), ("pets-empty", true));
}

#[test]
fn the_list_warns_of_what_must_not_be_overlooked() {
    let mut kept = mochi(vec![
        given("Rabies", "2025-11-20", Some("2026-11-19")),
        given("DHPP", "2025-11-20", Some("2026-12-06")),
        given("Lyme", "2025-11-20", Some("2026-12-07")),
    ]);
    kept.waits = true;
    let screen = list(Lang::En, today(), &[kept]);
    assert_eq!(
        screen.lines(),
        [
            "Pets · 1 pet",
            "Mochi · Dog · Shiba Inu · 2 years and 3 months old",
            "  ⚠ Allergic to: chicken, pollen",
            "  ⚠ Rabies: overdue by 3 days",
            "  ⚠ DHPP: due in 14 days",
            "  ◷ Saved on this device, not sent yet",
            "  00000000-0000-0000-0000-000000000001",
        ]
    );
}

#[test]
fn a_weight_history_is_points_for_a_chart_and_the_change_since_the_last_one() {
    let weights = shown(vec![weighed("2026-11-20", 8_450), weighed("2026-10-01", 8_200)]).weights;
    let points: Vec<_> = weights.points.iter().map(|point| (point.on.as_str(), point.grams)).collect();
    assert_eq!(points, [("2026-10-01", 8_200), ("2026-11-20", 8_450)]);
    assert_eq!(weights.points[1].day - weights.points[0].day, 50);
    assert_eq!(weights.newest.text, "8.45 kg on Nov 20, 2026");
    assert_eq!(weights.change.unwrap().text, "250 g more than on Oct 1, 2026");
    let same = shown(vec![weighed("2026-10-01", 900), weighed("2026-10-02", 900)]).weights;
    assert_eq!((same.newest.text.as_str(), same.change.unwrap().key), ("900 g on Oct 2, 2026", "pet-same-weight"));
    let never = shown(vec![]).weights;
    assert_eq!((never.newest.key, never.change), ("pet-never-weighed", None));
}

#[test]
fn every_vaccination_says_when_the_next_one_is_due() {
    let page = shown(vec![
        given("Lyme", "2026-01-10", None),
        given("DHPP", "2025-12-01", Some("2027-03-01")),
        given("Rabies", "2025-11-22", Some("2026-11-22")),
    ]);
    let said: Vec<_> = page
        .vaccinations
        .newest
        .iter()
        .map(|one| (one.given.text.as_str(), one.due.text.as_str(), one.state))
        .collect();
    assert_eq!(
        said,
        [
            ("Rabies, given on Nov 22, 2025", "due today", DueState::Soon),
            ("DHPP, given on Dec 1, 2025", "due in 99 days", DueState::Later),
            ("Lyme, given on Jan 10, 2026", "no next date noted", DueState::None),
        ]
    );
    assert_eq!(shown(vec![]).vaccinations.empty.unwrap().key, "pet-no-vaccination");
}

#[test]
fn a_clinics_word_is_told_from_the_households() {
    let mut kept = mochi(vec![given("Rabies", "2025-11-22", None)]);
    let said = |kept: &Kept, clinics: &Clinics| {
        let by = page(Lang::En, today(), kept, clinics).vaccinations.newest[0].clinic.clone();
        by.map(|say| say.text)
    };
    let clinic = ClinicId(Uuid::nil());
    let known = Clinics::from([(clinic, "Umeda Pet Clinic".into())]);
    assert_eq!(said(&kept, &known), None);
    kept.row.notes[0].clinic = Some(clinic);
    assert_eq!(said(&kept, &known).as_deref(), Some("by Umeda Pet Clinic"));
    assert_eq!(said(&kept, &Clinics::new()).as_deref(), Some("written by a clinic"), "in no catalogue here");
}

#[test]
fn a_chip_says_who_gave_it_out() {
    let chip = shown(vec![]).chip.unwrap();
    assert_eq!((chip.digits.as_str(), chip.say.text.as_str()), ("392123456789012", "Microchip 392 123456789012"));
    assert_eq!(chip.issuer.key, "scan-chip-country");
}

#[test]
fn an_age_is_told_in_the_unit_that_says_most() {
    for (born, en, ja) in [
        ("2026-11-21", "1 day old", "生後 1 日"),
        ("2026-10-22", "1 month old", "生後 1 か月"),
        ("2025-11-22", "1 year old", "1 歳"),
        ("2025-10-22", "1 year and 1 month old", "1 歳 1 か月"),
        ("2020-02-29", "6 years old", "6 歳"),
    ] {
        let mut kept = mochi(vec![]);
        kept.row.pet.born = Some(born.into());
        let age = |lang| list(lang, today(), std::slice::from_ref(&kept)).pets[0].age.clone().unwrap().text;
        assert_eq!((age(Lang::En).as_str(), age(Lang::Ja).as_str()), (en, ja), "{born}");
    }
    let mut unborn = mochi(vec![]);
    unborn.row.pet.born = Some("2026-11-23".into());
    assert_eq!(list(Lang::En, today(), &[unborn]).pets[0].age, None, "the clock is wrong, or the date");
}

#[test]
fn what_is_wrong_is_said_in_whole_sentences_of_every_language() {
    let faults = [pet::Fault::Name, pet::Fault::Grams, pet::Fault::Due];
    assert!(wrong(Lang::En, &faults).starts_with("A name has 1 to 40 letters in one line. A weight has its unit"));
    for lang in [Lang::Ja, Lang::Ko, Lang::Zh] {
        assert!(wrong(lang, &faults).chars().any(|letter| letter > '\u{3000}'), "{lang}");
    }
}
