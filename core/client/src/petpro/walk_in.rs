//! Who comes to a tablet without a booking: taken in at once, with or without a network.

use petpro_domain::Code;
use petpro_domain::checkin::Verdict;
use petpro_domain::clinic::Care;
use petpro_domain::ids::{BookingId, ClinicId, ServiceId};
use petpro_domain::pet::{Species, Visitor};
use petpro_domain::texts::Arg;
use petpro_domain::wire::{OpBody, WalkedIn, can_walk_in};
use serde::{Deserialize, Serialize};

use super::proofs::AtDesk;
use super::scale::{AtScale, weights};
use super::{PetPro, Topic, guard, guard_async, parse};
use crate::error::{Error, Result};
use crate::screens::Say;
use crate::screens::board;
use crate::screens::booking::{self, Booking};
use crate::screens::clinic::Offer;
use crate::state::Received;
use crate::store::desk;

/// Somebody stands at the desk who has not booked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct WalkIn {
    /// What they want, by its id or its name in any language.
    pub service: String,
    /// One to four, by name and species.
    pub pets: Vec<(String, Species)>,
    /// First name of who brings them.
    pub owner: String,
    #[serde(default)]
    pub note: String,
    #[serde(skip)]
    pub scale: Vec<AtScale>,
}

/// Something that the tablet's clinic offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "DeskService"))]
pub struct Offered {
    /// Names it in a command; its name does so too.
    pub id: ServiceId,
    pub name: String,
    pub minutes: u32,
    /// "30 minutes".
    pub length: Say,
}

impl PetPro {
    /// What the tablet's clinic offers now.
    pub fn desk_services(&self) -> Result<Vec<Offered>> {
        guard(|| {
            let lang = self.lang();
            let named = |(id, care): (ServiceId, Care)| Offered {
                id,
                name: care.names.text(lang).to_owned(),
                minutes: care.minutes,
                length: Say::new(lang, "clinic-minutes", &[("n", Arg::from(care.minutes))]),
            };
            Ok(self.cares()?.into_iter().map(named).collect())
        })
    }

    /// Takes somebody in, saved on this tablet first. Nothing about it is refused later: whatever is
    /// booked at that time, both are on the board, and a clash is shown there.
    pub fn walk_in(&self, who: &WalkIn) -> Result<Received> {
        guard(|| {
            let wanted = who.service.trim().to_lowercase();
            let is_it = |(id, care): &(ServiceId, Care)| {
                let names = [&care.names.en, &care.names.ja, &care.names.ko, &care.names.zh];
                id.to_string() == wanted || names.iter().any(|name| name.to_lowercase() == wanted)
            };
            let service = self.cares()?.into_iter().find(is_it).map(|(id, _)| id);
            let service = service.ok_or_else(no_service)?;
            let pet = |(name, species): &(String, Species)| Visitor {
                id: None,
                name: name.trim().to_owned(),
                species: *species,
            };
            let pets: Vec<Visitor> = who.pets.iter().map(pet).collect();
            let (owner, note) = (who.owner.trim().to_owned(), who.note.trim().to_owned());
            if !can_walk_in(&pets, &owner, &note) {
                return Err(Error::new(Code::Invalid, "one to four pets, with names of 40 letters"));
            }
            let names: Vec<&str> = pets.iter().map(|pet| pet.name.as_str()).collect();
            let scale = weights(&names, &who.scale)?;
            let clinic = self.on_tablet(|_, clinic| Ok(clinic))?;
            let said = WalkedIn { clinic, service, pets, owner, note, scale, actor: self.actor()? };
            let (id, _) =
                self.write_intent(&[Topic::Outbox, Topic::Board], |_| Ok((OpBody::WalkedIn(said), vec![])))?;
            let visit = self.on_tablet(|conn, _| desk::visit(conn, BookingId(id.0)))?;
            Ok(Received {
                id,
                booking: Some(BookingId(id.0)),
                verdict: Verdict::Genuine,
                pets: visit.as_ref().map(|visit| board::pets(&visit.row)).unwrap_or_default(),
                repeat_of: None,
            })
        })
    }

    /// Takes somebody in over the network, by who works at the clinic: at the next free time, or at this one.
    pub async fn admit(&self, clinic: &str, who: &WalkIn, starts_ms: Option<i64>) -> Result<Booking> {
        #[derive(Serialize)]
        struct Pet<'a> {
            name: &'a str,
            species: Species,
        }
        #[derive(Serialize)]
        struct New<'a> {
            service: ServiceId,
            pets: Vec<Pet<'a>>,
            owner: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            starts_ms: Option<i64>,
            note: &'a str,
        }
        guard_async(async {
            let clinic: ClinicId = parse(clinic, Code::NotFound)?;
            let page = self.clinic(&clinic.to_string())?;
            let wanted = who.service.trim().to_lowercase();
            let is_it = |it: &&Offer| it.id.to_string() == wanted || it.name.to_lowercase() == wanted;
            let service = page.services.iter().find(is_it).map(|it| it.id).ok_or_else(no_service)?;
            let pets = who.pets.iter().map(|(name, species)| Pet { name, species: *species }).collect();
            let new = New { service, pets, owner: &who.owner, starts_ms, note: &who.note };
            let AtDesk { id, row } = self.post(&format!("/api/v1/clinics/{clinic}/walk-ins"), &new).await?;
            let shown = booking::screen(self.lang(), self.server_ms()?, &[(id, row)]);
            shown.all().next().cloned().ok_or_else(|| Error::new(Code::ReplyBroken, "no visit in the answer"))
        })
        .await
    }

    fn cares(&self) -> Result<Vec<(ServiceId, Care)>> {
        self.on_tablet(|conn, clinic| {
            let all: Vec<(ServiceId, Care)> = desk::rows(conn, "care")?;
            Ok(all.into_iter().filter(|(_, care)| care.clinic == clinic && !care.gone).collect())
        })
    }
}

fn no_service() -> Error {
    Error::new(Code::NotFound, "the clinic offers no such service")
}
