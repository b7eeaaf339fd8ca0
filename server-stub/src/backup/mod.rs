//! Backup and restore of the embedded store. A backup may be taken while the server runs; a restore
//! may not: it opens a new history, and devices then offer again what the backup does not know.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use petpro_domain::cart::{Room, Verdict};
use petpro_domain::wire::Limits;
use petpro_sync::planted::Planted;
use petpro_sync::server::{self, Desk, Ledger, OrderEntry, Step};
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use serde::Serialize;

use crate::catalog::Cold;
use crate::clock::{Clock, Random};
use crate::config;
use crate::feed::{self, Beside, OnTx, Rooms};
use crate::keys::{KeyError, Keys};
use crate::orders::Book;
use crate::payments::gateway::Gateway;
use crate::payments::{self, SweepError, Swept};
use crate::store::{Failure, OpenError, Store};
use crate::sync::Receipts;

/// What can go wrong, as a sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{} is already there; a backup never overwrites a file", .0.display())]
    Exists(PathBuf),
    #[error("there is no store in {}", .0.display())]
    NoStore(PathBuf),
    #[error("{} is not a backup of a PetPro server: {why}", path.display())]
    NotABackup { path: PathBuf, why: String },
    #[error("a petpro-server is running in {}; stop it first, then restore", .0.display())]
    Running(PathBuf),
    #[error("{}: {cause}", path.display())]
    File { path: PathBuf, cause: std::io::Error },
    #[error(transparent)]
    Keys(#[from] KeyError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("the store: {0}")]
    Engine(#[from] rusqlite::Error),
    #[error("the store: {0}")]
    Store(#[from] Failure),
    #[error(transparent)]
    Sweep(#[from] SweepError),
}

/// A backup that was read back and found whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BackedUp {
    pub file: PathBuf,
    pub bytes: u64,
    pub epoch: String,
}

/// What a restore has done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// The history that the backup was taken in.
    pub epoch_before: String,
    /// The one that holds now.
    pub epoch: String,
    /// How far each scope of the backup is; what devices did later they offer again.
    pub scopes: u64,
    /// Orders that were pending or paid in the backup.
    pub open_orders: usize,
    /// Payments that the provider has, or had and paid back, since a day before the backup.
    pub captured: usize,
    pub refunded: usize,
    /// The store that was replaced, kept for whoever needs it; none where there was none.
    pub replaced: Option<PathBuf>,
}

/// Writes a consistent copy of the store in `data` to `file`, also while a server runs.
pub fn backup(data: &Path, file: &Path) -> Result<BackedUp, BackupError> {
    let store = data.join("petpro.db");
    if !store.is_file() {
        return Err(BackupError::NoStore(data.to_owned()));
    }
    if file.exists() {
        return Err(BackupError::Exists(file.to_owned()));
    }
    let part = tailed(file, ".part");
    remove(&part)?; // of a backup that was cut short
    copy(&store, &part)?;
    let epoch = check(&part)?;
    let at = |cause| BackupError::File { path: file.to_owned(), cause };
    let whole = std::fs::File::open(&part).map_err(at)?;
    whole.sync_all().map_err(at)?;
    let bytes = whole.metadata().map_err(at)?.len();
    std::fs::rename(&part, file).map_err(at)?;
    Ok(BackedUp { file: file.to_owned(), bytes, epoch })
}

/// Puts the backup `file` in the place of the store in `data` and opens a new history. Until the
/// last step, one rename, `petpro.db` is the old store with all it knew; afterwards it lies beside.
///
/// The payment provider is asked first, where there is one: while it cannot be, nothing is restored.
pub async fn restore(
    data: &Path,
    file: &Path,
    clock: Arc<dyn Clock>,
    random: &Random,
    gateway: Option<&Gateway>,
) -> Result<Restored, BackupError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |cause| BackupError::File { path, cause }
    };
    let epoch_before = check(file)?;
    std::fs::create_dir_all(data).map_err(at(data))?;
    let lock = std::fs::File::create(data.join("server.lock")).map_err(at(data))?;
    lock.try_lock().map_err(|_| BackupError::Running(data.to_owned()))?;

    let beside = data.join("restoring");
    let _ = std::fs::remove_dir_all(&beside); // of a restore that was cut short
    std::fs::create_dir_all(&beside).map_err(at(&beside))?;
    copy(file, &beside.join("petpro.db"))?;
    let store = Store::open(&beside, clock.clone())?;
    let keys = Keys::open(&data.join("keys.json"), random)?;
    let now_ms = clock.now_ms();
    let epoch = format!("e-{}", hex::encode(random.bytes::<16>()));
    let opened = epoch.clone();
    let swept = match gateway {
        Some(gateway) => payments::sweep(&store, gateway).await?,
        None => Swept::default(),
    };
    let (captured, refunded) = swept.counts();
    let (scopes, open_orders) = store
        .write(move |tx| {
            let scopes = feed::scopes(tx)?;
            let reopen = |ledger: &mut OnTx| {
                let orders = ledger.open_orders()?.len();
                let desk = Desk {
                    now_ms,
                    version: env!("CARGO_PKG_VERSION"),
                    markets: &[],
                    limits: Limits::default(),
                    room: Room::default(),
                    signer: &Receipts(&keys.receipts),
                    planted: Planted::NONE,
                };
                let found = swept.write_down(ledger, now_ms)?;
                server::restore(ledger, &desk, &opened, &found)?;
                swept.stage_refunds(ledger)?;
                Ok::<_, Failure>(orders)
            };
            let rules = config::Checkout::default(); // orders end here, none is placed
            let book = Book { rules: &rules, cards: &Cold, now_ms };
            let follow = |ledger: &mut OnTx, entry: &mut OrderEntry, step: Step| book.follow(ledger, entry, step);
            let beside: Beside = &|_, _, _, _| Ok(Verdict::held()); // no op is judged here
            let rooms = Rooms { orders: &follow, beside };
            let (orders, _) = OnTx::write_orders(tx, now_ms, rooms, reopen)?;
            Ok::<_, Failure>((scopes, orders))
        })
        .await?;
    store.close();
    drop(store);

    let old = data.join("petpro.db");
    let replaced = old.is_file().then(|| free_name(data, now_ms));
    if let Some(kept) = &replaced {
        keep(&old, kept)?;
    }
    std::fs::rename(beside.join("petpro.db"), &old).map_err(at(&old))?;
    std::fs::File::open(data).and_then(|dir| dir.sync_all()).map_err(at(data))?;
    let _ = std::fs::remove_dir_all(&beside); // its lock file
    Ok(Restored { epoch_before, epoch, scopes, open_orders, captured, refunded, replaced })
}

