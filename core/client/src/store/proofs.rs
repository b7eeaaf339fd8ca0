//! The household's vaccination proofs, as the server sent them.

use petpro_domain::ids::OpId;
use petpro_domain::pet::Proof;
use rusqlite::Connection;

use super::own;
use crate::error::Result;

/// All of them, oldest first: ids are made in the order of time. A row of a newer server that cannot
/// be read is left out.
pub fn proofs(conn: &Connection) -> Result<Vec<(OpId, Proof)>> {
    let read = |(id, d): (String, String)| Some((id.parse().ok()?, serde_json::from_str(&d).ok()?));
    Ok(own::rows(conn, "proof")?.into_iter().filter_map(read).collect())
}
