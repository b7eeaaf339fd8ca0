//! What can be wrong with a pet's profile or a fact about it.

use serde::{Deserialize, Serialize};

use super::weight::MAX_WEIGHT_G;
use super::{MAX_ALLERGIES, MAX_NAME, Note, Pet};
use crate::texts::{Day, day_of};

/// Letters of a vaccine's name.
const MAX_VACCINE: usize = 80;
/// Letters of a batch.
const MAX_BATCH: usize = 40;

/// The field that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// A name that several pets have.
    Pet,
    /// Of several at one visit, it is not said whose weight it is.
    Whose,
    /// Of several at one visit, it is not said which.
    Which,
    /// Empty, over 40 letters, or not one line of text; so are `breed` and `allergies`, which may be empty.
    Name,
    /// Not a kind of animal that is known here.
    Species,
    Breed,
    /// No day of the calendar, or one to come.
    Born,
    /// Not 15 digits that anybody gives out.
    Chip,
    Allergies,
    /// No day of the calendar, or one to come.
    On,
    /// Without a unit, nothing, or more than a pet can weigh.
    Grams,
    /// Empty or over 80 letters.
    Vaccine,
    /// No day of the calendar, or not after the day on which it was given.
    Due,
    /// Over 40 letters.
    Batch,
}

impl Fault {
    /// The field's name on the wire.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Pet => "pet",
            Self::Whose => "whose",
            Self::Which => "which",
            Self::Name => "name",
            Self::Species => "species",
            Self::Breed => "breed",
            Self::Born => "born",
            Self::Chip => "chip",
            Self::Allergies => "allergies",
            Self::On => "on",
            Self::Grams => "grams",
            Self::Vaccine => "vaccine",
            Self::Due => "due",
            Self::Batch => "batch",
        }
    }

    /// What it should be, in the text catalogue.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pet => "pet-wrong-which",
            Self::Whose => "pet-wrong-whose",
            Self::Which => "pet-wrong-which-one",
            Self::Name => "pet-wrong-name",
            Self::Species => "pet-wrong-species",
            Self::Breed => "pet-wrong-breed",
            Self::Born => "pet-wrong-born",
            Self::Chip => "pet-wrong-chip",
            Self::Allergies => "pet-wrong-allergies",
            Self::On => "pet-wrong-on",
            Self::Grams => "pet-wrong-grams",
            Self::Vaccine => "pet-wrong-vaccine",
            Self::Due => "pet-wrong-due",
            Self::Batch => "pet-wrong-batch",
        }
    }
}

/// The latest day that has begun anywhere on earth, at UTC+14: what is later has not happened yet.
pub fn latest_day(now_ms: i64) -> Day {
    day_of(now_ms, 14 * 60)
}

impl Pet {
    /// Everything that is wrong with it, in the order of the fields. Without a `latest` day its birth
    /// may lie ahead: a device whose clock is wrong must not refuse what is right.
    pub fn check(&self, latest: Option<Day>) -> Result<(), Vec<Fault>> {
        let mut faults = Faults::default();
        faults.must(is_line(&self.name, MAX_NAME) && !self.name.trim().is_empty(), Fault::Name);
        faults.must(is_line(&self.breed, MAX_NAME), Fault::Breed);
        faults.must(self.born.as_deref().is_none_or(|born| has_been(born, latest)), Fault::Born);
        let listed = self.allergies.len() <= MAX_ALLERGIES;
        let named = |it: &String| is_line(it, MAX_NAME) && !it.trim().is_empty();
        faults.must(listed && self.allergies.iter().all(named), Fault::Allergies);
        faults.found()
    }
}

impl Note {
    /// Like [`Pet::check`]. A kind of a newer app has no faults here.
    pub fn check(&self, latest: Option<Day>) -> Result<(), Vec<Fault>> {
        let mut faults = Faults::default();
        match self {
            Self::Weight { on, grams } => {
                faults.must(has_been(on, latest), Fault::On);
                faults.must((1..=MAX_WEIGHT_G).contains(grams), Fault::Grams);
            }
            Self::Vaccination { on, vaccine, due, batch } => {
                let after = |due: &str| Day::parse(due).is_some_and(|due| Day::parse(on).is_none_or(|on| due > on));
                faults.must(has_been(on, latest), Fault::On);
                faults.must(is_line(vaccine, MAX_VACCINE) && !vaccine.trim().is_empty(), Fault::Vaccine);
                faults.must(due.as_deref().is_none_or(after), Fault::Due);
                faults.must(is_line(batch, MAX_BATCH), Fault::Batch);
            }
            Self::Other => {}
        }
        faults.found()
    }
}

#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn must(&mut self, holds: bool, fault: Fault) {
        if !holds {
            self.0.push(fault);
        }
    }

    fn found(self) -> Result<(), Vec<Fault>> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }
}

fn has_been(text: &str, latest: Option<Day>) -> bool {
    Day::parse(text).is_some_and(|day| latest.is_none_or(|latest| day <= latest))
}

fn is_line(text: &str, letters: usize) -> bool {
    text.chars().count() <= letters && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pet::Species;

    fn mochi() -> Pet {
        Pet {
            name: "Mochi".into(),
            species: Species::Dog,
            breed: "Shiba".into(),
            born: Some("2020-02-29".into()),
            chip: None,
            allergies: vec!["chicken".into()],
        }
    }

    /// 2026-11-22T12:00:00Z
    const NOW_MS: i64 = 1_795_348_800_000;

    #[test]
    fn every_field_that_is_wrong_is_named() {
        assert_eq!(mochi().check(Some(latest_day(NOW_MS))), Ok(()));
        let wrong = Pet {
            name: " ".into(),
            breed: "x".repeat(41),
            born: Some("2026-02-29".into()),
            allergies: vec![String::new()],
            ..mochi()
        };
        assert_eq!(wrong.check(None), Err(vec![Fault::Name, Fault::Breed, Fault::Born, Fault::Allergies]));
        assert_eq!(Pet { name: "Mo\nchi".into(), ..mochi() }.check(None), Err(vec![Fault::Name]));
        let full = Pet { name: "もちもちもちもち".repeat(5), ..mochi() };
        assert_eq!(full.check(None), Ok(()), "40 letters, not bytes");
    }

    #[test]
    fn nothing_is_born_weighed_or_given_on_a_day_that_has_begun_nowhere() {
        let latest = Some(latest_day(NOW_MS));
        let born = |day: &str| Pet { born: Some(day.into()), ..mochi() }.check(latest);
        assert_eq!(
            (born("2026-11-23"), born("2026-11-24")),
            (Ok(()), Err(vec![Fault::Born])),
            "it is the 23rd in Kiritimati"
        );
        let weighed = Note::Weight { on: "2026-11-24".into(), grams: 0 };
        assert_eq!(weighed.check(latest), Err(vec![Fault::On, Fault::Grams]));
        assert_eq!(weighed.check(None), Err(vec![Fault::Grams]), "who does not know the day refuses no day");
    }

    #[test]
    fn the_next_vaccination_is_due_after_the_one_that_was_given() {
        let given = |due: &str| Note::Vaccination {
            on: "2026-11-20".into(),
            vaccine: "Rabies".into(),
            due: Some(due.into()),
            batch: String::new(),
        };
        assert_eq!(given("2027-11-20").check(None), Ok(()));
        for due in ["2026-11-20", "2025-11-20", "2027-02-29"] {
            assert_eq!(given(due).check(None), Err(vec![Fault::Due]), "{due}");
        }
    }
}
