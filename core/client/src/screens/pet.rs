//! The household's pets.

use petpro_domain::Lang;
use petpro_domain::ids::PetId;
use petpro_domain::pet::{Note, PetRow, Species};
use petpro_domain::texts::{Arg, Day, date};
use serde::Serialize;

use super::Say;

/// The screen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pets {
    /// "Pets".
    pub title: Say,
    /// That there is none yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub empty: Option<Say>,
    pub pets: Vec<Pet>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pet {
    /// Names it in a command.
    pub id: PetId,
    pub name: String,
    /// "Dog".
    pub species: Say,
    pub breed: String,
    /// "Born: Feb 29, 2024".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub born: Option<Say>,
    /// "Microchip: 392 123456789012".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chip: Option<Say>,
    /// "Allergies: chicken".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allergies: Option<Say>,
    /// "8.2 kg on Nov 22, 2026", oldest first.
    pub weights: Vec<Say>,
    /// "Rabies: Nov 22, 2026, due Nov 22, 2027", oldest first.
    pub vaccinations: Vec<Say>,
    /// Something about it is not sent yet.
    pub waits: bool,
}

/// The screen of these rows; the flag says what is not sent yet.
pub fn screen(lang: Lang, rows: &[(PetId, PetRow, bool)]) -> Pets {
    Pets {
        title: Say::plain(lang, "pets-title"),
        empty: rows.is_empty().then(|| Say::plain(lang, "pets-empty")),
        pets: rows.iter().map(|(id, row, waits)| pet(lang, *id, row, *waits)).collect(),
    }
}

fn pet(lang: Lang, id: PetId, row: &PetRow, waits: bool) -> Pet {
    let it = &row.pet;
    let (mut weights, mut vaccinations) = (Vec::new(), Vec::new());
    for noted in &row.notes {
        match &noted.note {
            Note::Weight { on, grams } => {
                let kilos = format!("{}.{:01}", grams / 1_000, grams % 1_000 / 100);
                let values = [("kilos", Arg::from(&kilos)), ("day", Arg::from(day(lang, on)))];
                weights.push(Say::new(lang, "pet-weight", &values));
            }
            Note::Vaccination { on, vaccine, due, .. } => {
                let due = due.as_deref().map(|due| day(lang, due));
                let key = if due.is_some() { "pet-vaccination-due" } else { "pet-vaccination" };
                let values = [
                    ("vaccine", Arg::from(vaccine)),
                    ("day", Arg::from(day(lang, on))),
                    ("due", Arg::from(due.unwrap_or_default())),
                ];
                vaccinations.push(Say::new(lang, key, &values));
            }
        }
    }
    let chip = it.chip.map(|chip| chip.to_string());
    Pet {
        id,
        name: it.name.clone(),
        species: species(lang, it.species),
        breed: it.breed.clone(),
        born: it.born.as_deref().map(|born| Say::new(lang, "pet-born", &[("day", Arg::from(day(lang, born)))])),
        chip: chip.map(|chip| Say::new(lang, "pet-chip", &[("chip", Arg::from(&chip))])),
        allergies: (!it.allergies.is_empty())
            .then(|| Say::new(lang, "pet-allergies", &[("what", Arg::from(&it.allergies.join(", ")))])),
        weights,
        vaccinations,
        waits,
    }
}

/// What it is, in words.
pub fn species(lang: Lang, species: Species) -> Say {
    let key = match species {
        Species::Dog => "species-dog",
        Species::Cat => "species-cat",
        Species::Rabbit => "species-rabbit",
        Species::Rodent => "species-rodent",
        Species::Bird => "species-bird",
        Species::Reptile => "species-reptile",
        Species::Fish => "species-fish",
        Species::Other => "species-other",
    };
    Say::plain(lang, key)
}

fn day(lang: Lang, iso: &str) -> String {
    Day::parse(iso).map_or_else(|| iso.to_owned(), |day| date(lang, day))
}

impl Pets {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let mut out = vec![self.title.text.clone()];
        out.extend(self.empty.iter().map(|say| say.text.clone()));
        for pet in &self.pets {
            let wait = if pet.waits { "◷ " } else { "" };
            let kind = [pet.species.text.as_str(), pet.breed.as_str()];
            let kind: Vec<&str> = kind.into_iter().filter(|part| !part.is_empty()).collect();
            out.push(format!("{wait}{} · {}", pet.name, kind.join(" · ")));
            let facts = [&pet.born, &pet.chip, &pet.allergies].into_iter().flatten();
            out.extend(facts.chain(&pet.weights).chain(&pet.vaccinations).map(|say| format!("  {say}")));
            out.push(format!("  {}", pet.id));
        }
        out
    }
}
