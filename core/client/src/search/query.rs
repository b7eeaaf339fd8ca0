//! Asking the index.

use std::collections::BTreeMap;

use petpro_domain::ids::{CategoryId, ProductId};
use petpro_domain::words;
use rusqlite::{Connection, params};

use crate::error::Result;

/// Products whose names or brand hold everything that was typed, best first; at most `limit`.
pub fn find(conn: &Connection, text: &str, limit: u32) -> Result<Vec<ProductId>> {
    let Some(query) = words::for_query(text) else { return Ok(Vec::new()) };
    let mut ask = conn.prepare_cached(
        "SELECT doc.product FROM words JOIN doc ON doc.n = words.rowid WHERE words MATCH ?1 ORDER BY rank, doc.n LIMIT ?2",
    )?;
    let ids = ask.query_map(params![query, limit], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}

/// Products of a category after the first `skip`, by id; at most `limit`.
pub fn in_category(conn: &Connection, category: CategoryId, skip: u32, limit: u32) -> Result<Vec<ProductId>> {
    let mut ask =
        conn.prepare_cached("SELECT product FROM doc WHERE category = ?1 ORDER BY product LIMIT ?2 OFFSET ?3")?;
    let ids = ask.query_map(params![category.to_string(), limit, skip], |row| row.get::<_, String>(0))?;
    let ids = ids.collect::<Result<Vec<_>, _>>()?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}

/// How many products a category holds, for those that hold any.
pub fn per_category(conn: &Connection) -> Result<BTreeMap<CategoryId, u32>> {
    let mut ask =
        conn.prepare_cached("SELECT category, COUNT(*) FROM doc WHERE category IS NOT NULL GROUP BY category")?;
    let rows = ask.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(rows.iter().filter_map(|(id, n)| Some((id.parse().ok()?, *n))).collect())
}
