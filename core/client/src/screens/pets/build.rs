//! From rows to words.

use std::collections::BTreeMap;

use petpro_domain::Lang;
use petpro_domain::ids::ClinicId;
use petpro_domain::pet::{Age, Dose, Pet, PetRow, REMIND_DAYS, Species, Weighed, doses, kilograms, weights};
use petpro_domain::scanned::Microchip;
use petpro_domain::texts::{Arg, Day, date};

use super::{Card, Chip, DueState, Form, Kind, Page, Pets, Point, Vaccination, Vaccinations, Weights};
use crate::screens::{Press, Say, scan};
use crate::store::pets::Kept;

/// All of them on this day.
pub fn list(lang: Lang, today: Day, pets: &[Kept]) -> Pets {
    Pets {
        title: Say::plain(lang, "pets-title"),
        summary: match pets.len() {
            0 => Say::plain(lang, "pets-empty"),
            n => Say::new(lang, "pets-count", &[("n", Arg::from(n))]),
        },
        pets: pets.iter().map(|kept| card(lang, today, kept)).collect(),
        add: Press { label: Say::plain(lang, "pets-add"), enabled: pets.len() < petpro_domain::pet::MAX_PETS },
    }
}

/// Names of clinics that wrote something, as far as they are known here.
pub type Clinics = BTreeMap<ClinicId, String>;

/// One of them on this day.
pub fn page(lang: Lang, today: Day, kept: &Kept, clinics: &Clinics) -> Page {
    let PetRow { pet, notes, .. } = &kept.row;
    let press = |key| Press { label: Say::new(lang, key, &[("name", Arg::from(&pet.name))]), enabled: true };
    let born = pet.born.as_deref().and_then(Day::parse);
    Page {
        card: card(lang, today, kept),
        born: born.map(|born| Say::new(lang, "pet-born", &[("date", Arg::from(date(lang, born)))])),
        chip: pet.chip.map(|chip| of_chip(lang, chip)),
        weights: history(lang, &weights(notes), clinics),
        vaccinations: given(lang, today, &doses(notes), clinics),
        weigh: press("pet-weigh"),
        vaccinate: press("pet-vaccinate"),
        change: press("pet-change"),
        forget: press("pet-forget"),
    }
}

fn card(lang: Lang, today: Day, kept: &Kept) -> Card {
    let PetRow { pet, notes, .. } = &kept.row;
    let pressing = doses(notes).into_iter().filter(|dose| state(dose, today) >= Some(DueState::Soon));
    Card {
        id: kept.id,
        name: pet.name.clone(),
        species: pet.species,
        kind: kind(lang, pet.species),
        breed: pet.breed.trim().to_owned(),
        age: age(lang, today, pet),
        weight: weights(notes).last().map(|weighed| weight(lang, weighed.grams)),
        allergies: (!pet.allergies.is_empty())
            .then(|| Say::new(lang, "pet-allergic", &[("what", Arg::from(pet.allergies.join(", ")))])),
        due: pressing.map(|dose| due(lang, today, &dose)).collect(),
        waits: kept.waits.then(|| Say::plain(lang, "pet-waits")),
        photo: kept.row.photo.clone(),
    }
}

/// The form.
pub fn form(lang: Lang) -> Form {
    Form { species: Species::ALL.map(|species| Kind { species, label: kind(lang, species) }).into() }
}

/// The kind of animal: "Dog".
fn kind(lang: Lang, species: Species) -> Say {
    let key = match species {
        Species::Dog => "pet-dog",
        Species::Cat => "pet-cat",
        Species::Rabbit => "pet-rabbit",
        Species::Rodent => "pet-rodent",
        Species::Bird => "pet-bird",
        Species::Reptile => "pet-reptile",
        Species::Fish => "pet-fish",
        Species::Other => "pet-other",
    };
    Say::plain(lang, key)
}

/// Days in the first month, months in the first year, then years and months, from the third birthday years alone.
fn age(lang: Lang, today: Day, pet: &Pet) -> Option<Say> {
    let Age { years, months, days } = Age::at(pet.born.as_deref().and_then(Day::parse)?, today)?;
    Some(match (years, months) {
        (0, 0) => Say::new(lang, "pet-age-days", &[("n", Arg::from(days))]),
        (0, months) => Say::new(lang, "pet-age-months", &[("n", Arg::from(months))]),
        (1 | 2, 1..) => Say::new(lang, "pet-age-both", &[("years", Arg::from(years)), ("months", Arg::from(months))]),
        (years, _) => Say::new(lang, "pet-age-years", &[("n", Arg::from(years))]),
    })
}

