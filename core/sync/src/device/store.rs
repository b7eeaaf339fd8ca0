//! What the device half asks of a disk. Reads see one state; [`Store::commit`] is the only way to
//! write and runs one transaction.
//!
//! Other processes may enqueue while this one syncs, so every write that touches the outbox is a
//! command over what is there at that moment ([`Write::Enqueue`], [`Write::Renumber`],
//! [`Write::Reoffer`]), never a list read earlier.

use petpro_domain::Code;
use petpro_domain::ids::{DeviceId, OpId};
use petpro_domain::wire::{Op, OpState, Receipt, Row, Snapshot};
use serde::{Deserialize, Serialize};

/// Who this file is to the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// The server's history this file's lanes belong to; `None` before first contact.
    pub epoch: Option<String>,
    /// The lanes' name; `None` until the first hello after sign-in.
    pub device: Option<DeviceId>,
    /// The name before a fork or an epoch change, until a hello has told it.
    pub prev: Option<DeviceId>,
}

/// What is known of one scope. `catalog:*` scopes live in a file of their own, with their rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    pub name: String,
    /// The history `cur` belongs to; under another one it counts as 0.
    pub epoch: String,
    /// Up to which seq the base is known.
    pub cur: u64,
    /// XOR over the base rows, see [`petpro_domain::wire::digest_of`].
    pub digest: u64,
    /// Rows up to this seq cannot be in the base yet: the scope's head when its load from 0 began.
    /// It spares a look-up per row of a first sync.
    pub fresh: u64,
    /// The base is being replaced page by page beside the shown one.
    pub stage: Option<Stage>,
    /// The rows come from a snapshot file, into `stage` where there is one; it ends with the load.
    pub load: Option<Load>,
    /// The number the next enqueued op gets; only [`Write::Enqueue`] and [`Write::Renumber`] move it.
    pub next_seq: u64,
}

/// How far the rows beside a base have come: the same four figures for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    pub epoch: String,
    pub cur: u64,
    pub digest: u64,
    pub fresh: u64,
}

/// How far a snapshot file has been loaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    pub snapshot: Snapshot,
    /// The next one; those before it are in.
    pub member: usize,
}

/// A row to keep, with its share of the digest so that it need not be hashed again.
#[derive(Clone, Debug)]
pub struct Pulled {
    /// With `x` 1: delete the row of this type and id.
    pub row: Row,
    /// [`petpro_domain::wire::digest_of`] this row; 0 for a tombstone.
    pub share: u64,
}

/// What became of an op: the outbox row turned into a row of the archive.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    pub op: OpId,
    pub st: OpState,
    pub code: Option<Code>,
    pub detail: Option<String>,
    /// The newest receipt; `None` keeps the one the op carries.
    pub rcpt: Option<Receipt>,
    /// The scope's seq at the server.
    pub at: Option<u64>,
    /// Wall clock of the device, ms; the archive keeps applied and superseded ops for 30 days.
    pub done_ms: i64,
}

/// One command of a transaction.
#[derive(Clone, Debug)]
pub enum Write {
    /// Replaces the meta row.
    Meta(Meta),
    /// Upserts all of a scope but `next_seq`, which starts at 1 and stays as it is.
    Scope(Scope),
    /// The scope may not be followed any more: deletes its row, base and stage. Its ops are settled
    /// in the same change.
    Forget { s: String },
    /// Appends to the outbox: takes the scope's `next_seq` (creating the scope) and the file's next
    /// ordinal, which never repeats and is the order across re-offers. `op.seq` is ignored.
    /// An id already in outbox or archive changes nothing.
    Enqueue { s: String, op: Op },
    /// Moves an op from the outbox to the archive under its id; no effect where it is not pending.
    Settle(Done),
    /// Every archived applied or superseded op goes back to the outbox, under its old ordinal and
    /// with its newest receipt. `rejected` is false except for a planted bug.
    Reoffer { rejected: bool },
    /// Every scope's outbox is numbered 1, 2, 3 … by ordinal; `next_seq` follows.
    Renumber,
    /// Upserts (or, tombstones, deletes) base rows; with `stage` those beside it.
    Rows { s: String, rows: Vec<Pulled>, stage: bool },
    /// Deletes all base rows of the scope; with `stage` those beside it.
    Clear { s: String, stage: bool },
    /// The staged rows become the base.
    Swap { s: String },
}

/// One transaction, executed in order, all of it or nothing. It touches one file: either the
/// account's or, where `s` of every command is a `catalog:` scope, the catalogue's.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub writes: Vec<Write>,
    /// Flush before it returns (`synchronous=FULL`): intents, new names. Pulled rows need not be.
    pub durable: bool,
}

impl Change {
    /// A change that has reached the disk when it returns.
    pub fn durable(writes: Vec<Write>) -> Self {
        Self { writes, durable: true }
    }

    /// A change that the server could send again.
    pub fn cache(writes: Vec<Write>) -> Self {
        Self { writes, durable: false }
    }

    /// The change that makes an intent real; it may be shown once this is committed.
    pub fn enqueue(s: &str, op: Op) -> Self {
        Self::durable(vec![Write::Enqueue { s: s.into(), op }])
    }
}

/// The files of one account (or of a guest: catalogue scopes only).
pub trait Store {
    type Error;

    fn meta(&self) -> Result<Meta, Self::Error>;

    /// Every known scope of both files.
    fn scopes(&self) -> Result<Vec<Scope>, Self::Error>;

    /// The first pending ops of a lane by seq, with `op.seq` and the newest receipt filled in: at
    /// least one if there is any, then until `ops` or `bytes` of bodies are reached.
    fn pending(&self, s: &str, ops: usize, bytes: usize) -> Result<Vec<Op>, Self::Error>;

    /// The pending op with this number.
    fn pending_at(&self, s: &str, seq: u64) -> Result<Option<OpId>, Self::Error>;

    /// How many ops are pending in all scopes.
    fn waiting(&self) -> Result<usize, Self::Error>;

    /// The stored [`Pulled::share`] of a base row (with `stage`: of a staged one).
    fn share(&self, s: &str, t: &str, id: &str, stage: bool) -> Result<Option<u64>, Self::Error>;

    /// Executes the whole change in one transaction, or nothing of it.
    fn commit(&mut self, change: Change) -> Result<(), Self::Error>;
}
