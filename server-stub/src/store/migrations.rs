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
    ("outbox.4", crate::outbox::BY_NUMBER),
    ("feed.3", crate::feed::tables::BY_KEY),
    ("inventory.3", crate::inventory::tables::BY_KEY),
    ("orders.2", crate::orders::tables::BY_KEY),
    ("inbox.3", crate::inbox::BY_KEY),
    ("checkout.2", crate::checkout::tables::ORDERED),
    ("pets.1", crate::pets::tables::TABLES),
    ("notifications.2", crate::notifications::tables::ABOUT),
    ("clinics.1", crate::clinics::tables::TABLES),
    ("bookings.1", crate::bookings::tables::TABLES),
    ("audit.1", crate::audit::TABLES),
    ("tablets.1", crate::tablets::tables::TABLES),
    ("checkins.1", crate::checkins::tables::TABLES),
    ("pets.2", crate::pets::tables::PROOFS),
    ("pets.3", crate::pets::photo::TABLES),
    ("inventory.4", crate::inventory::tables::SHOPS),
    ("catalog.3", crate::catalog::tables::SHOPS),
    ("orders.3", crate::orders::tables::SHOPS),
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

    /// Tables that are made anew keep their rows.
    #[test]
    fn an_older_file_keeps_its_rows() {
        let mut conn = Connection::open_in_memory().unwrap();
        let anew = MIGRATIONS.iter().position(|(name, _)| *name == "outbox.4").unwrap();
        apply(&mut conn, &MIGRATIONS[..anew]).unwrap();
        conn.execute_batch(
            "INSERT INTO outbox(id, topic, name, body, at_ms, no, key) VALUES
                (x'0b', 't', 'second', '{}', 2, 0, ''), (x'0a', 't', 'first', '{}', 1, 0, ''),
                (x'09', 't', 'third', '{}', 2, 7, 'k');
            INSERT INTO op_result VALUES (x'01', 1, x'02', 'applied', NULL, NULL, 3, 4, NULL);
            INSERT INTO order_dot VALUES (x'01', x'02', x'03');
            INSERT INTO stock VALUES (x'01', 5, 2, 'few', 0);
            INSERT INTO stock_hold VALUES (x'02', x'01', 2);
            INSERT INTO orders(id, number, user_id, household, status, currency, total, placed_ms, hold_until_ms)
                VALUES (x'02', 'JP-1001', x'05', x'06', 'PAID', 'JPY', 1200, 1, 2);
            INSERT INTO vendor_order(number, order_id, shop, status, total)
                VALUES ('JP-1001-1', x'02', x'07', 'PAID', 1200);
            INSERT INTO order_event VALUES (x'02', 1, 1, 'placed', 'buyer', NULL, 'PENDING_PAYMENT', 0, NULL);
            INSERT INTO notice VALUES (x'08', x'05', x'02', '{}', 1, NULL, 1);
            INSERT INTO quote VALUES (x'0c', x'05', x'06', '{}', '{}', 9, x'02'), (x'0d', x'05', x'06', '{}', '{}', 9, NULL);",
        )
        .unwrap();
        migrate(&mut conn).unwrap();
        for (select, rows) in [
            ("SELECT group_concat(name) FROM (SELECT name FROM outbox ORDER BY no)", "first,second,third"),
            ("SELECT hex(op) || st || at_ms FROM op_result", "01applied4"),
            ("SELECT hex(op) || hex(order_id) || hex(line) FROM order_dot", "010203"),
            ("SELECT hex(variant) || on_hand || held || level || moved FROM stock", "0152few1"),
            ("SELECT hex(order_id) || hex(variant) || units FROM stock_hold", "02012"),
            ("SELECT hex(id) || number || status || total || hold_until_ms FROM orders", "02JP-1001PAID12002"),
            ("SELECT number || hex(order_id) || hex(shop) || total FROM vendor_order", "JP-1001-102071200"),
            ("SELECT hex(order_id) || n || what || by FROM order_event", "021placedbuyer"),
            ("SELECT hex(id) || hex(user_id) || hex(order_id) || fed FROM notice", "0805021"),
            ("SELECT hex(quote) || hex(order_id) FROM quote_order", "0C02"),
        ] {
            let found: String = conn.query_row(select, [], |row| row.get(0)).unwrap();
            assert_eq!(found, rows, "{select}");
        }
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
