//! Pets as they are kept: a profile that its household writes, and facts that only grow.

use petpro_domain::ids::{HouseholdId, OpId, PetId};
use petpro_domain::pet::{MAX_PETS, Note, Noted, Pet, PetRow, Visitor};
use petpro_domain::wire::{PetNoted, PetPut};
use petpro_sync::server::Ledger;

use super::due;
use crate::feed::OnTx;
use crate::store::{Failure, Row, Tx};
use crate::values;

/// Facts about one pet.
const MOST_NOTES: i64 = 500;

/// What a household says of a pet; false where there is no room for another one, or the id is
/// another household's.
pub fn put(ledger: &mut OnTx, household: HouseholdId, put: &PetPut, now_ms: i64) -> Result<bool, Failure> {
    let PetPut { pet_id: id, pet } = put;
    let Some(pet) = pet else {
        forget(ledger, household, *id)?;
        return Ok(true);
    };
    let upsert = "INSERT INTO pet(id, household, d, created_ms)
        SELECT $1, $2, $3, $4 WHERE (SELECT COUNT(*) FROM pet WHERE household = $2 AND id <> $1) < $5
        ON CONFLICT (id) DO UPDATE SET d = excluded.d WHERE pet.household = excluded.household";
    let d = serde_json::to_string(pet).expect("a pet is a map with string keys");
    let written = ledger.tx.exec(upsert, values![id, household, d, now_ms, MAX_PETS as i64])? > 0;
    if written {
        publish(ledger, household, *id)?;
    }
    Ok(written)
}

/// What became of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    Yes,
    /// This household has no such pet.
    NoPet,
    /// As many as are kept.
    Full,
}

/// Adds a fact under its op's id; the same one again changes nothing.
pub fn note(ledger: &mut OnTx, household: HouseholdId, op: OpId, noted: &PetNoted) -> Result<Kept, Failure> {
    let pet = noted.pet_id;
    if get(ledger.tx, household, pet)?.is_none() {
        return Ok(Kept::NoPet);
    }
    let fact = Noted { note: noted.note.clone(), clinic: None };
    let d = serde_json::to_string(&fact).expect("a fact is a map with string keys");
    let insert = "INSERT INTO pet_note(op, pet, d, no)
        SELECT $1, $2, $3, n FROM (SELECT COUNT(*) AS n FROM pet_note WHERE pet = $2) WHERE n < $4
        ON CONFLICT (op) DO UPDATE SET d = pet_note.d";
    if ledger.tx.exec(insert, values![op, pet, d, MOST_NOTES])? == 0 {
        return Ok(Kept::Full);
    }
    if let Note::Vaccination { vaccine, due: Some(due), .. } = &noted.note {
        due::remember(ledger.tx, op, pet, vaccine, due)?;
    }
    publish(ledger, household, pet)?;
    Ok(Kept::Yes)
}

/// A pet of this household with its facts, oldest first.
pub fn get(tx: &mut Tx, household: HouseholdId, id: PetId) -> Result<Option<PetRow>, Failure> {
    let select = "SELECT d FROM pet WHERE id = $1 AND household = $2";
    let Some(pet) = tx.query_row(select, values![id, household], parsed::<Pet>)? else { return Ok(None) };
    let notes = tx.query("SELECT d FROM pet_note WHERE pet = $1 ORDER BY no", values![id], parsed::<Noted>)?;
    Ok(Some(PetRow { pet, notes }))
}

/// A household's pets, oldest first.
pub(super) fn all(tx: &mut Tx, household: HouseholdId) -> Result<Vec<(PetId, PetRow)>, Failure> {
    let select = "SELECT id FROM pet WHERE household = $1 ORDER BY created_ms, id";
    let ids: Vec<PetId> = tx.query(select, values![household], |row| row.get(0))?;
    let pets = ids.into_iter().map(|id| Ok(get(tx, household, id)?.map(|pet| (id, pet))));
    pets.filter_map(Result::transpose).collect()
}

/// These pets as a clinic sees them in a visit; `None` where one is not this household's.
pub fn visitors(tx: &mut Tx, household: HouseholdId, ids: &[PetId]) -> Result<Option<Vec<Visitor>>, Failure> {
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        let select = "SELECT d FROM pet WHERE id = $1 AND household = $2";
        let Some(pet) = tx.query_row(select, values![id, household], parsed::<Pet>)? else { return Ok(None) };
        all.push(Visitor { id: Some(*id), name: pet.name, species: pet.species });
    }
    Ok(Some(all))
}

/// Whose a pet is, and what it is called.
pub(super) fn owner(tx: &mut Tx, id: PetId) -> Result<Option<(HouseholdId, Pet)>, Failure> {
    tx.query_row("SELECT d, household FROM pet WHERE id = $1", values![id], |row| Ok((row.get(1)?, parsed(row)?)))
}

fn forget(ledger: &mut OnTx, household: HouseholdId, id: PetId) -> Result<(), Failure> {
    if ledger.tx.exec("DELETE FROM pet WHERE id = $1 AND household = $2", values![id, household])? > 0 {
        ledger.tx.exec("DELETE FROM pet_note WHERE pet = $1", values![id])?;
        due::forget(ledger.tx, id)?;
        ledger.publish(&scope(household), "pet", &id.to_string(), None)?;
    }
    Ok(())
}

fn publish(ledger: &mut OnTx, household: HouseholdId, id: PetId) -> Result<(), Failure> {
    if let Some(row) = get(ledger.tx, household, id)? {
        let d = serde_json::to_string(&row).expect("a row is a map with string keys");
        ledger.publish(&scope(household), "pet", &id.to_string(), Some(&d))?;
    }
    Ok(())
}

fn scope(household: HouseholdId) -> String {
    format!("household:{household}")
}

fn parsed<T: serde::de::DeserializeOwned>(row: &Row) -> Result<T, Failure> {
    serde_json::from_str(&row.get::<String>(0)?).map_err(|_| Failure::Shape { index: 0 })
}
