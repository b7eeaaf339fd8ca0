//! The household's pets: kept, weighed and vaccinated with or without a network.

use petpro_domain::Code;
use petpro_domain::clinic::Clinic;
use petpro_domain::ids::PetId;
use petpro_domain::pet::{Fault, MAX_PETS, Note, Pet, Species, latest_day};
use petpro_domain::scanned::Microchip;
use petpro_domain::texts::{Day, day_of};
use petpro_domain::wire::{OpBody, PetNoted, PetPut};
use rusqlite::Connection;
use serde::Deserialize;

use super::{PetPro, Topic, guard};
use crate::error::{Error, Result};
use crate::screens::pets::{self, Clinics, Page, Pets};
use crate::store::pets::{Kept, pets as kept_pets};
use crate::store::{catalog, meta};

/// A vaccination that was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Given {
    pub vaccine: String,
    /// `2026-11-22`; today without it.
    pub on: Option<String>,
    /// When the next one is due.
    pub due: Option<String>,
    /// As on the vial.
    #[serde(default)]
    pub batch: String,
}

/// A profile as a person filled it in; what cannot be used is found when it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "PetWritten"))]
pub struct Written {
    pub name: String,
    pub species: Species,
    pub breed: String,
    /// `2022-03-31`; none where nobody knows.
    pub born: Option<String>,
    /// Digits, spaces allowed; empty without a chip.
    pub chip: String,
    pub allergies: Vec<String>,
}

impl PetPro {
    /// Keeps what was written, see [`PetPro::put_pet`].
    pub fn put_pet_as_written(&self, which: Option<&str>, written: Written) -> Result<Page> {
        let Written { name, species, breed, born, chip, allergies } = written;
        let chip = match chip.trim() {
            "" => None,
            text => Some(Microchip::parse(text).ok_or_else(|| wrong(vec![Fault::Chip]))?),
        };
        self.put_pet(which, &Pet { name, species, breed, born, chip, allergies })
    }

    /// Every pet of the household, oldest first. Empty for a guest.
    pub fn pets(&self) -> Result<Pets> {
        guard(|| Ok(pets::list(self.lang(), self.today()?, &self.kept_pets()?)))
    }

    /// One of them, by id or, where only one is called so, by name.
    pub fn pet(&self, which: &str) -> Result<Page> {
        guard(|| {
            let kept = self.pet_of(which)?;
            Ok(pets::page(self.lang(), self.today()?, &kept, &self.clinics_of(&kept)?))
        })
    }

    /// What the household says of it: to be changed and put back.
    pub fn pet_profile(&self, which: &str) -> Result<Pet> {
        guard(|| Ok(self.pet_of(which)?.row.pet))
    }

    /// Keeps another pet, or puts this profile in the place of the one's that is named; weights and
    /// vaccinations stay. `invalid` names the fields that cannot be used, see [`Error::wrong_of_pet`].
    pub fn put_pet(&self, which: Option<&str>, pet: &Pet) -> Result<Page> {
        guard(|| {
            let id = match which {
                Some(which) => self.pet_of(which)?.id,
                None if self.kept_pets()?.len() >= MAX_PETS => {
                    return Err(Error::new(Code::LimitExceeded, "as many pets as one household keeps"));
                }
                None => PetId(self.inner.config.randomness.id(self.inner.config.clock.wall_ms())),
            };
            pet.check(self.latest()?).map_err(wrong)?;
            self.write_pet(OpBody::PetPut(PetPut { pet_id: id, pet: Some(pet.clone()) }))?;
            self.pet(&id.to_string())
        })
    }

    /// Forgets it, with every weight and vaccination.
    pub fn forget_pet(&self, which: &str) -> Result<()> {
        guard(|| {
            let pet_id = self.pet_of(which)?.id;
            self.write_pet(OpBody::PetPut(PetPut { pet_id, pet: None }))
        })
    }

    /// Notes what it weighs, on this day or today. Noted again for the same day, the last word counts.
    pub fn weigh_pet(&self, which: &str, grams: u32, on: Option<&str>) -> Result<Page> {
        guard(|| self.note_pet(which, Note::Weight { on: self.day(on)?, grams }))
    }

    /// Notes a vaccination.
    pub fn vaccinate_pet(&self, which: &str, given: &Given) -> Result<Page> {
        guard(|| {
            let Given { vaccine, on, due, batch } = given.clone();
            self.note_pet(which, Note::Vaccination { on: self.day(on.as_deref())?, vaccine, due, batch })
        })
    }

