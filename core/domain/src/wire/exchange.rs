//! `POST /api/v1/sync`: push and pull in one round trip.

use serde::{Deserialize, Serialize};

use super::{At, LaneState, Op, Receipt, Row, Snapshot};
use crate::code::Code;
use crate::ids::{DeviceId, OpId};

/// What a device has to say and where it stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SyncRequest {
    pub proto: u32,
    pub epoch: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// The device's clocks as it sends: with the same boot an op's age is the monotonic difference.
    #[serde(default)]
    pub at: At,
    #[serde(default)]
    pub push: Vec<PushScope>,
    #[serde(default)]
    pub pull: Vec<PullScope>,
}

/// The next ops of one lane.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushScope {
    pub s: String,
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<super::described::OpShape>))]
    pub ops: Vec<Op>,
}

/// A scope and the cursor up to which it is known; 0 asks for all live rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PullScope {
    pub s: String,
    pub cur: u64,
    /// The scope's head when this load from 0 began ([`PullReply::head`]); 0 when nothing is being
    /// loaded. No tombstone up to it concerns the device, so a floor up to it does not either: else
    /// a load of several pages would be sent back to 0 for ever.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub load: u64,
}

fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// The answer. With `code` `sync-epoch` nothing was applied and the lists are empty.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SyncReply {
    pub epoch: String,
    pub server_ms: i64,
    #[serde(default)]
    pub server: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    #[serde(default)]
    pub push: Vec<PushReply>,
    #[serde(default)]
    pub pull: Vec<PullReply>,
}

/// How far a lane went.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushReply {
    pub s: String,
    pub through: u64,
    pub results: Vec<OpResult>,
    /// `sync-gap` (send again from `expected`), `sync-forked` (at `expected`) or `scope-forbidden`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<u64>,
}

/// What became of one op. All but `held` are final.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpResult {
    pub seq: u64,
    pub id: OpId,
    pub st: OpState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    /// The scope's seq after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<u64>,
    /// A note for people: `moved-to-saved`, the other device's quantity …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rcpt: Option<Receipt>,
}

/// The state of an op at the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum OpState {
    Applied,
    Superseded,
    Rejected,
    /// The server is older than the app: keep it, stop this lane, try when the server changes.
    Held,
}

/// Rows of one scope after `from`, up to `to`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PullReply {
    pub s: String,
    pub from: u64,
    pub to: u64,
    /// The scope's newest seq in this snapshot.
    #[serde(default)]
    pub head: u64,
    #[serde(default)]
    pub more: bool,
    /// The cursor was below the floor: drop the base and take these rows as the whole scope.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reset: bool,
    /// `scope-forbidden`: the caller may not read it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lane: Option<LaneState>,
    /// 16 hex digits; only when nothing more is to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<Snapshot>,
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<super::described::RowShape>))]
    pub rows: Vec<Row>,
}
