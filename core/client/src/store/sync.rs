//! The engine's [`Store`] over the two files. A change is one transaction of the file it is for.

use parking_lot::MutexGuard;
use petpro_domain::ids::{DeviceId, OpId};
use petpro_domain::wire::{Op, digest_of};
use petpro_sync::device::{Change, Meta, Pulled, Scope, Stage, Store, Write};
use rusqlite::{Connection, OptionalExtension, params};

use super::{Account, Catalog, Durability, Owner, meta, ops, shown};
use crate::error::Result;
use crate::search;

/// The files as the engine sees them. A guest's own household is not among its scopes: it is never synced.
pub struct SyncStore<'a> {
    pub account: &'a Account,
    pub catalog: &'a Catalog,
    /// The device's wall clock, for the projection of what is pending.
    pub wall_ms: i64,
}

fn is_catalog(s: &str) -> bool {
    s.starts_with("catalog:")
}

impl SyncStore<'_> {
    /// Every read sees what this process wrote, so it goes through the write connection.
    fn of<T>(&self, s: &str, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let file = if is_catalog(s) { &self.catalog.writer } else { &self.account.writer };
        work(file.lock().conn())
    }
}

impl Store for SyncStore<'_> {
    type Error = crate::Error;

    fn meta(&self) -> Result<Meta> {
        let account = self.account.writer.lock();
        let conn = account.conn();
        let device = |k| Ok::<_, Self::Error>(meta::get::<Vec<u8>>(conn, k)?.and_then(|id| DeviceId::from_slice(&id)));
        Ok(Meta { epoch: meta::get(conn, "epoch")?, device: device("device")?, prev: device("prev")? })
    }

    fn scopes(&self) -> Result<Vec<Scope>> {
        let mut all = scopes_of(self.account.writer.lock().conn())?;
        all.extend(scopes_of(self.catalog.writer.lock().conn())?);
        Ok(all)
    }

    fn pending(&self, s: &str, ops: usize, bytes: usize) -> Result<Vec<Op>> {
        self.of(s, |conn| match number(conn, s)? {
            Some(n) => ops::pending(conn, n, ops, bytes),
            None => Ok(Vec::new()),
        })
    }

    fn pending_at(&self, s: &str, seq: u64) -> Result<Option<OpId>> {
        self.of(s, |conn| match number(conn, s)? {
            Some(n) => ops::pending_at(conn, n, seq),
            None => Ok(None),
        })
    }

    fn waiting(&self) -> Result<usize> {
        match self.account.owner {
            Owner::Guest => Ok(0),
            _ => ops::waiting(self.account.writer.lock().conn()),
        }
    }

    fn share(&self, s: &str, t: &str, id: &str, stage: bool) -> Result<Option<u64>> {
        self.of(s, |conn| {
            let Some(n) = number(conn, s)? else { return Ok(None) };
            let table = table(stage);
            let mut find =
                conn.prepare_cached(&format!("SELECT seq, d FROM {table} WHERE s = ?1 AND t = ?2 AND id = ?3"))?;
            let found = find.query_row(params![n, t, id], |row| {
                let d = row.get_ref(1)?.as_str().unwrap_or("");
                Ok(digest_of(t, id, row.get::<_, i64>(0)? as u64, d))
            });
            Ok(found.optional()?)
        })
    }

    fn commit(&mut self, change: Change) -> Result<()> {
        let level = if change.durable { Durability::Full } else { Durability::Normal };
        if change.writes.iter().any(|write| scope_of(write).is_some_and(is_catalog)) {
            let mut writer = self.catalog.writer.lock();
            let done = writer.write(level, |tx| {
                change.writes.iter().try_for_each(|write| execute(tx, write))?;
                index(tx, &change.writes)
            });
            MutexGuard::unlock_fair(writer); // the next member must not overtake somebody who waits
            return done;
        }
        self.account.writer.lock().write(level, |tx| {
            change.writes.iter().try_for_each(|write| execute(tx, write))?;
            match touched(tx, &change.writes)? {
                Touched::Nothing => Ok(()),
                Touched::Rows(rows) => shown::rebuild(tx, Some(&rows), self.wall_ms),
                Touched::All => shown::rebuild(tx, None, self.wall_ms),
            }
        })
    }
}

