//! Asking the index.

use petpro_domain::ids::ProductId;
use rusqlite::{Connection, params};

use super::split;
use crate::error::Result;

/// Products whose names or brand hold everything that was typed, best first; at most `limit`.
pub fn find(conn: &Connection, text: &str, limit: u32) -> Result<Vec<ProductId>> {
    let Some(query) = split::for_query(text) else { return Ok(Vec::new()) };
    let mut ask = conn.prepare_cached(
        "SELECT doc.product FROM words JOIN doc ON doc.n = words.rowid WHERE words MATCH ?1 ORDER BY rank, doc.n LIMIT ?2",
    )?;
    let ids = ask.query_map(params![query, limit], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}
