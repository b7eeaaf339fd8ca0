//! A transaction as domain code sees it: `$N` parameters, values, rows. One SQL text for every engine.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::RwLock;
use rusqlite::Connection;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Failure;
use super::value::{Row, Value};
use crate::values;

/// A running transaction. SQLite is the only engine today; PostgreSQL becomes the second variant,
/// and domain code does not notice.
pub enum Tx<'a> {
    Sqlite(Sqlite<'a>),
}

/// SQLite's side: a connection inside BEGIN, and how many statements this command has run.
pub struct Sqlite<'a> {
    conn: &'a Connection,
    texts: &'a Texts,
    queries: u32,
    undo: Undo,
    /// Marks that are neither kept nor undone.
    depth: u32,
    /// Something was to be undone and was not: nothing more is run, the whole transaction ends.
    spoiled: bool,
}

/// How a part of a transaction is undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Undo {
    /// With a savepoint: SQLite keeps a copy of every page that is touched after it.
    Part,
    /// Not without the rest: nothing is kept, so whoever has written and is to be undone spoils all of it.
    Whole,
}

/// A place to which [`Tx::undo`] goes back.
#[derive(Debug)]
pub struct Mark {
    depth: u32,
    /// Rows that the connection had changed.
    changes: u64,
}

impl<'a> Tx<'a> {
    pub(super) fn sqlite(conn: &'a Connection, texts: &'a Texts, undo: Undo) -> Self {
        Self::Sqlite(Sqlite { conn, texts, queries: 0, undo, depth: 0, spoiled: false })
    }

    /// Runs a statement that gives no rows; answers how many rows it changed (the guard's verdict).
    pub fn exec(&mut self, sql: &str, values: &[Value]) -> Result<usize, Failure> {
        let Self::Sqlite(it) = self;
        Ok(it.prepare(sql)?.execute(rusqlite::params_from_iter(values))?)
    }

    /// The first row, or none.
    pub fn query_row<T>(
        &mut self,
        sql: &str,
        values: &[Value],
        read: impl FnOnce(&Row) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        let Self::Sqlite(it) = self;
        let mut statement = it.prepare(sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values))?;
        rows.next()?.map(|row| read(&Row(row))).transpose()
    }

    /// What was kept under this name; what no longer has the shape counts as not kept.
    pub fn setting<T: DeserializeOwned>(&mut self, k: &str) -> Result<Option<T>, Failure> {
        let kept = self.query_row("SELECT v FROM setting WHERE k = $1", values![k], |row| row.get::<String>(0))?;
        Ok(kept.and_then(|v| serde_json::from_str(&v).ok()))
    }

    /// Keeps something under this name: how far some work without an end has come.
    pub fn keep_setting(&mut self, k: &str, v: &impl Serialize) -> Result<(), Failure> {
        let v = serde_json::to_string(v).expect("settings are maps with string keys");
        let upsert = "INSERT INTO setting(k, v) VALUES ($1, $2) ON CONFLICT (k) DO UPDATE SET v = excluded.v";
        self.exec(upsert, values![k, v]).map(drop)
    }

    /// All rows, in the statement's order.
    pub fn query<T>(
        &mut self,
        sql: &str,
        values: &[Value],
        mut read: impl FnMut(&Row) -> Result<T, Failure>,
    ) -> Result<Vec<T>, Failure> {
        let Self::Sqlite(it) = self;
        let mut statement = it.prepare(sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values))?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(read(&Row(row))?);
        }
        Ok(all)
    }

    /// Runs `inner`; what it wrote stays only if it answers Ok. They nest.
    pub fn savepoint<T, E: From<Failure>>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        let mark = self.mark()?;
        let result = inner(self);
        match &result {
            Ok(_) => self.keep(mark)?,
            Err(_) => self.undo(mark)?,
        }
        result
    }

    /// Begins what can be undone. Marks are kept or undone the last one first; one that an error left
    /// open ends with the one before it.
    pub fn mark(&mut self) -> Result<Mark, Failure> {
        let Self::Sqlite(it) = self;
        it.depth += 1;
        let mark = Mark { depth: it.depth, changes: it.conn.total_changes() };
        self.tell("SAVEPOINT", &mark)?;
        Ok(mark)
    }

    /// What was written since stays.
    pub fn keep(&mut self, mark: Mark) -> Result<(), Failure> {
        self.tell("RELEASE", &mark)?;
        let Self::Sqlite(it) = self;
        it.depth = mark.depth - 1;
        Ok(())
    }

    /// Undoes what was written since. Where no savepoint was made and something was written, this
    /// transaction is over: its next statement fails, and all of it is run again with savepoints.
    pub fn undo(&mut self, mark: Mark) -> Result<(), Failure> {
        if !self.is_open() {
            return Ok(()); // a full disk has ended the whole transaction, and with it this savepoint
        }
        self.tell("ROLLBACK TO", &mark)?;
        let Self::Sqlite(it) = self;
        it.spoiled |= it.undo == Undo::Whole && it.conn.total_changes() != mark.changes;
        self.keep(mark)
    }

    fn tell(&mut self, verb: &str, mark: &Mark) -> Result<(), Failure> {
        let Self::Sqlite(it) = self;
        match it.undo {
            Undo::Part => self.control(&format!("{verb} mark{}", mark.depth)),
            Undo::Whole => Ok(()),
        }
    }

    /// Whether it has to be run again.
    pub(super) fn is_spoiled(&self) -> bool {
        let Self::Sqlite(it) = self;
        it.spoiled
    }

    /// How many statements this command has run.
    pub fn queries(&self) -> u32 {
        let Self::Sqlite(it) = self;
        it.queries
    }

    pub(super) fn control(&mut self, sql: &str) -> Result<(), Failure> {
        let Self::Sqlite(it) = self;
        it.conn.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    pub(super) fn is_open(&self) -> bool {
        let Self::Sqlite(it) = self;
        !it.conn.is_autocommit()
    }
}