fn of_chip(lang: Lang, chip: Microchip) -> Chip {
    Chip {
        digits: format!("{:015}", chip.number()),
        say: Say::new(lang, "scan-chip", &[("number", Arg::from(chip.to_string()))]),
        issuer: scan::issuer(lang, chip.issuer()),
    }
}

/// "4.2 kg"; below one kilogram "850 g".
fn weight(lang: Lang, grams: u32) -> Say {
    match grams {
        0..1_000 => Say::new(lang, "pet-grams", &[("g", Arg::from(grams))]),
        _ => Say::new(lang, "pet-kilograms", &[("kg", Arg::from(kilograms(grams)))]),
    }
}

fn history(lang: Lang, all: &[Weighed], clinics: &Clinics) -> Weights {
    let said = |weighed: &Weighed| {
        let args =
            [("weight", Arg::from(weight(lang, weighed.grams).text)), ("date", Arg::from(date(lang, weighed.on)))];
        Say::new(lang, "pet-weighed", &args)
    };
    let point = |weighed: &Weighed| Point {
        on: weighed.on.to_string(),
        day: weighed.on.number(),
        grams: weighed.grams,
        label: said(weighed),
        clinic: weighed.clinic.map(|clinic| by(lang, clinic, clinics)),
    };
    let change = match all {
        [.., before, newest] => Some(changed(lang, *before, *newest)),
        _ => None,
    };
    let newest = all.last().map_or_else(|| Say::plain(lang, "pet-never-weighed"), said);
    let clinic = all.last().and_then(|weighed| weighed.clinic).map(|clinic| by(lang, clinic, clinics));
    Weights { points: all.iter().map(point).collect(), newest, clinic, change }
}

fn changed(lang: Lang, before: Weighed, newest: Weighed) -> Say {
    let key = match newest.grams.cmp(&before.grams) {
        std::cmp::Ordering::Greater => "pet-heavier",
        std::cmp::Ordering::Less => "pet-lighter",
        std::cmp::Ordering::Equal => "pet-same-weight",
    };
    let by = weight(lang, newest.grams.abs_diff(before.grams)).text;
    Say::new(lang, key, &[("weight", Arg::from(by)), ("date", Arg::from(date(lang, before.on)))])
}

/// "By Umeda Pet Clinic"; of one that is in no catalogue here, that it was a clinic.
fn by(lang: Lang, clinic: ClinicId, clinics: &Clinics) -> Say {
    match clinics.get(&clinic) {
        Some(name) => Say::new(lang, "pet-by", &[("clinic", Arg::from(name))]),
        None => Say::plain(lang, "pet-by-clinic"),
    }
}

fn given(lang: Lang, today: Day, doses: &[Dose], clinics: &Clinics) -> Vaccinations {
    let of = |dose: &Dose| Vaccination {
        vaccine: dose.vaccine.clone(),
        given: {
            let args = [("vaccine", Arg::from(&dose.vaccine)), ("date", Arg::from(date(lang, dose.on)))];
            Say::new(lang, "pet-vaccinated", &args)
        },
        due: days_left(lang, dose.days_left(today)),
        state: state(dose, today).unwrap_or(DueState::None),
        batch: dose.batch.clone(),
        clinic: dose.clinic.map(|clinic| by(lang, clinic, clinics)),
    };
    let empty = doses.is_empty().then(|| Say::plain(lang, "pet-no-vaccination"));
    Vaccinations { newest: doses.iter().map(of).collect(), empty }
}

fn state(dose: &Dose, today: Day) -> Option<DueState> {
    let left = dose.days_left(today)?;
    Some(match left {
        ..0 => DueState::Overdue,
        _ if left <= REMIND_DAYS[0] => DueState::Soon,
        _ => DueState::Later,
    })
}

/// "Rabies: overdue by 3 days".
fn due(lang: Lang, today: Day, dose: &Dose) -> Say {
    let left = days_left(lang, dose.days_left(today)).text;
    Say::new(lang, "pet-due", &[("vaccine", Arg::from(&dose.vaccine)), ("when", Arg::from(left))])
}

fn days_left(lang: Lang, left: Option<i64>) -> Say {
    let (key, n) = match left {
        None => return Say::plain(lang, "pet-due-never"),
        Some(0) => return Say::plain(lang, "pet-due-today"),
        Some(left @ 1..) => ("pet-due-in", left),
        Some(left) => ("pet-overdue", -left),
    };
    Say::new(lang, key, &[("n", Arg::Count(u32::try_from(n).unwrap_or(u32::MAX)))])
}
