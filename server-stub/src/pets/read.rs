//! What is known of pets.

use std::collections::HashMap;

use petpro_domain::ids::{HouseholdId, OpId, PetId};
use petpro_domain::pet::{Due, Note, Noted, Pet, PetRow, Visitor};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::photo;
use crate::store::{Failure, Row, Tx};
use crate::values;

/// One pet.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct KeptPet {
    pub id: PetId,
    #[serde(flatten)]
    pub row: PetRow,
}

/// A household's pets, oldest first.
pub fn all(tx: &mut Tx, household: HouseholdId) -> Result<Vec<KeptPet>, Failure> {
    let select = "SELECT id, d FROM pet WHERE household_id = $1 AND d IS NOT NULL ORDER BY created_ms, id";
    let pets: Vec<(PetId, Pet)> = tx.query(select, values![household], |row| Ok((row.get(0)?, read(row, 1)?)))?;
    let mut notes: HashMap<PetId, Vec<Noted>> = HashMap::new();
    let select = "SELECT pet, d FROM pet_note WHERE household_id = $1 ORDER BY pet, n";
    for (pet, noted) in tx.query(select, values![household], |row| Ok((row.get(0)?, read(row, 1)?)))? {
        notes.entry(pet).or_default().push(noted);
    }
    let mut photos = photo::versions(tx, household)?;
    let kept = pets.into_iter().map(|(id, pet)| {
        let notes = notes.remove(&id).unwrap_or_default();
        KeptPet { id, row: PetRow { pet, notes, photo: photos.remove(&id) } }
    });
    Ok(kept.collect())
}

/// One of a household's.
pub(super) fn one(tx: &mut Tx, household: HouseholdId, id: PetId) -> Result<Option<PetRow>, Failure> {
    let select = "SELECT d FROM pet WHERE id = $1 AND household_id = $2 AND d IS NOT NULL";
    let Some(pet) = tx.query_row(select, values![id, household], |row| read(row, 0))? else { return Ok(None) };
    let select = "SELECT d FROM pet_note WHERE household_id = $1 AND pet = $2 ORDER BY n";
    let notes = tx.query(select, values![household, id], |row| read(row, 0))?;
    Ok(Some(PetRow { pet, notes, photo: photo::version(tx, id)? }))
}

/// Whose a pet is and what its people say of it; `None` where it is forgotten.
pub fn profile(tx: &mut Tx, id: PetId) -> Result<Option<(HouseholdId, Pet)>, Failure> {
    let select = "SELECT household_id, d FROM pet WHERE id = $1 AND d IS NOT NULL";
    tx.query_row(select, values![id], |row| Ok((row.get(0)?, read(row, 1)?)))
}

/// These pets as a clinic sees them in a booking; `None` where one is not this household's. Named
/// twice is there once.
pub fn visitors(tx: &mut Tx, household: HouseholdId, ids: &[PetId]) -> Result<Option<Vec<Visitor>>, Failure> {
    let select = "SELECT d FROM pet WHERE id = $1 AND household_id = $2 AND d IS NOT NULL";
    let mut visitors: Vec<Visitor> = Vec::with_capacity(ids.len());
    for id in ids {
        let found: Option<Pet> = tx.query_row(select, values![id, household], |row| read(row, 0))?;
        let Some(Pet { name, species, .. }) = found else { return Ok(None) };
        if visitors.iter().all(|known| known.id != Some(*id)) {
            visitors.push(Visitor { id: Some(*id), name, species });
        }
    }
    Ok(Some(visitors))
}

/// What a reminder about this vaccination says; `None` once the pet is forgotten or the next one was given.
pub fn due(tx: &mut Tx, note: OpId) -> Result<Option<Due>, Failure> {
    let select = "SELECT p.id, p.d, n.d FROM pet_due d JOIN pet_note n ON n.id = d.note
        JOIN pet p ON p.id = d.pet AND p.household_id = n.household_id WHERE d.note = $1 AND p.d IS NOT NULL";
    let found = tx.query_row(select, values![note], |row| {
        Ok((row.get::<PetId>(0)?, read::<Pet>(row, 1)?, read::<Noted>(row, 2)?))
    })?;
    Ok(found.and_then(|(pet, Pet { name, .. }, noted)| match noted.note {
        Note::Vaccination { vaccine, due: Some(on), .. } => Some(Due { pet, name, vaccine, on }),
        _ => None,
    }))
}

pub(super) fn read<T: DeserializeOwned>(row: &Row, index: usize) -> Result<T, Failure> {
    serde_json::from_str(&row.get::<String>(index)?).map_err(|_| Failure::Shape { index })
}
