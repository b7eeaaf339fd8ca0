//! The server's history. Its name changes only when an operator restores a backup.

use crate::store::{Failure, Tx};
use crate::values;

/// Also asked of a backup's file.
pub const NEWEST_EPOCH: &str = "SELECT epoch FROM history ORDER BY position DESC LIMIT 1";

/// The current history; empty before the first one began, which no device's epoch equals.
pub fn epoch(tx: &mut Tx) -> Result<String, Failure> {
    Ok(tx.query_row(NEWEST_EPOCH, &[], |row| row.get(0))?.unwrap_or_default())
}

/// Begins the first history of a new store; gives the one that holds.
pub fn begin(tx: &mut Tx, fresh: &str, now_ms: i64) -> Result<String, Failure> {
    let known = epoch(tx)?;
    if !known.is_empty() {
        return Ok(known);
    }
    open(tx, fresh, now_ms)?;
    Ok(fresh.to_owned())
}

/// Opens another history.
pub(super) fn open(tx: &mut Tx, fresh: &str, now_ms: i64) -> Result<(), Failure> {
    let insert = "INSERT INTO history(epoch, since_ms, position)
        SELECT $1, $2, COALESCE(MAX(position), 0) + 1 FROM history";
    tx.exec(insert, values![fresh, now_ms]).map(|_| ())
}

/// When something was last written to the feed, ms; 0 for a store without rows.
pub fn last_ms(tx: &mut Tx) -> Result<i64, Failure> {
    let select = "SELECT MAX(at_ms) FROM (SELECT MAX(at_ms) AS at_ms FROM feed_row
        UNION ALL SELECT MAX(at_ms) FROM op_result UNION ALL SELECT MAX(since_ms) FROM history)";
    Ok(tx.query_row(select, &[], |row| row.get::<Option<i64>>(0))?.flatten().unwrap_or_default())
}
