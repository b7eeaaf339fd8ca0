//! The tables of each kind of file, as append-only lists: step n+1 brings a file of version n to
//! n+1, and an old file upgraded equals a fresh one. Never edit a step that was released.
//!
//! `base`, `stage`, the projections and the whole catalogue file can be fetched again. `outbox` and
//! `op_done` are PRECIOUS: no step may drop, rewrite or narrow them; they only gain nullable columns.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::Result;

/// What a file is for. The number is its SQLite application id, so that one is never opened as the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A signed-in account's, or the guest's: intents, archive, own rows.
    Account,
    /// A market's public catalogue and its search index, shared by the device's accounts.
    Catalog,
}

impl Kind {
    /// `PtP` and a letter.
    pub fn application_id(self) -> i32 {
        match self {
            Self::Account => 0x5074_5041,
            Self::Catalog => 0x5074_5043,
        }
    }

    /// The steps that make it.
    pub fn list(self) -> &'static [&'static str] {
        match self {
            Self::Account => ACCOUNT,
            Self::Catalog => CATALOG,
        }
    }
}

/// Names that survive every migration and are copied row by row out of a damaged file (C11).
pub const PRECIOUS: [&str; 5] = ["meta", "scope", "outbox", "op_done", "shown"];

/// `shown` is rebuilt from base and outbox in an account's file; a guest has neither, there it is the cart itself.
const ACCOUNT: &[&str] = &["
    CREATE TABLE meta(k TEXT PRIMARY KEY, v) WITHOUT ROWID;
    CREATE TABLE scope(
        s INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, epoch TEXT NOT NULL DEFAULT '', cur INT NOT NULL DEFAULT 0,
        digest INT NOT NULL DEFAULT 0, fresh INT NOT NULL DEFAULT 0, next_seq INT NOT NULL DEFAULT 1,
        stage_epoch TEXT, stage_cur INT, stage_digest INT, stage_fresh INT);
    CREATE TABLE outbox(
        s INT NOT NULL, seq INT NOT NULL, ord INT NOT NULL, op_id BLOB UNIQUE NOT NULL, kind TEXT NOT NULL, v INT NOT NULL,
        obs BLOB NOT NULL, body TEXT NOT NULL, wall INT NOT NULL, mono INT NOT NULL, boot TEXT NOT NULL, rcpt TEXT,
        PRIMARY KEY(s, seq)) WITHOUT ROWID;
    CREATE TABLE op_done(
        op_id BLOB PRIMARY KEY, s INT NOT NULL, ord INT NOT NULL, kind TEXT NOT NULL, v INT NOT NULL, obs BLOB NOT NULL,
        body TEXT NOT NULL, wall INT NOT NULL, mono INT NOT NULL, boot TEXT NOT NULL, rcpt TEXT, st TEXT NOT NULL, code TEXT,
        detail TEXT, at_seq INT, done_ms INT NOT NULL, dismissed INT NOT NULL DEFAULT 0) WITHOUT ROWID;
    CREATE INDEX op_done_told ON op_done(done_ms) WHERE dismissed = 0 AND (st <> 'applied' OR detail IS NOT NULL);
    CREATE TABLE base(s INT NOT NULL, t TEXT NOT NULL, id TEXT NOT NULL, seq INT NOT NULL, d TEXT NOT NULL,
        PRIMARY KEY(s, t, id)) WITHOUT ROWID;
    CREATE TABLE stage(s INT NOT NULL, t TEXT NOT NULL, id TEXT NOT NULL, seq INT NOT NULL, d TEXT NOT NULL,
        PRIMARY KEY(s, t, id)) WITHOUT ROWID;
    CREATE TABLE shown(t TEXT NOT NULL, id TEXT NOT NULL, d TEXT NOT NULL, waits INT NOT NULL, PRIMARY KEY(t, id)) WITHOUT ROWID;
", "
    CREATE TABLE price_seen(variant TEXT PRIMARY KEY, price TEXT NOT NULL) WITHOUT ROWID;
", "
    ALTER TABLE scope ADD COLUMN load TEXT;
", "
    CREATE INDEX base_visit ON base(json_extract(d, '$.starts_ms')) WHERE t = 'booking';
    CREATE INDEX base_code ON base(json_extract(d, '$.code')) WHERE t = 'booking';
    CREATE INDEX base_checkin ON base(json_extract(d, '$.booking')) WHERE t = 'checkin';
    CREATE INDEX outbox_checkin ON outbox(json_extract(body, '$.booking')) WHERE kind = 'checkin.record';
    CREATE INDEX outbox_step ON outbox(json_extract(body, '$.booking_id')) WHERE kind = 'booking.step';
    CREATE INDEX outbox_void ON outbox(kind) WHERE kind = 'checkin.void';
", "
    CREATE TABLE photo(pet TEXT PRIMARY KEY, sha TEXT NOT NULL, small BLOB NOT NULL) WITHOUT ROWID;
"];

/// No outbox: nobody writes here but the server's feed. `todo` and what follows it are the search index.
const CATALOG: &[&str] = &["
    CREATE TABLE meta(k TEXT PRIMARY KEY, v) WITHOUT ROWID;
    CREATE TABLE scope(
        s INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, epoch TEXT NOT NULL DEFAULT '', cur INT NOT NULL DEFAULT 0,
        digest INT NOT NULL DEFAULT 0, fresh INT NOT NULL DEFAULT 0, next_seq INT NOT NULL DEFAULT 1,
        stage_epoch TEXT, stage_cur INT, stage_digest INT, stage_fresh INT);
    CREATE TABLE base(s INT NOT NULL, t TEXT NOT NULL, id TEXT NOT NULL, seq INT NOT NULL, d TEXT NOT NULL,
        PRIMARY KEY(s, t, id)) WITHOUT ROWID;
    CREATE TABLE stage(s INT NOT NULL, t TEXT NOT NULL, id TEXT NOT NULL, seq INT NOT NULL, d TEXT NOT NULL,
        PRIMARY KEY(s, t, id)) WITHOUT ROWID;
    CREATE TABLE todo(t TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY(t, id)) WITHOUT ROWID;
    CREATE TABLE variant_of(variant TEXT PRIMARY KEY, product TEXT NOT NULL, gtin TEXT) WITHOUT ROWID;
    CREATE INDEX variant_by_product ON variant_of(product);
    CREATE INDEX variant_by_gtin ON variant_of(gtin) WHERE gtin IS NOT NULL;
    CREATE TABLE doc(n INTEGER PRIMARY KEY, product TEXT UNIQUE NOT NULL);
    CREATE VIRTUAL TABLE words USING fts5(text, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');
    INSERT INTO meta(k, v) VALUES ('index_walk', 'variant:');
", "
    ALTER TABLE scope ADD COLUMN load TEXT;
", "
    ALTER TABLE doc ADD COLUMN category TEXT;
    CREATE INDEX doc_by_category ON doc(category, product);
    DELETE FROM todo; DELETE FROM variant_of; DELETE FROM doc; DELETE FROM words;
    INSERT INTO meta(k, v) VALUES ('index_walk', 'variant:') ON CONFLICT(k) DO UPDATE SET v = excluded.v;
"];

/// Brings the file to the newest version: each step one transaction, so a crash leaves the step before it (C8).
pub fn run(conn: &mut Connection, kind: Kind) -> Result<()> {
    run_list(conn, kind, kind.list())
}

/// The same with a list of its own: how a test looks at what the next version would do.
pub fn run_list(conn: &mut Connection, kind: Kind, list: &[&str]) -> Result<()> {
    let done: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for (index, step) in list.iter().enumerate().skip(done as usize) {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        tx.pragma_update(None, "application_id", kind.application_id())?;
        tx.execute_batch(step)?;
        tx.pragma_update(None, "user_version", index as u32 + 1)?;
        tx.commit()?;
    }
    Ok(())
}