/// The scope a command is for; meta, settling and renumbering are the account's.
fn scope_of(write: &Write) -> Option<&str> {
    match write {
        Write::Scope(scope) => Some(&scope.name),
        Write::Forget { s }
        | Write::Enqueue { s, .. }
        | Write::Rows { s, .. }
        | Write::Clear { s, .. }
        | Write::Swap { s } => Some(s),
        Write::Meta(_) | Write::Settle(_) | Write::Reoffer { .. } | Write::Renumber => None,
    }
}

fn execute(tx: &Connection, write: &Write) -> Result<()> {
    match write {
        Write::Meta(told) => {
            keep(tx, "epoch", told.epoch.as_deref())?;
            keep(tx, "device", told.device.as_ref().map(|id| id.bytes().as_slice()))?;
            keep(tx, "prev", told.prev.as_ref().map(|id| id.bytes().as_slice()))
        }
        Write::Scope(scope) => put_scope(tx, scope),
        Write::Forget { s } => {
            let Some(n) = number(tx, s)? else { return Ok(()) };
            for table in ["base", "stage", "scope"] {
                tx.execute(&format!("DELETE FROM {table} WHERE s = ?1"), [n])?;
            }
            Ok(())
        }
        Write::Enqueue { s, op } => ops::enqueue(tx, number_or_new(tx, s)?, op).map(drop),
        Write::Settle(done) => ops::settle(tx, done).map(drop),
        // `rejected` is a planted bug of the simulator.
        Write::Reoffer { .. } => ops::reoffer(tx),
        Write::Renumber => ops::renumber(tx),
        Write::Rows { s, rows, stage } => put_rows(tx, number_or_new(tx, s)?, rows, table(*stage)),
        Write::Clear { s, stage } => {
            let n = number_or_new(tx, s)?;
            tx.execute(&format!("DELETE FROM {} WHERE s = ?1", table(*stage)), [n])?;
            Ok(())
        }
        Write::Swap { s } => {
            let n = number_or_new(tx, s)?;
            tx.execute("DELETE FROM base WHERE s = ?1", [n])?;
            tx.execute("INSERT INTO base(s, t, id, seq, d) SELECT s, t, id, seq, d FROM stage WHERE s = ?1", [n])?;
            tx.execute("DELETE FROM stage WHERE s = ?1", [n])?;
            Ok(())
        }
    }
}

fn table(stage: bool) -> &'static str {
    if stage { "stage" } else { "base" }
}

fn keep(tx: &Connection, k: &str, v: Option<impl rusqlite::ToSql>) -> Result<()> {
    match v {
        Some(v) => meta::set(tx, k, v),
        None => meta::unset(tx, k),
    }
}

/// The scope's number in this file.
pub(super) fn number(conn: &Connection, s: &str) -> Result<Option<i64>> {
    Ok(conn.prepare_cached("SELECT s FROM scope WHERE name = ?1")?.query_row([s], |row| row.get(0)).optional()?)
}

/// The same, made where it is new.
pub(super) fn number_or_new(tx: &Connection, s: &str) -> Result<i64> {
    if let Some(n) = number(tx, s)? {
        return Ok(n);
    }
    tx.prepare_cached("INSERT INTO scope(name) VALUES (?1)")?.execute([s])?;
    Ok(tx.last_insert_rowid())
}

