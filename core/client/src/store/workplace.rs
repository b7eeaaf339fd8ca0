//! The rows of a clinic on the phone of somebody who works there.

use std::str::FromStr;

use petpro_domain::clinic::Clinic;
use petpro_domain::ids::ClinicId;
use rusqlite::{Connection, OptionalExtension};
use serde::de::DeserializeOwned;

use super::shown;
use crate::error::Result;

/// One row of this scope and its version.
pub fn row<T: DeserializeOwned>(conn: &Connection, scope: &str, t: &str, id: &str) -> Result<Option<(T, u64)>> {
    let mut find = conn.prepare_cached(
        "SELECT d, seq FROM base WHERE s = (SELECT s FROM scope WHERE name = ?1) AND t = ?2 AND id = ?3",
    )?;
    let found = find.query_row([scope, t, id], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)));
    found.optional()?.map(|(d, seq)| Ok((shown::read(&d)?, seq as u64))).transpose()
}

/// All rows of a type; one of a newer server that cannot be read is left out.
pub fn rows<K: FromStr, T: DeserializeOwned>(conn: &Connection, scope: &str, t: &str) -> Result<Vec<(K, T)>> {
    let mut find = conn.prepare_cached(
        "SELECT id, d FROM base WHERE s = (SELECT s FROM scope WHERE name = ?1) AND t = ?2 ORDER BY id",
    )?;
    let all = find.query_map([scope, t], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let all = all.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(all.into_iter().filter_map(|(id, d)| Some((id.parse().ok()?, shown::read(&d).ok()?))).collect())
}

/// The clinics whose rows come to this account.
pub fn clinics(conn: &Connection) -> Result<Vec<(ClinicId, Clinic)>> {
    let mut find = conn.prepare_cached(
        "SELECT id, d FROM base WHERE t = 'clinic' AND s IN (SELECT s FROM scope WHERE name LIKE 'clinic:%') ORDER BY id",
    )?;
    let all = find.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let all = all.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(all.into_iter().filter_map(|(id, d)| Some((id.parse().ok()?, shown::read(&d).ok()?))).collect())
}
