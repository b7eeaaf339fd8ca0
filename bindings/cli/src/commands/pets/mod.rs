//! The household's pets.

mod chart;

use petpro_client::pet::{self, Fault, Pet, Species};
use petpro_client::screens::pets::Page;
use petpro_client::texts::Arg;
use petpro_client::{Code, Given, Microchip};
use serde_json::json;

use super::App;
use super::files::write;
use crate::answer::{Answer, Failure};
use crate::args::{Pets, Profile};

pub async fn run(app: &App, what: Option<Pets>) -> Result<Answer, Failure> {
    match what {
        None => list(app),
        Some(Pets::Show { pet }) => Ok(shown(app.petpro.pet(&pet)?)),
        Some(Pets::Add { name, species, profile }) => {
            let blank = Pet {
                name,
                species: Species::Other,
                breed: String::new(),
                born: None,
                chip: None,
                allergies: Vec::new(),
            };
            let pet = changed(blank, None, Some(&species), profile)?;
            Ok(shown(app.petpro.put_pet(None, &pet)?))
        }
        Some(Pets::Change { pet, name, species, profile }) => {
            let kept = app.petpro.pet_profile(&pet)?;
            let put = changed(kept, name, species.as_deref(), profile)?;
            Ok(shown(app.petpro.put_pet(Some(&pet), &put)?))
        }
        Some(Pets::Weigh { pet, weight, on }) => {
            let grams = pet::grams(&weight).ok_or_else(|| wrong(vec![Fault::Grams]))?;
            Ok(shown(app.petpro.weigh_pet(&pet, grams, on.as_deref())?))
        }
        Some(Pets::Vaccinate { pet, vaccine, on, due, batch }) => {
            Ok(shown(app.petpro.vaccinate_pet(&pet, &Given { vaccine, on, due, batch })?))
        }
        Some(Pets::Photo { pet, set: Some(file), .. }) => Ok(shown(app.petpro.set_pet_photo(&pet, &file).await?)),
        Some(Pets::Photo { pet, remove: true, .. }) => Ok(shown(app.petpro.remove_pet_photo(&pet).await?)),
        Some(Pets::Photo { pet, out, small, .. }) => {
            let file = out.ok_or_else(|| Failure::new(Code::Usage))?;
            let photo = match small {
                true => app.petpro.pet_thumbnail(&pet)?,
                false => app.petpro.pet_photo(&pet).await?,
            };
            write(&file, &photo)?;
            let file = file.display().to_string();
            let args = [("file", Arg::from(&file))];
            Ok(Answer::say(json!({ "file": file }), app.lang, "cli-photo-saved", &args))
        }
        Some(Pets::Forget { pet }) => {
            let card = app.petpro.pet(&pet)?.card;
            app.petpro.forget_pet(&pet)?;
            let args = [("name", Arg::from(&card.name))];
            Ok(Answer::say(json!({ "id": card.id }), app.lang, "cli-pet-forgotten", &args))
        }
    }
}

fn list(app: &App) -> Result<Answer, Failure> {
    let pets = app.petpro.pets()?;
    let lines = pets.lines();
    Ok(Answer::new(pets, lines))
}

fn shown(page: Page) -> Answer {
    let mut lines = page.lines();
    lines.extend(chart::lines(&page.weights.points));
    Answer::new(page, lines)
}

/// The profile with what was given in the place of what it had; an empty text takes something away.
fn changed(kept: Pet, name: Option<String>, species: Option<&str>, given: Profile) -> Result<Pet, Failure> {
    let mut faults = Vec::new();
    let species = species.map_or(Some(kept.species), Species::parse);
    faults.extend(species.is_none().then_some(Fault::Species));
    let chip = match given.chip.as_deref() {
        None => Some(kept.chip),
        Some("") => Some(None),
        Some(chip) => Microchip::parse(chip).map(Some),
    };
    faults.extend(chip.is_none().then_some(Fault::Chip));
    let (Some(species), Some(chip)) = (species, chip) else { return Err(wrong(faults)) };
    let allergies: Vec<String> = match given.allergy.as_slice() {
        [] => kept.allergies,
        named => named.iter().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect(),
    };
    Ok(Pet {
        name: name.unwrap_or(kept.name).trim().to_owned(),
        species,
        breed: given.breed.unwrap_or(kept.breed).trim().to_owned(),
        born: given.born.map_or(kept.born, |born| (!born.is_empty()).then_some(born)),
        chip,
        allergies,
    })
}

fn wrong(of_pet: Vec<Fault>) -> Failure {
    Failure { of_pet, ..Failure::new(Code::Invalid) }
}
