//! The event outbox: what leaves a transaction is written in it, and sent after it.

use uuid::Uuid;

use crate::store::{Failure, Tx};
use crate::values;

pub const TABLES: &str = "
CREATE TABLE outbox(
    id BLOB PRIMARY KEY,                    -- also the message id, so that a bus can drop a repeat
    topic TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,                     -- ids and numbers, never names or addresses
    at_ms BIGINT NOT NULL,
    sent_ms BIGINT
);
CREATE INDEX outbox_unsent ON outbox(at_ms, id) WHERE sent_ms IS NULL;
";

/// Writes an event in the transaction that makes it true.
pub fn put(
    tx: &mut Tx,
    id: Uuid,
    topic: &str,
    name: &str,
    body: &serde_json::Value,
    now_ms: i64,
) -> Result<(), Failure> {
    tx.exec(
        "INSERT INTO outbox(id,topic,name,body,at_ms) VALUES($1,$2,$3,$4,$5)",
        values![id, topic, name, body.to_string(), now_ms],
    )?;
    Ok(())
}

/// How many wait, and since when.
pub fn waiting(tx: &mut Tx) -> Result<(i64, Option<i64>), Failure> {
    let found = tx.query_row("SELECT count(*), min(at_ms) FROM outbox WHERE sent_ms IS NULL", &[], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    Ok(found.unwrap_or_default())
}
