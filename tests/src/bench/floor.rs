//! The floors: SQLite and serde_json in plain loops, with the pragmas of the client's store.

use std::path::Path;

use petpro_domain::wire::Row;
use rusqlite::{CachedStatement, Connection, params};
use serde_json::value::RawValue;

/// The pragmas that decide what a durable write costs; a bench prints them for both sides.
pub const PRAGMAS: [&str; 5] = ["journal_mode", "synchronous", "page_size", "wal_autocheckpoint", "cache_size"];

/// Reads the pragmas back: what was asked for is not what counts.
pub fn pragmas(db: &Connection) -> rusqlite::Result<String> {
    let mut text = String::new();
    for name in PRAGMAS {
        let value: rusqlite::types::Value = db.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))?;
        text += &match value {
            rusqlite::types::Value::Text(value) => format!(" {name}={value}"),
            rusqlite::types::Value::Integer(value) => format!(" {name}={value}"),
            other => format!(" {name}={other:?}"),
        };
    }
    Ok(text.trim_start().to_owned())
}

/// A raw file with one connection.
pub struct Raw {
    db: Connection,
    next: i64,
}

impl Raw {
    /// `synchronous` is `FULL` or `NORMAL`.
    pub fn open(path: &Path, synchronous: &str) -> rusqlite::Result<Self> {
        let db = Connection::open(path)?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        db.pragma_update(None, "synchronous", synchronous)?;
        db.set_prepared_statement_cache_capacity(64);
        db.execute_batch(
            "CREATE TABLE one(k INTEGER PRIMARY KEY, v TEXT);
             CREATE TABLE scope(s INTEGER PRIMARY KEY, next_seq INT NOT NULL);
             INSERT INTO scope VALUES(1, 1);
             CREATE TABLE outbox(s INT, seq INT, op_id BLOB UNIQUE NOT NULL, kind TEXT, body TEXT, PRIMARY KEY(s,seq)) WITHOUT ROWID;
             CREATE TABLE v_cart_line(id TEXT PRIMARY KEY, variant TEXT, qty INT, st TEXT) WITHOUT ROWID;
             CREATE TABLE base(s INT, t TEXT, id TEXT, seq INT, d TEXT, PRIMARY KEY(s,t,id)) WITHOUT ROWID;",
        )?;
        Ok(Self { db, next: 1 })
    }

    pub fn pragmas(&self) -> rusqlite::Result<String> {
        pragmas(&self.db)
    }

    /// One row, one transaction: the least a durable write can cost.
    pub fn one_row(&mut self) -> rusqlite::Result<()> {
        self.next += 1;
        self.begin()?;
        self.run("INSERT INTO one VALUES(?1, ?2)")?.execute(params![self.next, BODY])?;
        self.commit()
    }

    /// The statements of a cart op as a person would type them: next number, outbox, old line, new line.
    pub fn four_statements(&mut self) -> rusqlite::Result<()> {
        self.next += 1;
        let line = format!("line-{}", self.next % 50);
        self.begin()?;
        let seq: i64 = self
            .run("UPDATE scope SET next_seq=next_seq+1 WHERE s=1 RETURNING next_seq-1")?
            .query_row([], |row| row.get(0))?;
        self.run("INSERT INTO outbox VALUES(1,?1,?2,'cart.add',?3)")?.execute(params![
            seq,
            self.next.to_be_bytes().repeat(2),
            BODY
        ])?;
        let had: i64 = self
            .run("SELECT coalesce(max(qty),0) FROM v_cart_line WHERE id=?1")?
            .query_row([&line], |row| row.get(0))?;
        self.run("INSERT INTO v_cart_line VALUES(?1,'v',?2,'pending') ON CONFLICT(id) DO UPDATE SET qty=excluded.qty")?
            .execute(params![line, had + 1])?;
        self.commit()
    }

    /// `rows` single inserts in one transaction.
    pub fn batch(&mut self, rows: usize) -> rusqlite::Result<()> {
        self.begin()?;
        for _ in 0..rows {
            self.next += 1;
            self.run("INSERT INTO one VALUES(?1, ?2)")?.execute(params![self.next, BODY])?;
        }
        self.commit()
    }

    /// Upserts one page of catalogue rows into a table like the client's base, in one transaction.
    pub fn page(&mut self, rows: &[Row]) -> rusqlite::Result<()> {
        self.begin()?;
        let mut upsert = self.run(
            "INSERT INTO base VALUES(1,?1,?2,?3,?4)
             ON CONFLICT(s,t,id) DO UPDATE SET seq=excluded.seq, d=excluded.d",
        )?;
        for row in rows {
            upsert.execute(params![row.t, row.id, row.seq as i64, row.d.as_deref().map(RawValue::get)])?;
        }
        drop(upsert);
        self.commit()
    }

    fn begin(&self) -> rusqlite::Result<()> {
        self.run("BEGIN IMMEDIATE")?.execute([]).map(drop)
    }

    fn commit(&self) -> rusqlite::Result<()> {
        self.run("COMMIT")?.execute([]).map(drop)
    }

    fn run(&self, sql: &str) -> rusqlite::Result<CachedStatement<'_>> {
        self.db.prepare_cached(sql)
    }
}

/// The size of a `cart.add` body.
const BODY: &str =
    r#"{"line":"01970000-0000-8000-8000-000000000000","variant":"01970000-0000-7000-8000-000000000000","n":1}"#;
