//! A large scope as one file: gzip members of 1,000 rows each, one JSON object a line, no
//! tombstones. A download that was cut goes on at a member.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use parking_lot::Mutex;
use petpro_domain::wire::Snapshot;

use super::{epoch, rows};
use crate::store::{Failure, Store, Tx};
use crate::values;

/// Rows in a member of the files that devices load; a smaller scope is pulled from 0 instead.
pub const MEMBER_ROWS: u64 = 1_000;
/// How often a scope is written out anew at most.
const EVERY_MS: i64 = 10 * 60_000;
/// How long a file stays for those who have begun to load it.
const KEEP_MS: i64 = 24 * 3_600_000;

/// A file that can be served.
#[derive(Clone, Debug)]
pub struct File {
    pub scope: String,
    pub path: PathBuf,
    pub snapshot: Snapshot,
    pub made_ms: i64,
}

/// The files of this process. What an earlier one has left is deleted at the start.
pub struct Snapshots {
    dir: PathBuf,
    scopes: Mutex<HashMap<String, State>>,
}

#[derive(Default)]
struct State {
    /// Oldest first.
    files: Vec<File>,
    building: bool,
    tried_ms: Option<i64>,
}

/// Why a snapshot could not be written.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    #[error(transparent)]
    Store(#[from] Failure),
    #[error("the snapshot's file: {0}")]
    Io(#[from] std::io::Error),
}

impl Snapshots {
    pub(super) fn new(dir: PathBuf) -> Self {
        let _ = std::fs::remove_dir_all(&dir); // none there at the first start
        Self { dir, scopes: Mutex::default() }
    }

    /// The newest file of a scope.
    pub fn of(&self, scope: &str) -> Option<Snapshot> {
        let scopes = self.scopes.lock();
        scopes.get(scope)?.files.last().map(|file| file.snapshot.clone())
    }

    /// A file by its id, or the newest of a scope by the scope's name.
    pub fn file(&self, id: &str) -> Option<File> {
        let scopes = self.scopes.lock();
        let newest = scopes.get(id).and_then(|state| state.files.last());
        newest.or_else(|| scopes.values().flat_map(|state| &state.files).find(|file| file.snapshot.id == id)).cloned()
    }

    /// Whether a scope's file is being written right now.
    pub fn building(&self, scope: &str) -> bool {
        self.scopes.lock().get(scope).is_some_and(|state| state.building)
    }

    /// Whether the caller shall [`build`](Self::build) now: nobody else does, and the last try was
    /// ten minutes ago or more.
    pub fn claim(&self, scope: &str, now_ms: i64) -> bool {
        let mut scopes = self.scopes.lock();
        let state = scopes.entry(scope.to_owned()).or_default();
        let rested = state.tried_ms.is_none_or(|tried| now_ms - tried >= EVERY_MS);
        let mine = rested && !state.building;
        if mine {
            state.building = true;
            state.tried_ms = Some(now_ms);
        }
        mine
    }

    /// Writes a scope out in members of `each` rows, as one snapshot of the store sees it; `None`
    /// for a scope of no more than that. Blocks: about a second for 100,000 rows.
    ///
    /// # Errors
    /// The store's, or the disk's; the scope is then pulled by pages.
    pub fn build(&self, store: &Store, scope: &str, each: u64, now_ms: i64) -> Result<Option<Snapshot>, BuildError> {
        let written = store.read(|tx| self.write(tx, scope, each));
        let mut scopes = self.scopes.lock();
        let state = scopes.entry(scope.to_owned()).or_default();
        state.building = false;
        state.tried_ms = Some(now_ms);
        let Some((path, snapshot)) = written? else { return Ok(None) };
        state.files.retain(|file| file.snapshot.id != snapshot.id);
        state.files.push(File { scope: scope.to_owned(), path, snapshot: snapshot.clone(), made_ms: now_ms });
        let old = state.files.iter().take(state.files.len() - 1).filter(|file| now_ms - file.made_ms > KEEP_MS);
        for file in old {
            let _ = std::fs::remove_file(&file.path); // a reader that holds it open keeps its bytes
        }
        let newest = state.files.len() - 1;
        let mut at = 0;
        state.files.retain(|file| {
            at += 1;
            at > newest || now_ms - file.made_ms <= KEEP_MS
        });
        Ok(Some(snapshot))
    }

    fn write(&self, tx: &mut Tx, scope: &str, each: u64) -> Result<Option<(PathBuf, Snapshot)>, BuildError> {
        let Some(found) = rows::find(tx, scope)? else { return Ok(None) };
        let count = "SELECT COUNT(*) FROM feed_row WHERE scope = $1 AND d IS NOT NULL";
        let rows = tx.query_row(count, values![found.no], |row| row.get::<u64>(0))?.unwrap_or_default();
        if rows <= each {
            return Ok(None);
        }
        let id = format!("{}-{}-{}", scope.replace(':', "-"), epoch::epoch(tx)?, found.head.head);
        std::fs::create_dir_all(&self.dir)?;
        let path = self.dir.join(&id);
        let (members, bytes) = write_members(tx, found.no, each, &path)?;
        Ok(Some((path, Snapshot { id, to: found.head.head, rows, bytes, members })))
    }
}

fn write_members(tx: &mut Tx, scope: i64, each: u64, path: &Path) -> Result<(Vec<u64>, u64), BuildError> {
    let part = path.with_extension("part");
    let mut file = std::fs::File::create(&part)?;
    let (mut members, mut bytes, mut after) = (Vec::new(), 0, 0_u64);
    loop {
        let mut text = Vec::new();
        let select = "SELECT t, id, seq, d FROM feed_row WHERE scope = $1 AND seq > $2 AND d IS NOT NULL
            ORDER BY seq LIMIT $3";
        let seqs = tx.query(select, values![scope, after, each], |row| {
            let (t, id, seq): (String, String, u64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            line(&mut text, &t, &id, seq, &row.get::<String>(3)?);
            Ok(seq)
        })?;
        let Some(last) = seqs.last() else { break };
        after = *last;
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(&text)?;
        let member = gzip.finish()?;
        file.write_all(&member)?;
        members.push(bytes);
        bytes += member.len() as u64;
    }
    std::fs::rename(&part, path)?;
    Ok((members, bytes))
}

/// A [`petpro_domain::wire::Row`] as JSON; the body goes in as it is, the digest is over its bytes.
fn line(out: &mut Vec<u8>, t: &str, id: &str, seq: u64, d: &str) {
    let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
    out.extend_from_slice(format!("{{\"t\":{},\"id\":{},\"seq\":{seq},\"d\":", quoted(t), quoted(id)).as_bytes());
    out.extend_from_slice(d.as_bytes());
    out.extend_from_slice(b"}\n");
}
