//! What happens to the device half, and what it wants done. Effects are asked for, never awaited:
//! the answer to a [`Call`] comes back as an [`Event`] with its number.

use petpro_domain::Code;
use petpro_domain::ids::OpId;
use petpro_domain::wire::{At, HelloReply, HelloRequest, OpState, Row, SyncReply, SyncRequest};

/// The clocks, read by the caller at each step.
#[derive(Clone, Copy, Debug)]
pub struct Now<'a> {
    /// Ms that never jump; time-outs and back-off use only these.
    pub mono: i64,
    /// The wall clock, ms since 1970, as wrong as the user set it.
    pub wall: i64,
    /// Names the boot that `mono` counts from.
    pub boot: &'a str,
}

impl Now<'_> {
    /// The time as an op or a request carries it.
    pub fn at(&self) -> At {
        At { wall: self.wall, mono: self.mono, boot: self.boot.into() }
    }
}

/// Random bits, passed in.
pub type Random<'a> = dyn FnMut() -> u64 + 'a;

/// Something that happened.
#[derive(Debug)]
pub enum Event {
    /// The process started, or came back from suspension.
    Start,
    /// An op was committed to the outbox, by this or another process.
    Enqueued,
    /// The network came or went.
    Online(bool),
    /// A session for this account exists. Its scopes are pushed and pulled from now on.
    SignedIn,
    /// No session: only catalogues are pulled. Pending ops stay.
    SignedOut,
    /// This file is a copy of another device's (its install nonce is not the keystore's): fork.
    Copied,
    /// The server has something new, or the user pulled to refresh: now, not after the back-off.
    Poke,
    /// The timer of [`Effect::Wake`] ran out. A wake too many is harmless.
    Wake,
    /// Answer to [`Effect::Refresh`]: a new access token, or none to be had.
    Refreshed(bool),
    /// Answer to [`Ask::Hello`].
    Hello { call: u64, reply: HelloReply },
    /// Answer to [`Ask::Sync`].
    Synced { call: u64, reply: SyncReply },
    /// Answer to [`Ask::Member`]: its rows as they lay in the file.
    Member { call: u64, rows: Vec<Row> },
    /// The call ended without a usable answer.
    Failed { call: u64, why: Failure },
}

/// Why a call has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No connection, time-out, TLS, 5xx, or a 200 that is not our JSON (a captive portal).
    Transport,
    /// 429 or 503, with `Retry-After` in ms where it was given.
    SlowDown { after_ms: Option<i64> },
    /// 401: the access token is over.
    Unauthenticated,
    /// 403: the device was revoked or is somebody else's.
    NotYours,
    /// 413: the batch is too big for something on the way.
    TooLarge,
    /// 426: this app is too old for the server.
    Upgrade,
    /// 404 or 410: the file is not there any more.
    Gone,
}

/// A request to send; its answer is an event with the same `id`.
#[derive(Clone, Debug)]
pub struct Call {
    pub id: u64,
    /// Send the access token with it.
    pub signed: bool,
    pub ask: Ask,
}

/// What to ask the server.
#[derive(Clone, Debug)]
pub enum Ask {
    /// `POST /api/v1/sync/hello`
    Hello(HelloRequest),
    /// `POST /api/v1/sync`
    Sync(SyncRequest),
    /// `GET /api/v1/sync/snapshot/{id}`, one member of it. The next one is usually asked for next,
    /// so the connection may stay open and go on there.
    Member(Member),
}

/// The half-open range of a snapshot file that is one gzip member: a JSON row a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub id: String,
    pub from: u64,
    pub to: u64,
    /// Where the next one ends, to read it while this one is written; none after the last.
    pub then: Option<u64>,
}

/// Whether a scope, or the whole sync, gets on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    Ok,
    /// Sign in again; local work goes on.
    HeldAuth,
    /// The app is too old; local work goes on.
    HeldUpgrade,
    /// The device was revoked.
    HeldForbidden,
    /// The server is too old for the lane's next op.
    HeldServer,
}

/// Something to do or to tell.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Send this. At most one call is under way.
    Send(Call),
    /// Get a new access token with the refresh token; answer with [`Event::Refreshed`].
    Refresh,
    /// Set the one timer to this monotonic ms; it replaces the earlier one.
    Wake { mono: i64 },
    /// An op has its final result; the archive has the rest.
    Settled { op: OpId, st: OpState, code: Option<Code> },
    /// The base of this scope changed.
    Changed { s: String },
    /// Rows of a load from 0: done so far, and of how many where that is known.
    Progress { s: String, rows: u64, of: Option<u64> },
    /// `None`: all scopes.
    Health { s: Option<String>, health: Health },
    /// This device took a new name: its file was copied or restored, or the server was.
    Renamed { fork: bool },
    /// The base of this scope disagreed with the server and is loaded again; worth a report.
    Mismatch { s: String, ours: u64, theirs: u64 },
    /// The server broke the protocol in a way that was survived; worth a report.
    Odd(&'static str),
}
