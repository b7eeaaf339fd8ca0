//! Photos of pets: one each, kept small, for the household and for the clinic that it visits.

mod picture;
mod routes;

use std::collections::HashMap;

use petpro_domain::Code;
use petpro_domain::ids::{HouseholdId, PetId};
use sha2::{Digest, Sha256};

pub use routes::routes;

use super::write;
use crate::feed::OnTx;
use crate::store::{Failure, Tx};
use crate::values;

pub const TABLES: &str = "
CREATE TABLE pet_photo(
    pet BLOB PRIMARY KEY,
    household_id BLOB NOT NULL,
    sha TEXT NOT NULL,                      -- SHA-256 of the large one, in hex: its version
    large BLOB NOT NULL,
    small BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX pet_photo_household ON pet_photo(household_id, pet, sha);
";

/// Puts a photo in the place of the one before.
fn put(ledger: &mut OnTx, household: HouseholdId, pet: PetId, photo: &picture::Kept) -> Result<(), Failure> {
    let sha = hex::encode(Sha256::digest(&photo.large));
    let upsert = "INSERT INTO pet_photo(pet, household_id, sha, large, small) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (pet) DO UPDATE SET sha = excluded.sha, large = excluded.large, small = excluded.small
        WHERE pet_photo.household_id = excluded.household_id";
    ledger.tx.exec(upsert, values![pet, household, &sha, photo.large.as_slice(), photo.small.as_slice()])?;
    write::show(ledger, household, pet).map(drop)
}

/// Takes it away; nothing where there is none.
fn remove(ledger: &mut OnTx, household: HouseholdId, pet: PetId) -> Result<(), Failure> {
    forget(ledger, household, pet)?;
    write::show(ledger, household, pet).map(drop)
}

/// Of a pet that is forgotten.
pub(super) fn forget(ledger: &mut OnTx, household: HouseholdId, pet: PetId) -> Result<(), Failure> {
    let delete = "DELETE FROM pet_photo WHERE pet = $1 AND household_id = $2";
    ledger.tx.exec(delete, values![pet, household]).map(drop)
}

/// The version of a pet's photo.
pub(super) fn version(tx: &mut Tx, pet: PetId) -> Result<Option<String>, Failure> {
    tx.query_row("SELECT sha FROM pet_photo WHERE pet = $1", values![pet], |row| row.get(0))
}

/// The versions of a household's photos.
pub(super) fn versions(tx: &mut Tx, household: HouseholdId) -> Result<HashMap<PetId, String>, Failure> {
    let select = "SELECT pet, sha FROM pet_photo WHERE household_id = $1";
    Ok(tx.query(select, values![household], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
}

/// A photo and its version, in one of its sizes.
fn read(tx: &mut Tx, pet: PetId, small: bool) -> Result<Option<(String, Vec<u8>)>, Failure> {
    let select = match small {
        true => "SELECT sha, small FROM pet_photo WHERE pet = $1",
        false => "SELECT sha, large FROM pet_photo WHERE pet = $1",
    };
    tx.query_row(select, values![pet], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Decodes and encodes apart from whoever waits for other things.
async fn made(bytes: Vec<u8>) -> Result<picture::Kept, Code> {
    tokio::task::spawn_blocking(move || picture::kept(&bytes)).await.unwrap_or(Err(Code::ImageUnreadable))
}