/// Where a replaced store is kept: never in the place of another one.
fn free_name(data: &Path, now_ms: i64) -> PathBuf {
    let mut names = (now_ms..).map(|ms| data.join(format!("petpro.db.replaced-{ms}")));
    names.find(|name| !name.exists()).expect("there is always another millisecond")
}

/// Gives the store a second name and leaves it under its own. A log that a killed server left is folded in first: it
/// would be played into whatever lies under the old name next. A store too broken for that keeps its log beside it.
fn keep(store: &Path, kept: &Path) -> Result<(), BackupError> {
    let fold = || Connection::open(store)?.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
    let whole = matches!(fold(), Ok(0)); // 1 is "busy"
    let at = |cause| BackupError::File { path: kept.to_owned(), cause };
    match std::fs::hard_link(store, kept) {
        Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => return Err(at(cause)),
        Err(_) => std::fs::copy(store, kept).map(drop).map_err(at)?, // a disk without second names
        Ok(()) => {}
    }
    for tail in ["-wal", "-shm"] {
        let log = tailed(store, tail);
        if log.exists() && whole {
            remove(&log)?;
        } else if log.exists() {
            std::fs::rename(log, tailed(kept, tail)).map_err(at)?;
        }
    }
    Ok(())
}

/// Copies page by page into a new file, whatever its write-ahead log still holds.
fn copy(from: &Path, to: &Path) -> Result<(), BackupError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(from, flags)?;
    conn.busy_timeout(std::time::Duration::from_secs(5))?;
    conn.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
    Ok(())
}

/// Reads a backup through and gives its history.
fn check(file: &Path) -> Result<String, BackupError> {
    let not = |why: String| BackupError::NotABackup { path: file.to_owned(), why };
    if !file.is_file() {
        return Err(not("no such file".into()));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(file, flags)?;
    let text = |sql: &str| {
        let found = conn.query_row(sql, [], |row| row.get::<_, String>(0)).optional();
        found.map(Option::unwrap_or_default).map_err(|cause| not(cause.to_string()))
    };
    let verdict = text("PRAGMA integrity_check")?;
    if verdict != "ok" {
        return Err(not(verdict));
    }
    // Empty where the backup was taken before the first history began.
    text(feed::NEWEST_EPOCH)
}

fn tailed(file: &Path, tail: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(tail);
    name.into()
}

fn remove(file: &Path) -> Result<(), BackupError> {
    match std::fs::remove_file(file) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
            Err(BackupError::File { path: file.to_owned(), cause })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A store of a killed server: its only row is still in its log.
    fn killed(dir: &Path) -> PathBuf {
        let conn = Connection::open(dir.join("alive.db")).unwrap();
        conn.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t(n); INSERT INTO t VALUES (7);").unwrap();
        let store = dir.join("petpro.db");
        for tail in ["", "-wal"] {
            std::fs::copy(tailed(&dir.join("alive.db"), tail), tailed(&store, tail)).unwrap();
        }
        store
    }

    fn row(file: &Path) -> i64 {
        Connection::open(file).unwrap().query_row("SELECT n FROM t", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_store_that_is_kept_has_all_it_knew_and_leaves_no_log_to_the_next_one() {
        let dir = tempfile::tempdir().unwrap();
        let (store, kept) = (killed(dir.path()), dir.path().join("kept.db"));
        keep(&store, &kept).unwrap();
        assert!(!tailed(&store, "-wal").exists());
        assert_eq!((row(&store), row(&kept)), (7, 7));
    }

    #[test]
    fn a_store_that_cannot_be_kept_stays_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let (store, kept) = (killed(dir.path()), dir.path().join("kept.db"));
        std::fs::create_dir(&kept).unwrap();
        assert!(matches!(keep(&store, &kept), Err(BackupError::File { .. })));
        assert_eq!(row(&store), 7);
    }

    #[test]
    fn a_second_store_is_not_kept_in_the_place_of_the_first() {
        let dir = tempfile::tempdir().unwrap();
        let first = free_name(dir.path(), 1);
        std::fs::write(&first, "a store").unwrap();
        assert_ne!(free_name(dir.path(), 1), first);
    }
}