fn scopes_of(conn: &Connection) -> Result<Vec<Scope>> {
    let mut find = conn.prepare_cached(
        "SELECT name, epoch, cur, digest, fresh, next_seq, stage_epoch, stage_cur, stage_digest, stage_fresh, load
         FROM scope ORDER BY s",
    )?;
    let rows = find.query_map([], |row| {
        Ok(Scope {
            name: row.get(0)?,
            epoch: row.get(1)?,
            cur: row.get::<_, i64>(2)? as u64,
            digest: row.get::<_, i64>(3)? as u64,
            fresh: row.get::<_, i64>(4)? as u64,
            next_seq: row.get::<_, i64>(5)? as u64,
            stage: match row.get(6)? {
                Some(epoch) => Some(Stage {
                    epoch,
                    cur: row.get::<_, i64>(7)? as u64,
                    digest: row.get::<_, i64>(8)? as u64,
                    fresh: row.get::<_, i64>(9)? as u64,
                }),
                None => None,
            },
            // Written by another version: pages go on.
            load: row.get::<_, Option<String>>(10)?.and_then(|load| serde_json::from_str(&load).ok()),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn put_scope(tx: &Connection, scope: &Scope) -> Result<()> {
    let stage = scope.stage.as_ref();
    tx.prepare_cached(
        "INSERT INTO scope(name, epoch, cur, digest, fresh, stage_epoch, stage_cur, stage_digest, stage_fresh,
                           load)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT(name) DO UPDATE SET epoch = ?2, cur = ?3, digest = ?4, fresh = ?5, stage_epoch = ?6,
                                         stage_cur = ?7, stage_digest = ?8, stage_fresh = ?9, load = ?10",
    )?
    .execute(params![
        scope.name,
        scope.epoch,
        scope.cur as i64,
        scope.digest as i64,
        scope.fresh as i64,
        stage.map(|stage| &stage.epoch),
        stage.map(|stage| stage.cur as i64),
        stage.map(|stage| stage.digest as i64),
        stage.map(|stage| stage.fresh as i64),
        scope.load.as_ref().and_then(|load| serde_json::to_string(load).ok()),
    ])?;
    Ok(())
}

fn put_rows(tx: &Connection, n: i64, rows: &[Pulled], table: &str) -> Result<()> {
    let mut put = tx.prepare_cached(&format!(
        "INSERT INTO {table}(s, t, id, seq, d) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT(s, t, id) DO UPDATE SET seq = excluded.seq, d = excluded.d"
    ))?;
    let mut del = tx.prepare_cached(&format!("DELETE FROM {table} WHERE s = ?1 AND t = ?2 AND id = ?3"))?;
    for Pulled { row, .. } in rows {
        match &row.d {
            Some(d) if row.x == 0 => put.execute(params![n, row.t, row.id, row.seq as i64, d.get()])?,
            _ => del.execute(params![n, row.t, row.id])?,
        };
    }
    Ok(())
}

/// What a change of the account's file does to the projection.
enum Touched {
    Nothing,
    Rows(Vec<(String, String)>),
    All,
}

fn touched(tx: &Connection, writes: &[Write]) -> Result<Touched> {
    let mut rows = Vec::new();
    for write in writes {
        match write {
            Write::Rows { rows: pulled, stage: false, .. } => {
                rows.extend(pulled.iter().map(|pulled| (pulled.row.t.clone(), pulled.row.id.clone())));
            }
            // An op that had an effect brings its row with it; one that had none may leave a
            // prediction behind.
            Write::Settle(done) => match ops::line_of_done(tx, done.op)? {
                Some(line) => rows.extend(["cart_line", "saved_line"].map(|t| (t.to_owned(), line.to_string()))),
                None => return Ok(Touched::All),
            },
            Write::Forget { .. } | Write::Clear { stage: false, .. } | Write::Swap { .. } | Write::Reoffer { .. } => {
                return Ok(Touched::All);
            }
            Write::Enqueue { .. } => return Ok(Touched::All),
            Write::Meta(_) | Write::Scope(_) | Write::Renumber | Write::Rows { .. } | Write::Clear { .. } => {}
        }
    }
    Ok(if rows.is_empty() { Touched::Nothing } else { Touched::Rows(rows) })
}

/// What a change of the catalogue's file leaves for the index.
fn index(tx: &Connection, writes: &[Write]) -> Result<()> {
    for write in writes {
        match write {
            Write::Clear { stage: false, .. } | Write::Swap { .. } | Write::Forget { .. } => search::begin(tx)?,
            Write::Rows { rows, stage: false, .. } => {
                search::note(tx, rows.iter().map(|pulled| (pulled.row.t.as_str(), pulled.row.id.as_str())))?;
            }
            _ => {}
        }
    }
    Ok(())
}
