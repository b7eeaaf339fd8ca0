//! What is forgotten: tombstones after 90 days (the floor rises over them), results after 400.

use crate::store::{Failure, Tx};
use crate::values;

const DAY_MS: i64 = 86_400_000;
/// A device that was away for longer starts again from a snapshot.
pub const KEEP_TOMBSTONES_MS: i64 = 90 * DAY_MS;
/// Longer than any op may wait (180 days) and any receipt is looked up.
pub const KEEP_RESULTS_MS: i64 = 400 * DAY_MS;

/// Forgets what is too old; gives how many tombstones went.
pub fn trim(tx: &mut Tx, now_ms: i64) -> Result<usize, Failure> {
    let before = now_ms - KEEP_TOMBSTONES_MS;
    // The floor first: a cursor below it must never miss a deletion.
    let raise = "UPDATE scope SET floor = COALESCE(
            (SELECT MAX(seq) FROM feed_row WHERE feed_row.scope = scope.no AND d IS NULL AND at_ms < $1), floor)
        WHERE no IN (SELECT scope FROM feed_row WHERE d IS NULL AND at_ms < $1)";
    tx.exec(raise, values![before])?;
    tx.exec("DELETE FROM op_result WHERE at_ms < $1", values![now_ms - KEEP_RESULTS_MS])?;
    tx.exec("DELETE FROM feed_row WHERE d IS NULL AND at_ms < $1", values![before])
}
