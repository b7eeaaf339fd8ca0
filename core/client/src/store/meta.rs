//! Small values of a file, by name.

use rusqlite::types::FromSql;
use rusqlite::{Connection, OptionalExtension, ToSql, params};

use crate::error::Result;
use crate::world::Clock;

/// The value, if it was ever set.
pub fn get<T: FromSql>(conn: &Connection, k: &str) -> Result<Option<T>> {
    let mut find = conn.prepare_cached("SELECT v FROM meta WHERE k = ?1")?;
    Ok(find.query_row([k], |row| row.get(0)).optional()?)
}

/// Add it to the wall clock to get the server's time; 0 before the server was heard.
pub fn server_offset_ms(conn: &Connection) -> Result<i64> {
    Ok(get::<Option<i64>>(conn, "server_offset_ms")?.flatten().unwrap_or(0))
}

/// The server's time by the clock that nobody can set: known while the device runs on since the server was last heard.
/// Unlike the wall clock with its offset it survives whatever a person does to date and time.
pub fn true_now(conn: &Connection, clock: &dyn Clock) -> Result<Option<i64>> {
    let noted = get::<String>(conn, "server_boot")?.filter(|boot| *boot == clock.boot());
    let ahead = noted.map(|_| get::<i64>(conn, "server_mono_ms")).transpose()?.flatten();
    Ok(ahead.map(|ahead| ahead + clock.mono_ms() as i64))
}

/// Notes the server's time for [`true_now`]: `ahead` is what to add to the monotonic clock of this boot.
pub fn set_true_now(tx: &Connection, boot: &str, ahead: Option<i64>) -> Result<()> {
    set(tx, "server_boot", boot)?;
    set(tx, "server_mono_ms", ahead)
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
