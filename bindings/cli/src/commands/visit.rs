//! Clinics and visits.

use petpro_client::bookings::Wish;

use super::App;
use crate::answer::{Answer, Failure};
use crate::args::visit::{Booking, Visit};

pub async fn run(app: &App, what: Visit) -> Result<Answer, Failure> {
    match what {
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
