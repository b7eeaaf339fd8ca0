//! The schema: one append-only list. A released entry is never edited (its checksum is stored),
//! and a file that a newer server has written is refused by name, never altered.

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::OpenError;

/// Every folder's tables, in the order in which they were released.
/// Append `("area.2", "ALTER TABLE …")`; never edit or move a line that has been released.
const MIGRATIONS: &[(&str, &str)] = &[
    ("store.1", "CREATE TABLE setting(k TEXT PRIMARY KEY, v TEXT NOT NULL);"),
    ("identity.1", crate::identity::tables::TABLES),
    ("outbox.1", crate::outbox::TABLES),
    ("idempotency.1", crate::idempotency::TABLES),
    ("feed.1", crate::feed::tables::TABLES),
    ("catalog.1", crate::catalog::tables::TABLES),
    ("inventory.1", crate::inventory::tables::TABLES),
    ("media.1", crate::media::TABLES),
    ("outbox.2", crate::outbox::ORDER),
    ("inbox.1", crate::inbox::TABLES),
    ("inventory.2", crate::inventory::tables::HOLDS),
    ("identity.2", crate::identity::addresses::TABLES),
    ("identity.3", crate::identity::staff::TABLES),
    ("checkout.1", crate::checkout::tables::TABLES),
    ("orders.1", crate::orders::tables::TABLES),
    ("shipping.1", crate::shipping::tables::TABLES),
    ("identity.4", crate::identity::tables::LANGUAGE),
    ("outbox.3", crate::outbox::NUMBERS),
    ("feed.2", crate::feed::tables::JOBS),
    ("payments.1", crate::payments::tables::TABLES),
    ("notifications.1", crate::notifications::tables::TABLES),
    ("inbox.2", crate::inbox::FED),
    ("catalog.2", crate::catalog::tables::SHELVES),
];

/// Brings the file to this server's schema, in one transaction.
pub(super) fn migrate(conn: &mut Connection) -> Result<(), OpenError> {
    apply(conn, MIGRATIONS)
}

fn apply(conn: &mut Connection, list: &[(&str, &str)]) -> Result<(), OpenError> {
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    tx.execute_batch(
        "CREATE TABLE IF NOT EXISTS migration(position BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)",
    )?;
    let done = tx
        .prepare("SELECT name, checksum FROM migration ORDER BY position")?
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    if let Some((newer, _)) = done.get(list.len()) {
        return Err(OpenError::Newer { migration: newer.clone() });
    }
    for (position, (name, sql)) in list.iter().enumerate() {
        let checksum = hex::encode(Sha256::digest(sql.as_bytes()));
        match done.get(position) {
            Some((known, sum)) if known == name && *sum == checksum => {}
            Some((known, _)) => return Err(OpenError::Edited { migration: known.clone() }),
            None => {
                tx.execute_batch(sql)?;
                tx.execute("INSERT INTO migration VALUES (?1, ?2, ?3)", (position as i64, name, &checksum))?;
            }
        }
    }
    tx.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: (&str, &str) = ("a.1", "CREATE TABLE a(x BIGINT)");
    const TWO: (&str, &str) = ("a.2", "ALTER TABLE a ADD COLUMN y BIGINT");

    fn schema(conn: &Connection) -> Vec<String> {
        let mut statement = conn.prepare("SELECT name FROM pragma_table_info('a')").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn an_upgraded_file_equals_a_fresh_one() {
        let mut old = Connection::open_in_memory().unwrap();
        apply(&mut old, &[ONE]).unwrap();
        apply(&mut old, &[ONE, TWO]).unwrap();
        let mut fresh = Connection::open_in_memory().unwrap();
        apply(&mut fresh, &[ONE, TWO]).unwrap();
        assert_eq!(schema(&old), schema(&fresh));
    }

    #[test]
    fn a_newer_file_is_refused_by_name() {
        let mut conn = Connection::open_in_memory().unwrap();
        apply(&mut conn, &[ONE, TWO]).unwrap();
        assert!(matches!(apply(&mut conn, &[ONE]), Err(OpenError::Newer { migration }) if migration == "a.2"));
    }

    #[test]
    fn an_edited_migration_is_refused() {
        let mut conn = Connection::open_in_memory().unwrap();
        apply(&mut conn, &[ONE]).unwrap();
        let edited = [("a.1", "CREATE TABLE a(x TEXT)")];
        assert!(matches!(apply(&mut conn, &edited), Err(OpenError::Edited { migration }) if migration == "a.1"));
    }
}
