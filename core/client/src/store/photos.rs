//! Small copies of the household's photos, so that a list shows them without a network.

use petpro_domain::ids::PetId;
use rusqlite::{Connection, OptionalExtension, params};

use crate::error::Result;

/// A pet's small photo and the version of the large one that it was made from.
pub fn small(conn: &Connection, pet: PetId) -> Result<Option<(String, Vec<u8>)>> {
    let mut find = conn.prepare_cached("SELECT sha, small FROM photo WHERE pet = ?1")?;
    Ok(find.query_row([pet.to_string()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// The pets whose copy is there, with its version.
pub fn kept(conn: &Connection) -> Result<Vec<(PetId, String)>> {
    let mut find = conn.prepare_cached("SELECT pet, sha FROM photo")?;
    let rows = find.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let all = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(all.into_iter().filter_map(|(pet, sha)| Some((pet.parse().ok()?, sha))).collect())
}

/// Keeps a copy in the place of the one before.
pub fn put(tx: &Connection, pet: PetId, sha: &str, small: &[u8]) -> Result<()> {
    tx.prepare_cached("INSERT OR REPLACE INTO photo(pet, sha, small) VALUES (?1, ?2, ?3)")?.execute(params![
        pet.to_string(),
        sha,
        small
    ])?;
    Ok(())
}

/// Throws a copy away.
pub fn forget(tx: &Connection, pet: PetId) -> Result<()> {
    tx.prepare_cached("DELETE FROM photo WHERE pet = ?1")?.execute([pet.to_string()])?;
    Ok(())
}
