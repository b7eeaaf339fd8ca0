//! The event outbox: what leaves a transaction is written in it, and sent after it.

mod dispatch;

pub use dispatch::{Dispatched, Event, Listener, dispatch, prune};

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

/// `key`: events about one thing arrive in their order. `next_ms`: not before, after a failure.
pub const ORDER: &str = "
ALTER TABLE outbox ADD COLUMN key TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN next_ms BIGINT NOT NULL DEFAULT 0;
CREATE INDEX outbox_waits ON outbox(key) WHERE sent_ms IS NULL AND tries > 0;
CREATE INDEX outbox_sent ON outbox(sent_ms) WHERE sent_ms IS NOT NULL;
";

/// `no`: the order in which they were written, which is the order in which they leave.
pub const NUMBERS: &str = "
ALTER TABLE outbox ADD COLUMN no BIGINT NOT NULL DEFAULT 0;
CREATE INDEX outbox_no ON outbox(no);
CREATE INDEX outbox_next ON outbox(no) WHERE sent_ms IS NULL;
DROP INDEX outbox_unsent;
";

/// `no` is the key: an event is written in one tree less, at its end.
pub const BY_NUMBER: &str = "
CREATE TABLE outbox_new(
    no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, topic TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
    at_ms BIGINT NOT NULL, sent_ms BIGINT, key TEXT NOT NULL, tries BIGINT NOT NULL DEFAULT 0,
    next_ms BIGINT NOT NULL DEFAULT 0);
INSERT INTO outbox_new(no, id, topic, name, body, at_ms, sent_ms, key, tries, next_ms)
    SELECT ROW_NUMBER() OVER (ORDER BY no, at_ms, id), id, topic, name, body, at_ms, sent_ms, key, tries, next_ms
    FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_new RENAME TO outbox;
CREATE INDEX outbox_waits ON outbox(key) WHERE sent_ms IS NULL AND tries > 0;
CREATE INDEX outbox_sent ON outbox(sent_ms) WHERE sent_ms IS NOT NULL;
CREATE INDEX outbox_next ON outbox(no) WHERE sent_ms IS NULL;
";

/// Writes an event in the transaction that makes it true. Events about the same `order` (else the
/// same `user`) of their bodies arrive in the order in which they were written.
pub fn put(
    tx: &mut Tx,
    id: Uuid,
    topic: &str,
    name: &str,
    body: &serde_json::Value,
    now_ms: i64,
) -> Result<(), Failure> {
    let key = ["order", "user"].iter().find_map(|name| body[name].as_str()).unwrap_or_default();
    tx.exec(
        "INSERT INTO outbox(no, id, topic, name, body, at_ms, key)
         VALUES ((SELECT COALESCE(MAX(no), 0) + 1 FROM outbox), $1, $2, $3, $4, $5, $6)",
        values![id, topic, name, body.to_string(), now_ms, key],
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
