//! Rows of a scope: how one is numbered, and how pages of them are read.

use petpro_domain::wire::{Limits, Row};
use petpro_sync::server::{Head, Page};
use serde_json::value::RawValue;

use crate::store::{self, Failure, Tx};
use crate::values;

/// A scope while a transaction works on it. Its head is written back once, at the end.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub no: i64,
    pub name: String,
    pub head: Head,
    /// Rows were published since it was loaded.
    pub moved: bool,
}

pub(super) fn find(tx: &mut Tx, name: &str) -> Result<Option<Scope>, Failure> {
    tx.query_row("SELECT no, head, floor, digest FROM scope WHERE name = $1", values![name], |row| {
        let head = Head { head: row.get(1)?, floor: row.get(2)?, digest: row.get(3)? };
        Ok(Scope { no: row.get(0)?, name: name.to_owned(), head, moved: false })
    })
}

pub(super) fn create(tx: &mut Tx, name: &str) -> Result<Scope, Failure> {
    let insert = "INSERT INTO scope(no, name, head, floor, digest)
        VALUES ((SELECT COALESCE(MAX(no), 0) + 1 FROM scope), $1, 0, 0, 0) RETURNING no";
    let no = tx.query_row(insert, values![name], |row| row.get(0))?.ok_or(Failure::Ended)?;
    Ok(Scope { no, name: name.to_owned(), head: Head::default(), moved: false })
}

/// A row as it is stored; no body: a tombstone.
pub(super) type Stored = Option<(u64, Option<String>)>;

pub(super) fn stored(tx: &mut Tx, scope: i64, t: &str, id: &str) -> Result<Stored, Failure> {
    let select = "SELECT seq, d FROM feed_row WHERE scope = $1 AND t = $2 AND id = $3";
    tx.query_row(select, values![scope, t, id], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Writes a row: type, id, seq and body, none for a tombstone.
pub(super) fn put(
    tx: &mut Tx,
    scope: i64,
    (t, id, seq, d): (&str, &str, u64, Option<&str>),
    now_ms: i64,
) -> Result<(), Failure> {
    let upsert = "INSERT INTO feed_row(scope, t, id, seq, d, at_ms) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (scope, t, id) DO UPDATE SET seq = excluded.seq, d = excluded.d, at_ms = excluded.at_ms";
    tx.exec(upsert, values![scope, t, id, seq, d, now_ms]).map(|_| ())
}

pub(super) fn write_head(tx: &mut Tx, scope: &Scope) -> Result<(), Failure> {
    let Head { head, digest, .. } = scope.head;
    let update = "UPDATE scope SET head = $2, digest = $3 WHERE no = $1";
    tx.exec(update, values![scope.no, head, digest]).map(|_| ())
}

/// How many live rows of a type a scope has.
pub(super) fn count(tx: &mut Tx, scope: i64, t: &str) -> Result<i64, Failure> {
    let select = "SELECT COUNT(*) FROM feed_row WHERE scope = $1 AND t = $2 AND d IS NOT NULL";
    Ok(tx.query_row(select, values![scope, t], |row| row.get(0))?.unwrap_or_default())
}

/// Rows after a cursor, as many as the limits allow. From 0 on there are no tombstones.
pub(super) fn page(tx: &mut Tx, scope: i64, after: u64, limits: &Limits) -> Result<Page, Failure> {
    let after_any = "SELECT t, id, seq, d FROM feed_row WHERE scope = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    let after_0 = "SELECT t, id, seq, d FROM feed_row WHERE scope = $1 AND seq > $2 AND d IS NOT NULL
        ORDER BY seq LIMIT $3";
    let select = if after == 0 { after_0 } else { after_any };
    let mut rows = tx.query(select, values![scope, after, limits.rows + 1], row)?;
    let mut bytes = 0;
    let fits = |row: &Row| {
        bytes += 64 + row.d.as_ref().map_or(0, |d| d.get().len());
        bytes <= limits.pull_bytes as usize
    };
    let kept = rows.iter().take(limits.rows as usize).map(fits).take_while(|fits| *fits).count().max(1);
    let more = rows.len() > kept;
    rows.truncate(kept);
    Ok(Page { rows, more })
}

fn row(row: &store::Row) -> Result<Row, Failure> {
    let d: Option<String> = row.get(3)?;
    let x = u8::from(d.is_none());
    // Only what was serialised by us is stored, so reading it cannot fail.
    let d = d.map(RawValue::from_string).transpose().map_err(|_| Failure::Shape { index: 3 })?;
    Ok(Row { t: row.get(0)?, id: row.get(1)?, seq: row.get(2)?, d, x })
}

/// How many scopes there are.
pub fn scopes(tx: &mut Tx) -> Result<u64, Failure> {
    Ok(tx.query_row("SELECT COUNT(*) FROM scope", &[], |row| row.get(0))?.unwrap_or_default())
}

/// Scopes of a kind (`catalog`, `clinic`) whose row of this type and id is missing or says something else.
pub fn scopes_without(tx: &mut Tx, kind: &str, (t, id): (&str, &str), d: &str) -> Result<Vec<String>, Failure> {
    // ';' follows ':', so this is a range of the names' index: households are many.
    let select = "SELECT s.name FROM scope s LEFT JOIN feed_row r ON r.scope = s.no AND r.t = $3 AND r.id = $4
        WHERE s.name >= $1 AND s.name < $2 AND (r.d IS NULL OR r.d <> $5) ORDER BY s.name";
    let mut names = Vec::new();
    tx.query(select, values![format!("{kind}:"), format!("{kind};"), t, id, d], |row| {
        names.push(row.get(0)?);
        Ok(())
    })?;
    Ok(names)
}

/// A live row: type, id, seq, body.
pub type Live = (String, String, u64, String);

/// A scope's head and its live rows of two types, in one statement: the read of a cart.
pub fn scope_rows(tx: &mut Tx, scope: &str, types: [&str; 2]) -> Result<(u64, Vec<Live>), Failure> {
    let select = "SELECT s.head, r.t, r.id, r.seq, r.d FROM scope s
        LEFT JOIN feed_row r ON r.scope = s.no AND r.t IN ($2, $3) AND r.d IS NOT NULL WHERE s.name = $1";
    let (mut head, mut rows) = (0, Vec::new());
    tx.query(select, values![scope, types[0], types[1]], |row| {
        head = row.get(0)?;
        if let Some(t) = row.get::<Option<String>>(1)? {
            rows.push((t, row.get(2)?, row.get(3)?, row.get(4)?));
        }
        Ok(())
    })?;
    Ok((head, rows))
}
