//! The household's pets: written with or without a network.

use petpro_domain::Code;
use petpro_domain::cart::check;
use petpro_domain::ids::PetId;
use petpro_domain::pet::{Note, Pet};
use petpro_domain::wire::{OpBody, PetNoted, PetPut};

use super::{PetPro, Topic, guard, parse};
use crate::error::{Error, Result};
use crate::screens::pet::{self, Pets};
use crate::store::visits;

impl PetPro {
    /// Every pet of the household, oldest first.
    pub fn pets(&self) -> Result<Pets> {
        guard(|| {
            let rows = self.inner.files(|files| files.account.readers.read(visits::pets))?;
            Ok(pet::screen(self.lang(), &rows))
        })
    }

    /// Keeps a new pet, or all that is said of one that is there; gives its id.
    pub fn put_pet(&self, id: Option<&str>, said: Pet) -> Result<PetId> {
        guard(|| {
            let id = match id {
                Some(id) => self.own_pet(id)?,
                None => PetId(self.inner.config.randomness.id(self.inner.config.clock.wall_ms())),
            };
            self.write_pet(OpBody::PetPut(PetPut { pet_id: id, pet: Some(said) }))?;
            Ok(id)
        })
    }

    /// Forgets a pet and all that was noted of it.
    pub fn forget_pet(&self, id: &str) -> Result<()> {
        guard(|| {
            let pet_id = self.own_pet(id)?;
            self.write_pet(OpBody::PetPut(PetPut { pet_id, pet: None }))
        })
    }

    /// Adds a weight or a vaccination. Facts are never changed; two that are noted apart both count.
    pub fn note_pet(&self, id: &str, note: Note) -> Result<()> {
        guard(|| {
            let pet_id = self.own_pet(id)?;
            self.write_pet(OpBody::PetNoted(PetNoted { pet_id, note }))
        })
    }

    pub(super) fn own_pet(&self, id: &str) -> Result<PetId> {
        let id: PetId = parse(id, Code::NotFound)?;
        let known = self.inner.files(|files| files.account.readers.read(visits::pets))?;
        let known = known.iter().any(|(other, ..)| *other == id);
        known.then_some(id).ok_or_else(|| Error::new(Code::NotFound, "no pet of this id is kept here"))
    }

    /// Only of somebody who is signed in: a guest's file is never sent.
    fn write_pet(&self, body: OpBody) -> Result<()> {
        self.access_token()?;
        check(&body).map_err(|code| Error::new(code, "a name, and dates that the calendar has"))?;
        self.write_intent(&[Topic::Outbox], |_| Ok((body, Vec::new()))).map(drop)
    }
}
