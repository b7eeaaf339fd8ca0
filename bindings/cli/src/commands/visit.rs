//! Pets, clinics, visits.

use petpro_client::Code;
use petpro_client::bookings::Wish;
use petpro_client::pet::{Note, Pet as Row, Species};
use petpro_client::scanned::Microchip;

use super::App;
use crate::answer::{Answer, Failure};
use crate::args::visit::{Booking, Pet, PetArgs, Visit};

pub async fn run(app: &App, what: Visit) -> Result<Answer, Failure> {
    match what {
        Visit::Pets => pets(app),
        Visit::Pet { what } => pet(app, what),
        Visit::Clinics { id: None } => {
            let all = app.petpro.clinics()?;
            let lines = all.iter().flat_map(|page| page.lines()).collect();
            Ok(Answer::new(all, lines))
        }
        Visit::Clinics { id: Some(id) } => {
            let page = app.petpro.clinic(&id)?;
            let lines = page.lines();
            Ok(Answer::new(page, lines))
        }
        Visit::Slots { clinic, service, day } => {
            let times = app.petpro.free_slots(&clinic, &service, day.as_deref()).await?;
            let lines = times.lines();
            Ok(Answer::new(times, lines))
        }
        Visit::Bookings => {
            let all = app.petpro.bookings()?;
            let lines = all.lines();
            Ok(Answer::new(all, lines))
        }
        Visit::Booking { what } => booking(app, what).await,
    }
}

fn pets(app: &App) -> Result<Answer, Failure> {
    let pets = app.petpro.pets()?;
    let lines = pets.lines();
    Ok(Answer::new(pets, lines))
}

/// Each ends with the household's pets as they are now.
fn pet(app: &App, what: Pet) -> Result<Answer, Failure> {
    match what {
        Pet::Put(given) => drop(app.petpro.put_pet(given.change.as_deref(), row(&given)?)?),
        Pet::Weigh { id, grams, day } => app.petpro.note_pet(&id, Note::Weight { on: day.on, grams })?,
        Pet::Vaccinate { id, vaccine, day, due, batch } => {
            app.petpro.note_pet(&id, Note::Vaccination { on: day.on, vaccine, due, batch })?;
        }
        Pet::Forget { id } => app.petpro.forget_pet(&id)?,
    }
    pets(app)
}

async fn booking(app: &App, what: Booking) -> Result<Answer, Failure> {
    let visit = match what {
        Booking::Show { booking } => app.petpro.booking(&booking)?,
        Booking::Make { clinic, service, starts_ms, pet, note } => {
            app.petpro.book(&Wish { clinic, service, pets: pet, starts_ms, note }).await?
        }
        Booking::Move { booking, starts_ms } => app.petpro.move_booking(&booking, starts_ms).await?,
        Booking::Cancel { booking } => app.petpro.cancel_booking(&booking).await?,
        Booking::Here { booking } => app.petpro.here(&booking)?,
    };
    let lines = visit.lines();
    Ok(Answer::new(visit, lines))
}

fn row(given: &PetArgs) -> Result<Row, Failure> {
    let PetArgs { name, species, breed, born, chip, allergy, .. } = given.clone();
    let known = Species::ALL.into_iter().find(|known| known.name() == species);
    let chip = match chip {
        Some(digits) => Some(Microchip::parse(&digits).ok_or_else(|| Failure::new(Code::Invalid))?),
        None => None,
    };
    let species = known.ok_or_else(|| Failure::new(Code::Usage))?;
    Ok(Row { name, species, breed, born, chip, allergies: allergy })
}
