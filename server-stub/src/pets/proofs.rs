//! Vaccination proofs that clinics gave out, as rows of the household. Each lies under the id of the fact
//! in the pet's history, and is signed anew whenever another key signs.

use petpro_domain::ids::{BookingId, ClinicId, HouseholdId, OpId, PetId};
use petpro_domain::pass::{PassText, Vaccination};
use petpro_domain::pet::Proof;
use petpro_sync::server::Ledger;
use serde::Serialize;

use super::{read, write};
use crate::feed::OnTx;
use crate::state::AppState;
use crate::store::{Failure, Row, Tx};
use crate::values;

/// Proofs of one transaction.
const TURN: u64 = 200;

/// A proof and its id.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct KeptProof {
    pub id: OpId,
    #[serde(flatten)]
    pub proof: Proof,
}

/// Signs what a clinic vouches for and gives it to the pet's household. `None` while no key signs.
pub fn keep(
    app: &AppState,
    ledger: &mut OnTx,
    household: HouseholdId,
    (pet, booking): (PetId, BookingId),
    said: &Vaccination,
    now_ms: i64,
) -> Result<Option<KeptProof>, Failure> {
    let Some((text, key)) = signed(app, said, now_ms) else { return Ok(None) };
    let kept = KeptProof { id: OpId(said.id), proof: Proof { pet, clinic: said.clinic, booking, text } };
    let insert = "INSERT INTO proof(id, household_id, pet, booking, clinic, key, d) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO NOTHING";
    let d = json(&kept.proof);
    ledger.tx.exec(insert, values![kept.id, household, pet, booking, said.clinic, key, &d])?;
    show(ledger, household, kept.id, Some(&d))?;
    Ok(Some(kept))
}

/// A household's, oldest first.
pub fn of_household(tx: &mut Tx, household: HouseholdId) -> Result<Vec<KeptProof>, Failure> {
    tx.query("SELECT id, d FROM proof WHERE household_id = $1 ORDER BY id", values![household], kept)
}

/// Those that were given at a visit.
pub fn of_visit(tx: &mut Tx, booking: BookingId) -> Result<Vec<KeptProof>, Failure> {
    tx.query("SELECT id, d FROM proof WHERE booking = $1 ORDER BY id", values![booking], kept)
}

/// The clinic that vouches for it.
pub fn clinic_of(tx: &mut Tx, id: OpId) -> Result<Option<ClinicId>, Failure> {
    tx.query_row("SELECT clinic FROM proof WHERE id = $1", values![id], |row| row.get(0))
}

/// Nobody has it any more, and the vaccination was not given. That a copy of it says nothing is for
/// the list of keys to tell.
pub fn take_back(ledger: &mut OnTx, id: OpId, now_ms: i64) -> Result<(), Failure> {
    let delete = "DELETE FROM proof WHERE id = $1 RETURNING household_id";
    let Some(household) = ledger.tx.query_row(delete, values![id], |row| row.get(0))? else { return Ok(()) };
    show(ledger, household, id, None)?;
    write::take_back(ledger, id, now_ms)
}

/// Of a pet that its household forgets.
pub(super) fn forget(ledger: &mut OnTx, household: HouseholdId, pet: PetId) -> Result<(), Failure> {
    let delete = "DELETE FROM proof WHERE household_id = $1 AND pet = $2 RETURNING id";
    let gone: Vec<OpId> = ledger.tx.query(delete, values![household, pet], |row| row.get(0))?;
    gone.into_iter().try_for_each(|id| show(ledger, household, id, None))
}

/// A turn: what another key has signed is signed by the one that signs now, so that what a household
/// shows outlives its key. Paper does not.
pub async fn renew(app: &AppState) -> Result<(), Failure> {
    while some(app).await? == TURN {}
    Ok(())
}

async fn some(app: &AppState) -> Result<u64, Failure> {
    let now_ms = app.clock.now_ms();
    let Some(key) = app.keys.passes.signs_with(now_ms).map(|key| key.to_string()) else { return Ok(0) };
    // Both sides of the key, so that the index finds them.
    let find = move |tx: &mut Tx| {
        let select = "SELECT id, household_id, d FROM proof WHERE key < $1 OR key > $1 LIMIT $2";
        tx.query(select, values![&key, TURN], |row| Ok((row.get(0)?, row.get(1)?, read::read::<Proof>(row, 2)?)))
    };
    if app.store.read(&find)?.is_empty() {
        return Ok(0); // the writer is not woken
    }
    let its = app.clone();
    let write = move |tx: &mut Tx| {
        let all: Vec<(OpId, HouseholdId, Proof)> = find(tx)?;
        let ((), pokes) = OnTx::write(tx, now_ms, |ledger| {
            all.iter().try_for_each(|(id, household, proof)| again(&its, ledger, (*id, *household), proof, now_ms))
        })?;
        Ok::<_, Failure>((all.len() as u64, pokes))
    };
    let (done, pokes) = app.store.write(write).await?;
    app.live.tell(pokes);
    Ok(done)
}

fn again(
    app: &AppState,
    ledger: &mut OnTx,
    (id, household): (OpId, HouseholdId),
    proof: &Proof,
    now_ms: i64,
) -> Result<(), Failure> {
    let said = Vaccination::said(&proof.text).ok_or(Failure::Shape { index: 2 })?;
    let Some((text, key)) = signed(app, &said, now_ms) else { return Ok(()) };
    let d = json(&Proof { text, ..proof.clone() });
    ledger.tx.exec("UPDATE proof SET key = $2, d = $3 WHERE id = $1", values![id, key, &d])?;
    show(ledger, household, id, Some(&d))
}

fn signed(app: &AppState, said: &Vaccination, now_ms: i64) -> Option<(PassText, String)> {
    let passes = &app.keys.passes;
    Some((passes.sign_proof(said, now_ms)?, passes.signs_with(now_ms)?.to_string()))
}

fn show(ledger: &mut OnTx, household: HouseholdId, id: OpId, d: Option<&str>) -> Result<(), Failure> {
    ledger.publish(&format!("household:{household}"), "proof", &id.to_string(), d).map(drop)
}

fn kept(row: &Row) -> Result<KeptProof, Failure> {
    Ok(KeptProof { id: row.get(0)?, proof: read::read(row, 1)? })
}

fn json(proof: &Proof) -> String {
    serde_json::to_string(proof).expect("a proof is a map with string keys")
}
