//! Vaccinations: the newest of each vaccine, and when the next one is due.

use serde::{Deserialize, Serialize};

use super::{Note, Noted};
use crate::ids::{ClinicId, OpId, PetId};
use crate::texts::{Arg, Day, Lang, date};

/// So many days before one is due its people are told.
pub const REMIND_DAYS: [i64; 2] = [14, 1];

/// The newest vaccination with one vaccine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dose {
    /// The fact's.
    pub id: OpId,
    /// As it was written last.
    pub vaccine: String,
    pub on: Day,
    pub due: Option<Day>,
    /// As on the vial; may be empty.
    pub batch: String,
    /// Who vouches for it; absent: the household.
    pub clinic: Option<ClinicId>,
}

/// What a reminder is about: this vaccination of this pet, due on that day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Due {
    pub pet: PetId,
    /// The pet's.
    pub name: String,
    pub vaccine: String,
    /// `2026-12-06`
    pub on: String,
}

impl Due {
    /// What fills a sentence about it: `name`, `vaccine`, `date`.
    pub fn args(&self, lang: Lang) -> [(&'static str, Arg<'_>); 3] {
        let date = Day::parse(&self.on).map(|day| date(lang, day)).unwrap_or_default();
        [("name", Arg::from(&self.name)), ("vaccine", Arg::from(&self.vaccine)), ("date", Arg::from(date))]
    }
}

impl Dose {
    /// Days until the next one is due, below 0 where it should have been given; none where none is.
    pub fn days_left(&self, today: Day) -> Option<i64> {
        self.due.map(|due| today.days_until(due))
    }
}

/// The newest one of each vaccine, the one that is due first in front, those that never are last. Of
/// two given on one day the last word counts.
pub fn doses(notes: &[Noted]) -> Vec<Dose> {
    let mut newest: Vec<Dose> = Vec::new();
    for dose in notes.iter().filter_map(dose) {
        match newest.iter_mut().find(|known| same_vaccine(&known.vaccine) == same_vaccine(&dose.vaccine)) {
            Some(known) if known.on <= dose.on => *known = dose,
            Some(_) => {}
            None => newest.push(dose),
        }
    }
    newest.sort_by_key(|dose| (dose.due.is_none(), dose.due, std::cmp::Reverse(dose.on)));
    newest
}

fn dose(noted: &Noted) -> Option<Dose> {
    let Note::Vaccination { on, vaccine, due, batch } = &noted.note else { return None };
    let due = due.as_deref().and_then(Day::parse);
    let (id, vaccine, batch, clinic) = (noted.id, vaccine.trim().to_owned(), batch.clone(), noted.clinic);
    Some(Dose { id, vaccine, on: Day::parse(on)?, due, batch, clinic })
}

/// What tells vaccines apart: letters of either case, with any spaces, are the same.
pub fn same_vaccine(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids;

    fn given(n: u8, vaccine: &str, on: &str, due: Option<&str>) -> Noted {
        let due = due.map(str::to_owned);
        let note = Note::Vaccination { on: on.into(), vaccine: vaccine.into(), due, batch: String::new() };
        Noted { id: OpId(ids::v7(1, [n; 10])), note, clinic: None }
    }

    fn said(notes: &[Noted]) -> Vec<(String, String, Option<String>)> {
        let said = |dose: Dose| (dose.vaccine, dose.on.to_string(), dose.due.map(|due| due.to_string()));
        doses(notes).into_iter().map(said).collect()
    }

    #[test]
    fn the_newest_of_each_vaccine_stands_and_the_next_due_comes_first() {
        let notes = [
            given(1, "Rabies", "2025-04-01", Some("2026-04-01")),
            given(2, "DHPP", "2025-05-01", Some("2025-06-01")),
            given(3, " rabies ", "2026-03-20", Some("2027-03-20")),
            given(4, "Rabies", "2024-04-01", Some("2025-04-01")),
            given(5, "Lyme", "2026-01-01", None),
        ];
        let row =
            |vaccine: &str, on: &str, due: Option<&str>| (vaccine.to_owned(), on.to_owned(), due.map(str::to_owned));
        assert_eq!(
            said(&notes),
            [
                row("DHPP", "2025-05-01", Some("2025-06-01")),
                row("rabies", "2026-03-20", Some("2027-03-20")),
                row("Lyme", "2026-01-01", None),
            ]
        );
    }

    #[test]
    fn what_was_noted_wrongly_is_noted_again_for_the_same_day() {
        let wrong = given(1, "Rabies", "2026-03-20", Some("2072-03-20"));
        let right = given(2, "Rabies", "2026-03-20", Some("2027-03-20"));
        assert_eq!(doses(&[wrong, right])[0].due, Day::parse("2027-03-20"));
    }
}