impl<'a> Sqlite<'a> {
    fn prepare(&mut self, sql: &str) -> Result<rusqlite::CachedStatement<'a>, Failure> {
        if self.spoiled {
            return Err(Failure::Again);
        }
        self.queries += 1;
        self.texts.run.fetch_add(1, Ordering::Relaxed);
        Ok(self.conn.prepare_cached(&self.texts.of(sql))?)
    }
}

/// SQL as SQLite wants it, made once per text, and how many statements the store has run.
///
/// The trap: SQLite takes `$1` for a *name* and numbers names by first appearance, so
/// `SET qty=qty-$2 WHERE id=$1` would bind the quantity to the id. `?1` is a number on its own.
#[derive(Default)]
pub(super) struct Texts {
    known: RwLock<HashMap<String, Arc<str>>>,
    pub(super) run: AtomicU64,
}

impl Texts {
    fn of(&self, sql: &str) -> Arc<str> {
        if let Some(known) = self.known.read().get(sql) {
            return known.clone();
        }
        let made: Arc<str> = numbered(sql).into();
        let mut known = self.known.write();
        if known.len() > 1_000 {
            known.clear(); // lists in IN(…) make texts without end
        }
        known.insert(sql.to_owned(), made.clone());
        made
    }
}

/// `$1` to `?1` outside quotes.
fn numbered(sql: &str) -> String {
    let mut quote = None;
    sql.chars()
        .map(|c| match (quote, c) {
            (None, '\'' | '"') => {
                quote = Some(c);
                c
            }
            (Some(open), _) if open == c => {
                quote = None;
                c
            }
            (None, '$') => '?',
            _ => c,
        })
        .collect()
}

/// `$from,$from+1,…` for an IN list, padded to the next power of two so that a cart of any size
/// needs a handful of prepared statements; pad the values with NULL, which equals nothing.
pub fn places(from: usize, count: usize) -> (String, usize) {
    let padded = count.max(1).next_power_of_two();
    let list = (from..from + padded).map(|n| format!("${n}")).collect::<Vec<_>>().join(",");
    (list, padded - count)
}

/// The IN list of these, from `$1` on, and its values.
pub fn listed<'a, T: 'a>(ids: impl IntoIterator<Item = &'a T>) -> (String, Vec<Value>)
where
    Value: From<&'a T>,
{
    let mut values: Vec<Value> = ids.into_iter().map(Value::from).collect();
    let (list, pad) = places(1, values.len());
    values.resize(values.len() + pad, Value::Null);
    (list, values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbers_and_quoted_dollars_stay() {
        assert_eq!(
            numbered("UPDATE t SET q=q-$2, d='$1 off' WHERE id=$1 AND \"a$b\"=$12"),
            "UPDATE t SET q=q-?2, d='$1 off' WHERE id=?1 AND \"a$b\"=?12"
        );
    }

    #[test]
    fn parameters_are_bound_by_number_not_by_appearance() {
        let conn = Connection::open_in_memory().unwrap();
        let texts = Texts::default();
        let mut tx = Tx::sqlite(&conn, &texts, Undo::Part);
        let pair = tx
            .query_row("SELECT $2, $1", crate::values![10, 20], |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)))
            .unwrap();
        assert_eq!(pair, Some((20, 10)));
    }

    #[test]
    fn an_in_list_has_few_lengths() {
        assert_eq!(places(2, 3), ("$2,$3,$4,$5".to_owned(), 1));
        assert_eq!(places(1, 0), ("$1".to_owned(), 1));
    }
}