    /// Whose chip this is, as far as it is in this household.
    pub(super) fn pet_with_chip(&self, chip: Microchip) -> Result<Option<(PetId, String)>> {
        let found = self.kept_pets()?.into_iter().find(|kept| kept.row.pet.chip == Some(chip));
        Ok(found.map(|kept| (kept.id, kept.row.pet.name)))
    }

    /// One of ours, by id or name.
    pub(super) fn own_pet(&self, which: &str) -> Result<PetId> {
        Ok(self.pet_of(which)?.id)
    }

    pub(super) fn kept_pets(&self) -> Result<Vec<Kept>> {
        self.inner.files(|files| files.account.readers.read(kept_pets))
    }

    fn pet_of(&self, which: &str) -> Result<Kept> {
        let all = self.kept_pets()?;
        let name = which.trim().to_lowercase();
        let id: Option<PetId> = which.trim().parse().ok();
        let meant = |kept: &Kept| Some(kept.id) == id || kept.row.pet.name.trim().to_lowercase() == name;
        let mut found = all.into_iter().filter(meant);
        match (found.next(), found.next()) {
            (Some(one), None) => Ok(one),
            (None, _) => Err(Error::new(Code::NotFound, "no pet of this id or name is kept here")),
            (Some(_), Some(_)) => Err(wrong(vec![Fault::Pet])),
        }
    }

    fn note_pet(&self, which: &str, note: Note) -> Result<Page> {
        let pet_id = self.pet_of(which)?.id;
        note.check(self.latest()?).map_err(wrong)?;
        self.write_pet(OpBody::PetNoted(PetNoted { pet_id, note }))?;
        self.pet(&pet_id.to_string())
    }

    /// The clinics that wrote something of it.
    fn clinics_of(&self, kept: &Kept) -> Result<Clinics> {
        let clinics = kept.row.notes.iter().filter_map(|noted| noted.clinic);
        self.inner.files(|files| {
            files.catalog.readers.read(|conn| {
                let mut named = Clinics::new();
                for id in clinics {
                    if !named.contains_key(&id)
                        && let Some(row) = catalog::row::<Clinic>(conn, "clinic", &id.to_string())?
                    {
                        named.insert(id, row.names.text(self.lang()).to_owned());
                    }
                }
                Ok(named)
            })
        })
    }

    /// Only of somebody who is signed in: a guest's file is never sent.
    fn write_pet(&self, body: OpBody) -> Result<()> {
        self.access_token()?;
        self.write_intent(&[Topic::Pets, Topic::Outbox], |_| Ok((body, Vec::new()))).map(drop)
    }

    /// The server's time, where it was ever heard.
    fn heard_ms(&self) -> Result<Option<i64>> {
        let heard = |conn: &Connection| meta::get::<Option<i64>>(conn, "server_offset_ms");
        let offset = self.inner.files(|files| files.account.readers.read(heard))?;
        Ok(offset.flatten().map(|offset| self.inner.config.clock.wall_ms() + offset))
    }

    /// What is later has not happened yet. A clock that nobody has compared refuses nothing.
    pub(super) fn latest(&self) -> Result<Option<Day>> {
        Ok(self.heard_ms()?.map(latest_day))
    }

    /// The day that it is for the person, by the server's time where it is known.
    pub(super) fn today(&self) -> Result<Day> {
        Ok(self.day_at(self.heard_ms()?.unwrap_or_else(|| self.inner.config.clock.wall_ms())))
    }

    /// The day at this instant where the person is; in UTC where the shell does not know that.
    pub(super) fn day_at(&self, at_ms: i64) -> Day {
        let local = self.inner.config.zone.as_ref().and_then(|zone| zone.local(at_ms));
        local.and_then(|local| Day::parse(&local.date)).unwrap_or_else(|| day_of(at_ms, 0))
    }

    pub(super) fn day(&self, on: Option<&str>) -> Result<String> {
        on.map_or_else(|| Ok(self.today()?.to_string()), |on| Ok(on.trim().to_owned()))
    }
}

fn wrong(faults: Vec<Fault>) -> Error {
    Error::new(Code::Invalid, "a field of a pet cannot be used").of_pet(faults)
}
