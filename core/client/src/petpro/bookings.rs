//! Visits of the household: booked with or without a network, moved and called off at the server.

use petpro_domain::Code;
use petpro_domain::booking::{Booking as Row, Owned, Status};
use petpro_domain::checkin::typed;
use petpro_domain::ids::{BookingId, ClinicId, ServiceId};
use petpro_domain::pet::Visitor;
use petpro_domain::wire::{BookingHere, BookingRequest, MAX_NOTE, MAX_PETS, OpBody};
use serde::{Deserialize, Serialize};

use super::rest::Nothing;
use super::{PetPro, Topic, guard, guard_async, parse};
use crate::error::{Error, Result};
use crate::screens::booking::{self, Booking, Bookings};
use crate::store::pets::Kept;
use crate::store::visits;

/// What somebody wants to book.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Wish {
    pub clinic: String,
    pub service: String,
    /// One to four of the household's.
    pub pets: Vec<String>,
    /// Server time of a beginning, ms.
    pub starts_ms: i64,
    #[serde(default)]
    pub note: String,
}

impl PetPro {
    /// The household's visits that are to come or under way, then those that are over, and what waits.
    pub fn bookings(&self) -> Result<Bookings> {
        guard(|| Ok(booking::screen(self.lang(), self.server_ms()?, &self.visits()?)))
    }

    /// One visit, by its id or its code.
    pub fn booking(&self, which: &str) -> Result<Booking> {
        guard(|| {
            let id = self.visit(which)?.0;
            let all = self.bookings()?;
            all.all().find(|it| it.id == id).cloned().ok_or_else(unknown)
        })
    }

    /// Books a time: saved first, then asked for. Without a network it waits as a request; the answer
    /// comes with the sync, confirmed or with other times.
    pub async fn book(&self, wish: &Wish) -> Result<Booking> {
        guard_async(async {
            let id = self.request(wish)?;
            if let Err(error) = self.sync().await {
                tracing::info!(code = %error.code(), "the request waits for the next sync");
            }
            self.booking(&id.to_string())
        })
        .await
    }

    /// Moves a visit to another free time; needs a network.
    pub async fn move_booking(&self, which: &str, starts_ms: i64) -> Result<Booking> {
        #[derive(Serialize)]
        struct To {
            starts_ms: i64,
        }
        self.change(which, "move", &To { starts_ms }).await
    }

    /// Calls a visit off; needs a network.
    pub async fn cancel_booking(&self, which: &str) -> Result<Booking> {
        self.change(which, "cancel", &Nothing {}).await
    }

    /// "I am in the car park": saved at once, told when there is a network.
    pub fn here(&self, which: &str) -> Result<Booking> {
        guard(|| {
            self.access_token()?;
            let (booking_id, row) = self.visit(which)?;
            if !matches!(row.visit.st, Status::Requested | Status::Confirmed) {
                return Err(Error::new(Code::BookingState, "it has begun, or is over"));
            }
            let body = OpBody::BookingHere(BookingHere { booking_id });
            self.write_intent(&[Topic::Outbox], |_| Ok((body, Vec::new())))?;
            self.booking(which)
        })
    }

    fn request(&self, wish: &Wish) -> Result<BookingId> {
        self.access_token()?;
        let clinic: ClinicId = parse(&wish.clinic, Code::NotFound)?;
        let service: ServiceId = parse(&wish.service, Code::NotFound)?;
        self.offer(clinic, service)?;
        let pets = wish.pets.iter().map(|pet| self.own_pet(pet)).collect::<Result<Vec<_>>>()?;
        if pets.is_empty() || pets.len() > MAX_PETS || wish.note.chars().count() > MAX_NOTE {
            return Err(Error::new(Code::Invalid, "one to four pets, and a note of 500 characters"));
        }
        let booking_id = BookingId(self.inner.config.randomness.id(self.inner.config.clock.wall_ms()));
        let (starts_ms, note) = (wish.starts_ms, wish.note.trim().to_owned());
        let ask = BookingRequest { booking_id, clinic, service, pets, starts_ms, note };
        self.write_intent(&[Topic::Outbox], |_| Ok((OpBody::BookingRequest(ask), Vec::new())))?;
        Ok(booking_id)
    }

    async fn change(&self, which: &str, how: &str, body: &impl Serialize) -> Result<Booking> {
        #[derive(Deserialize)]
        struct Reply {}
        guard_async(async {
            let id = self.visit(which)?.0;
            let _: Reply = self.post(&format!("/api/v1/bookings/{id}/{how}"), body).await?;
            self.look().await;
            self.booking(&id.to_string())
        })
        .await
    }

    fn visit(&self, which: &str) -> Result<(BookingId, Owned)> {
        let code = typed::parse(which);
        let is_it = |id: &BookingId, row: &Owned| match which.parse::<BookingId>() {
            Ok(named) => named == *id,
            Err(_) => code.as_deref() == Some(row.visit.code.as_str()),
        };
        self.visits()?.into_iter().find(|(id, row)| is_it(id, row)).ok_or_else(unknown)
    }

    /// Requests that wait are visits too, that nobody has confirmed.
    fn visits(&self) -> Result<Vec<(BookingId, Owned)>> {
        let known = self.inner.files(|files| files.account.readers.read(visits::visits))?;
        let pets = self.kept_pets()?;
        let mut all = known.answered;
        for ask in known.waiting {
            let lang = self.lang();
            let offer = self.offer(ask.clinic, ask.service).ok();
            let named = pets.iter().filter(|kept| ask.pets.contains(&kept.id));
            let visitor = |kept: &Kept| Visitor {
                id: Some(kept.id),
                name: kept.row.pet.name.clone(),
                species: kept.row.pet.species,
            };
            let minutes = offer.as_ref().map_or(0, |(_, care)| care.minutes);
            let ends_ms = ask.starts_ms + i64::from(minutes) * 60_000;
            let visit = Row {
                pets: named.map(visitor).collect(),
                st: Status::Requested,
                pass_v: 0,
                note: ask.note,
                ..Row::confirmed(ask.booking_id, (ask.clinic, ask.service), (ask.starts_ms, ends_ms))
            };
            all.push((
                ask.booking_id,
                Owned {
                    visit,
                    clinic_name: offer.as_ref().map(|(it, _)| it.names.text(lang).to_owned()).unwrap_or_default(),
                    zone: offer.as_ref().map(|(it, _)| it.zone.name().to_owned()).unwrap_or_default(),
                    service_name: offer.map(|(_, care)| care.names.text(lang).to_owned()).unwrap_or_default(),
                    refused: None,
                },
            ));
        }
        Ok(all)
    }
}

fn unknown() -> Error {
    Error::new(Code::NotFound, "no such visit on this device")
}
