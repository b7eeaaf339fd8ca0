//! One SQLite file: what is checked before it is opened, how it is written, how it is read.
//!
//! A file is created beside its place and moved there complete, so a file of 0 bytes or without
//! our application id is never one of ours that merely began badly: it is damaged, or not ours.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use petpro_domain::Code;
use rusqlite::{Connection, OpenFlags};

use super::migrations::{self, Kind};
use crate::error::{Error, Result};

/// How long a writer waits for another process's transaction before it gives up.
const BUSY: Duration = Duration::from_secs(5);

/// How much a commit promises. `PRAGMA synchronous` is refused inside a transaction and takes
/// effect when it is compiled, so it is set before `BEGIN` and only when it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// On the disk before the call returns: intents, and what a person was told is saved.
    Full,
    /// Survives a killed process; a power cut may take the last commits, never the order of them.
    /// For pulled rows, which the server can send again.
    Normal,
}

/// The one write connection of a file.
pub struct Writer {
    conn: Connection,
    level: Durability,
}

impl Writer {
    /// One transaction: all of `work` or nothing. Takes the write lock at once, so that a reading
    /// statement inside cannot be overtaken by another process (X1).
    pub fn write<T>(&mut self, level: Durability, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        if self.level != level {
            let word = if level == Durability::Full { "FULL" } else { "NORMAL" };
            self.conn.pragma_update(None, "synchronous", word)?;
            self.level = level;
        }
        self.conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        let open = Open(&self.conn);
        let done = work(open.0)?;
        self.conn.prepare_cached("COMMIT")?.execute([])?;
        Ok(done)
    }

    /// Calls `hook` just before every commit: the moment in which a simulation lets the process die.
    pub fn before_commit(&mut self, mut hook: impl FnMut() + Send + 'static) -> Result<()> {
        let let_it_commit = move || {
            hook();
            false
        };
        Ok(self.conn.commit_hook(Some(let_it_commit))?)
    }

    /// For reading what this connection wrote.
    pub fn conn(&self) -> &Connection {
        &self.conn
    }
}

/// A transaction that was begun: whatever ends it before its COMMIT, also a panic, undoes it.
struct Open<'a>(&'a Connection);

impl Drop for Open<'_> {
    fn drop(&mut self) {
        if !self.0.is_autocommit() {
            // Fails only where SQLite has ended the transaction itself.
            let _ = self.0.execute_batch("ROLLBACK");
        }
    }
}

/// Opens the file for writing, after creating or upgrading it. `fresh` may be called for a file
/// that does not exist yet; the caller holds the directory's open lock.
pub fn open_writer(path: &Path, kind: Kind) -> Result<Writer> {
    if !path.try_exists()? {
        create(path, kind)?;
    }
    inspect(path, kind)?;
    let mut conn = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    if conn.is_readonly(rusqlite::MAIN_DB)? {
        return Err(Error::new(Code::StoreReadOnly, format!("{} cannot be written", path.display())));
    }
    migrations::run(&mut conn, kind)?;
    Ok(Writer { conn, level: Durability::Full })
}

/// A connection that only reads; in WAL mode it is never blocked by the writer.
pub fn open_reader(path: &Path) -> Result<Connection> {
    connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection> {
    let conn = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.busy_timeout(BUSY)?;
    conn.set_prepared_statement_cache_capacity(64);
    // `fullfsync` makes Apple's fsync reach the medium; elsewhere it does nothing.
    conn.execute_batch("PRAGMA fullfsync = 1; PRAGMA checkpoint_fullfsync = 1; PRAGMA foreign_keys = 0;")?;
    Ok(conn)
}

/// Makes the file beside its place, complete with its tables, then moves it there.
fn create(path: &Path, kind: Kind) -> Result<()> {
    let making = sibling(path, "new");
    for old in [making.clone(), sibling(&making, "wal"), sibling(&making, "shm")] {
        let _ = fs::remove_file(old);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut conn = connect(&making, flags)?;
    migrations::run(&mut conn, kind)?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.close().map_err(|(_, error)| error)?;
    fs::rename(&making, path)?;
    Ok(())
}

/// `account.db` -> `account.db-new`; the form SQLite itself gives its companions.
pub(crate) fn sibling(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-");
    name.push(suffix);
    name.into()
}

/// Looks at the file without changing a byte of it: its own header first, then through a read-only
/// connection, which sees what still is in the log.
fn inspect(path: &Path, kind: Kind) -> Result<()> {
    let meta = fs::metadata(path)?;
    let name = path.display();
    if !meta.is_file() {
        return Err(Error::new(Code::StoreNotSqlite, format!("{name} is not a file")));
    }
    let head = read_head(path)?;
    if head.len() < 100 {
        return Err(Error::new(Code::StoreCorrupt, format!("{name} has only {} bytes", meta.len())));
    }
    if !head.starts_with(b"SQLite format 3\0") {
        return Err(Error::new(Code::StoreNotSqlite, format!("{name} is not a SQLite file")));
    }
    // Before a checkpoint is complete the log holds what the file lacks, so only a file without one is measured.
    let logged = fs::metadata(sibling(path, "wal")).is_ok_and(|wal| wal.len() > 0);
    if !logged && meta.len() < promised_len(&head) {
        return Err(Error::new(Code::StoreCorrupt, format!("{name} is cut off at {} bytes", meta.len())));
    }
    let conn = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let id: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if id != kind.application_id() {
        return Err(Error::new(Code::StoreNotSqlite, format!("{name} belongs to another program")));
    }
    let version: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = kind.list().len();
    if version as usize > known {
        return Err(Error::new(Code::StoreNewer, format!("{name} has version {version}, this program knows {known}")));
    }
    drop(conn);
    if meta.permissions().readonly() {
        return Err(Error::new(Code::StoreReadOnly, format!("{name} is write-protected")));
    }
    Ok(())
}

fn read_head(path: &Path) -> Result<Vec<u8>> {
    use std::io::Read;
    let mut head = Vec::with_capacity(100);
    fs::File::open(path)?.take(100).read_to_end(&mut head)?;
    Ok(head)
}

/// Page size (offset 16, 1 stands for 65,536) times page count (offset 28).
fn promised_len(head: &[u8]) -> u64 {
    let size = match u16::from_be_bytes([head[16], head[17]]) {
        1 => 65_536,
        other => u64::from(other),
    };
    size * u64::from(u32::from_be_bytes([head[28], head[29], head[30], head[31]]))
}

/// Renames a file and its companions, never deleting anything: `x.db` -> `x.db-damaged`, with a
/// number where that name is taken.
pub fn set_aside(path: &Path, why: &str) -> Result<PathBuf> {
    let taken = |path: &PathBuf| path.try_exists().unwrap_or(true);
    let first = sibling(path, why);
    let aside = if taken(&first) {
        (2..u32::MAX).map(|n| sibling(path, &format!("{why}-{n}"))).find(|name| !taken(name)).unwrap_or(first)
    } else {
        first
    };
    for companion in ["wal", "shm"] {
        let from = sibling(path, companion);
        if from.try_exists()? {
            fs::rename(from, sibling(&aside, companion))?;
        }
    }
    fs::rename(path, &aside)?;
    Ok(aside)
}
