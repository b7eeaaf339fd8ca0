//! The one way in for ops, REST and clinics: what was said of a pet, and the row that its household's
//! devices have of it.

use petpro_domain::Code;
use petpro_domain::cart::Verdict;
use petpro_domain::ids::{ClinicId, HouseholdId, OpId, PetId};
use petpro_domain::pet::{MAX_NOTES, MAX_PETS, Note, Noted, PetRow, latest_day};
use petpro_domain::wire::{PetNoted, PetPut};
use petpro_sync::server::Ledger;
use serde::Serialize;

use super::{photo, proofs, read, remind};
use crate::feed::OnTx;
use crate::store::{Failure, Tx};
use crate::values;

/// Keeps a pet under this id, whatever it held before, or forgets it and all that was noted of it. A
/// forgotten one stays forgotten: ops that are offered again after a restore may come in any order.
pub fn put(ledger: &mut OnTx, household: HouseholdId, put: &PetPut, now_ms: i64) -> Result<Verdict, Failure> {
    let id = put.pet_id;
    let Some(pet) = &put.pet else {
        forget(ledger, household, id, now_ms)?;
        return Ok(Verdict::applied());
    };
    if pet.check(Some(latest_day(now_ms))).is_err() {
        return Ok(Verdict::rejected(Code::Invalid));
    }
    // The same id of another household is not changed.
    let upsert = "INSERT INTO pet(id, household_id, d, created_ms) SELECT $1, $2, $3, $4
        WHERE (SELECT COUNT(*) FROM pet WHERE household_id = $2 AND d IS NOT NULL AND id <> $1) < $5
        ON CONFLICT (id) DO UPDATE SET d = excluded.d
            WHERE pet.household_id = excluded.household_id AND pet.d IS NOT NULL";
    if ledger.tx.exec(upsert, values![id, household, text(pet), now_ms, MAX_PETS as u64])? == 0 {
        return Ok(match of(ledger.tx, id)? {
            Some((owner, _)) if owner != household => Verdict::rejected(Code::NotFound),
            Some((_, true)) => Verdict::superseded(),
            _ => Verdict::rejected(Code::LimitExceeded),
        });
    }
    let row = show(ledger, household, id)?;
    remind::renew(ledger.tx, id, row.as_ref(), now_ms)?;
    Ok(Verdict::applied())
}

fn forget(ledger: &mut OnTx, household: HouseholdId, id: PetId, now_ms: i64) -> Result<(), Failure> {
    let bury = "INSERT INTO pet(id, household_id, d, created_ms) VALUES ($1, $2, NULL, $3)
        ON CONFLICT (id) DO UPDATE SET d = NULL WHERE pet.household_id = excluded.household_id AND pet.d IS NOT NULL";
    if ledger.tx.exec(bury, values![id, household, now_ms])? > 0 {
        ledger.tx.exec("DELETE FROM pet_note WHERE household_id = $1 AND pet = $2", values![household, id])?;
        remind::renew(ledger.tx, id, None, now_ms)?;
        proofs::forget(ledger, household, id)?;
        photo::forget(ledger, household, id)?;
        ledger.publish(&format!("household:{household}"), "pet", &id.to_string(), None)?;
    }
    Ok(())
}

/// Keeps a fact under its op's id. One about a pet that is not here yet waits for it: after a restore
/// another device may offer the pet again.
pub fn note(
    ledger: &mut OnTx,
    household: HouseholdId,
    noted: &PetNoted,
    id: OpId,
    now_ms: i64,
) -> Result<Verdict, Failure> {
    match of(ledger.tx, noted.pet_id)? {
        Some((owner, _)) if owner != household => Ok(Verdict::rejected(Code::NotFound)),
        Some((_, true)) => Ok(Verdict::superseded()),
        _ => {
            let noted_here = Noted { id, note: noted.note.clone(), clinic: None };
            keep(ledger, household, noted.pet_id, &noted_here, now_ms)
        }
    }
}

/// What a clinic took or gave: in the pet's own history under this id, once. False where nobody keeps
/// this pet any more.
pub fn note_by_clinic(
    ledger: &mut OnTx,
    pet: PetId,
    note: Note,
    clinic: ClinicId,
    id: OpId,
    now_ms: i64,
) -> Result<bool, Failure> {
    let Some((household, false)) = of(ledger.tx, pet)? else { return Ok(false) };
    let kept = keep(ledger, household, pet, &Noted { id, note, clinic: Some(clinic) }, now_ms)?;
    Ok(kept.code.is_none())
}

/// A clinic's own mistake is in no history any more; what was never there stays away.
pub fn take_back(ledger: &mut OnTx, id: OpId, now_ms: i64) -> Result<(), Failure> {
    let delete = "DELETE FROM pet_note WHERE id = $1 RETURNING household_id, pet";
    let found = ledger.tx.query_row(delete, values![id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let Some((household, pet)) = found else { return Ok(()) };
    ledger.tx.exec("DELETE FROM pet_due WHERE note = $1", values![id])?;
    let row = show(ledger, household, pet)?;
    remind::renew(ledger.tx, pet, row.as_ref(), now_ms)
}

fn keep(ledger: &mut OnTx, household: HouseholdId, pet: PetId, noted: &Noted, now_ms: i64) -> Result<Verdict, Failure> {
    if noted.note == Note::Other {
        return Ok(Verdict::held());
    }
    if noted.note.check(Some(latest_day(now_ms))).is_err() {
        return Ok(Verdict::rejected(Code::Invalid));
    }
    let insert = "INSERT INTO pet_note(id, household_id, pet, n, d)
        SELECT $1, $2, $3, (SELECT COALESCE(MAX(n), 0) + 1 FROM pet_note WHERE household_id = $2 AND pet = $3), $4
        WHERE (SELECT COUNT(*) FROM pet_note WHERE household_id = $2 AND pet = $3) < $5 ON CONFLICT (id) DO NOTHING";
    if ledger.tx.exec(insert, values![noted.id, household, pet, text(noted), MAX_NOTES as u64])? == 0 {
        let known = ledger.tx.query_row("SELECT 1 FROM pet_note WHERE id = $1", values![noted.id], |_| Ok(()))?;
        return Ok(known.map_or(Verdict::rejected(Code::LimitExceeded), |()| Verdict::applied()));
    }
    let row = show(ledger, household, pet)?;
    if matches!(noted.note, Note::Vaccination { .. }) {
        remind::renew(ledger.tx, pet, row.as_ref(), now_ms)?;
    }
    Ok(Verdict::applied())
}

/// Whose it is, and whether it was forgotten.
fn of(tx: &mut Tx, id: PetId) -> Result<Option<(HouseholdId, bool)>, Failure> {
    let select = "SELECT household_id, d IS NULL FROM pet WHERE id = $1";
    tx.query_row(select, values![id], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Gives the household's devices the pet as it is now; `None` where it is not here (yet).
pub(super) fn show(ledger: &mut OnTx, household: HouseholdId, id: PetId) -> Result<Option<PetRow>, Failure> {
    let row = read::one(ledger.tx, household, id)?;
    if let Some(row) = &row {
        ledger.publish(&format!("household:{household}"), "pet", &id.to_string(), Some(&text(row)))?;
    }
    Ok(row)
}

fn text(of: &impl Serialize) -> String {
    serde_json::to_string(of).expect("profiles and facts are maps with string keys")
}
