//! A damaged account file: what nobody else has is copied row by row into a new one (C11).
//!
//! The bundled SQLite has no `.recover`. Each precious table is walked by its primary key from both
//! ends until a page cannot be read, so one damaged place costs what lies in it and nothing else.
//! What the server can send again is left behind and fetched.

use std::fs;
use std::path::{Path, PathBuf};

use petpro_domain::Code;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params_from_iter};
use serde::Serialize;

use super::file::{open_writer, set_aside, sibling};
use super::migrations::{Kind, PRECIOUS};
use super::{Durability, shown};
use crate::error::{Error, Result};

/// What a repair kept and lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Salvaged {
    /// Unsent intents that were kept.
    pub intents: u32,
    /// Unsent intents that could not be read: numbers that were given out and are missing.
    pub lost: u32,
    /// Rows of all precious tables that were kept.
    pub rows: u32,
    /// Where the damaged file lies now; it is never deleted.
    pub aside: PathBuf,
}

/// Copies what is precious out of `path` into a new file in its place. The caller holds the open lock.
pub fn salvage(path: &Path, now_ms: i64) -> Result<Salvaged> {
    let old = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    // A file that is shorter than its header says is refused unless the schema is declared writable.
    old.execute_batch("PRAGMA writable_schema = 1; PRAGMA mmap_size = 0;")?;
    let making = sibling(path, "repaired");
    for left in [making.clone(), sibling(&making, "wal"), sibling(&making, "shm")] {
        let _ = fs::remove_file(left);
    }
    let mut new = open_writer(&making, Kind::Account)?;
    let (rows, intents, lost) = new.write(Durability::Full, |tx| {
        let mut rows = 0;
        for table in PRECIOUS {
            rows += copy(&old, tx, table)?;
        }
        if rows == 0 {
            return Err(Error::new(Code::StoreCorrupt, "nothing of the file can be read"));
        }
        let lost = settle_in(tx, now_ms)?;
        let intents = tx.query_row("SELECT count(*) FROM outbox", [], |row| row.get(0))?;
        Ok((rows, intents, lost))
    })?;
    drop((new, old));
    let aside = set_aside(path, "damaged")?;
    fs::rename(&making, path)?;
    Ok(Salvaged { intents, lost, rows, aside })
}

/// Bases are fetched again, ordinals go on above the highest, and the projection is made anew. How
/// many numbers between the first pending one and the next are missing.
fn settle_in(tx: &Connection, now_ms: i64) -> Result<u32> {
    tx.execute_batch(
        "UPDATE scope SET epoch = '', cur = 0, digest = 0, fresh = 0,
                          stage_epoch = NULL, stage_cur = NULL, stage_digest = NULL, stage_fresh = NULL, load = NULL;
         INSERT INTO meta(k, v) SELECT 'next_ord', 1 + max(ord) FROM (
             SELECT ord FROM outbox UNION ALL SELECT ord FROM op_done) WHERE true HAVING max(ord) IS NOT NULL
         ON CONFLICT(k) DO UPDATE SET v = max(v, excluded.v);",
    )?;
    let lost = tx.query_row(
        "SELECT coalesce(sum(last + 1 - first - there), 0) FROM (
             SELECT min(seq) AS first, count(*) AS there,
                    max(max(seq), coalesce((SELECT next_seq - 1 FROM scope WHERE scope.s = outbox.s), 0)) AS last
             FROM outbox GROUP BY s)",
        [],
        |row| row.get(0),
    )?;
    let user: bool =
        tx.query_row("SELECT EXISTS(SELECT 1 FROM scope) OR EXISTS(SELECT 1 FROM outbox)", [], |row| row.get(0))?;
    if user {
        shown::rebuild(tx, None, now_ms)?;
    }
    Ok(lost)
}

/// From the front until a row cannot be read, then from the back down to where the front ended.
fn copy(old: &Connection, new: &Connection, table: &str) -> Result<u32> {
    let Ok(probe) = old.prepare(&format!("SELECT * FROM {table} LIMIT 0")) else { return Ok(0) };
    let columns: Vec<String> = probe.column_names().map(str::to_owned).collect();
    let (names, marks) = (columns.join(", "), vec!["?"; columns.len()].join(", "));
    let mut put = new.prepare(&format!("INSERT OR IGNORE INTO {table}({names}) VALUES ({marks})"))?;
    let mut kept = 0;
    for order in ["", " DESC"] {
        // Every column of the key in the same direction: anything else would be sorted, and read, in whole.
        let by: Vec<String> = key_of(table).iter().map(|column| format!("{column}{order}")).collect();
        let Ok(mut walk) = old.prepare(&format!("SELECT {names} FROM {table} ORDER BY {}", by.join(", "))) else {
            continue;
        };
        let Ok(mut rows) = walk.query([]) else { continue };
        loop {
            match rows.next() {
                Ok(Some(row)) => {
                    let values = (0..columns.len()).map(|n| row.get(n)).collect::<Result<Vec<Value>, _>>();
                    let Ok(values) = values else { break };
                    kept += put.execute(params_from_iter(values))? as u32;
                }
                // The whole table was read from the front.
                Ok(None) => return Ok(kept),
                Err(_) => break,
            }
        }
    }
    Ok(kept)
}

fn key_of(table: &str) -> &'static [&'static str] {
    match table {
        "meta" => &["k"],
        "scope" => &["s"],
        "outbox" => &["s", "seq"],
        "op_done" => &["op_id"],
        _ => &["t", "id"],
    }
}
