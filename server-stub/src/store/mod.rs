//! The embedded store: one SQLite file, one writer thread, read connections beside it.
//! Domain code sees [`Tx`] only.

mod failure;
mod migrations;
mod tx;
mod value;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use parking_lot::Mutex;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

pub use failure::Failure;
pub use tx::{Mark, Tx, listed, places};
pub use value::{FromValue, Row, Value};
pub use writer::{Outcome, Pulse, Writer};

use crate::clock::Clock;

/// Why a store could not be opened, each a sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the store was written by a newer server (migration {migration}); this one does not touch it")]
    Newer { migration: String },
    #[error("migration {migration} in the store differs from this server's; a released migration was edited")]
    Edited { migration: String },
    #[error("another petpro-server is using {}", .0.display())]
    InUse(PathBuf),
    #[error("{} is not a SQLite file", .0.display())]
    NotAStore(PathBuf),
    #[error("cannot write in {}: {cause}", path.display())]
    Folder { path: PathBuf, cause: std::io::Error },
    #[error("the store: {0}")]
    Engine(#[from] rusqlite::Error),
}

/// The store of a running server.
pub struct Store {
    path: PathBuf,
    texts: Arc<tx::Texts>,
    writer: Writer,
    readers: Mutex<Vec<Connection>>,
    /// Held while this process runs: two writers on one file would fight for the WAL.
    lock: std::fs::File,
}

impl Store {
    /// Opens or makes `dir/petpro.db`.
    pub fn open(dir: &Path, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let folder = |cause| OpenError::Folder { path: dir.to_owned(), cause };
        make_private(dir).map_err(folder)?;
        let lock = std::fs::File::create(dir.join("server.lock")).map_err(folder)?;
        lock.try_lock().map_err(|_| OpenError::InUse(dir.to_owned()))?;

        let path = dir.join("petpro.db");
        let mut conn = Connection::open(&path)?;
        tune(&conn).map_err(|cause| match cause.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => OpenError::NotAStore(path.clone()),
            _ => cause.into(),
        })?;
        migrations::migrate(&mut conn)?;
        let texts = Arc::new(tx::Texts::default());
        let writer = Writer::start(conn, texts.clone(), clock).map_err(folder)?;
        Ok(Self { path, texts, writer, readers: Mutex::default(), lock })
    }

    /// See [`Writer::run`].
    pub async fn write<T, E>(&self, command: impl FnMut(&mut Tx) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Failure> + Send + 'static,
    {
        self.writer.run(command).await
    }

    /// Runs `read` in one snapshot. It takes 3 to 5 us over the statements, so it may run on an
    /// async worker; it never waits for the writer.
    pub fn read<T, E: From<Failure>>(&self, read: impl FnOnce(&mut Tx) -> Result<T, E>) -> Result<T, E> {
        let kept = self.readers.lock().pop();
        let conn = match kept {
            Some(conn) => conn,
            None => self.reader().map_err(Failure::from)?,
        };
        let mut tx = Tx::sqlite(&conn, &self.texts, tx::Undo::Whole); // nothing is written
        tx.control("BEGIN")?;
        let result = read(&mut tx);
        tx.control("COMMIT")?;
        self.readers.lock().push(conn); // on an early return the connection is closed, and with it its snapshot
        result
    }

    fn reader(&self) -> rusqlite::Result<Connection> {
        let conn = Connection::open_with_flags(
            &self.path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        conn.busy_timeout(Duration::from_secs(5))?;
        plan_once(&conn)?;
        Ok(conn)
    }

    /// The file, for backups.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Statements run since the start, reads and writes: tests assert differences of it.
    pub fn queries(&self) -> u64 {
        self.texts.run.load(Ordering::Relaxed)
    }

    /// What `/readyz` and `/metrics` show of the writer.
    pub fn pulse(&self) -> &Pulse {
        self.writer.pulse()
    }

    /// Drains the writer, folds the WAL into the file and lets another process have it.
    pub fn close(&self) {
        self.readers.lock().clear();
        self.writer.close();
        // A request that still ends holds this store, and with it the lock; it can write no more.
        let _ = self.lock.unlock();
    }
}

/// Others on the machine have no business among password hashes.
fn make_private(dir: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

fn tune(conn: &Connection) -> rusqlite::Result<()> {
    conn.busy_timeout(Duration::from_secs(5))?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.pragma_update(None, "synchronous", "FULL")?; // an acknowledged write survives a power cut
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "cache_size", -64_000)?; // 64 MB
    // Pages as they were before a savepoint stay in memory; in a file they were a fifth of an order's time.
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    // A checkpoint flushes twice more than a commit does: once in 16 MB instead of once in 4.
    conn.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    plan_once(conn)
}

/// Statements are planned when they are first met and never again. Without this SQLite plans one anew
/// whenever other values are bound and a partial index might fit them: half the time of some reads.
fn plan_once(conn: &Connection) -> rusqlite::Result<()> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(256);
    Ok(())
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("path", &self.path).finish_non_exhaustive()
    }
}
