//! Small values of a file, by name.

use rusqlite::types::FromSql;
use rusqlite::{Connection, OptionalExtension, ToSql, params};

use crate::error::Result;

/// The value, if it was ever set.
pub fn get<T: FromSql>(conn: &Connection, k: &str) -> Result<Option<T>> {
    let mut find = conn.prepare_cached("SELECT v FROM meta WHERE k = ?1")?;
    Ok(find.query_row([k], |row| row.get(0)).optional()?)
}

/// Add it to the wall clock to get the server's time; 0 before the server was heard.
pub fn server_offset_ms(conn: &Connection) -> Result<i64> {
    Ok(get::<Option<i64>>(conn, "server_offset_ms")?.flatten().unwrap_or(0))
}

/// Sets it.
pub fn set(tx: &Connection, k: &str, v: impl ToSql) -> Result<()> {
    tx.prepare_cached("INSERT INTO meta(k, v) VALUES (?1, ?2) ON CONFLICT(k) DO UPDATE SET v = excluded.v")?
        .execute(params![k, v])?;
    Ok(())
}

/// Forgets it.
pub fn unset(tx: &Connection, k: &str) -> Result<()> {
    tx.prepare_cached("DELETE FROM meta WHERE k = ?1")?.execute([k])?;
    Ok(())
}
