//! `POST /api/v1/sync/hello`: first contact, after login, at app start and after an epoch change.

use serde::{Deserialize, Serialize};

use crate::ids::{DeviceId, OpId};

/// Who is calling and what it would like to follow.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HelloRequest {
    pub proto: u32,
    /// The app's version.
    pub app: String,
    /// None without a token: only `catalog:<market>` is served then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// The id before a fork or an epoch change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev: Option<DeviceId>,
    pub platform: String,
    #[serde(default)]
    pub install_nonce: String,
    #[serde(default)]
    pub scopes: Vec<String>,
}

/// The server's history, its limits, and every scope the caller may read, asked for or not.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HelloReply {
    /// Random id of the server's history; changes only when an operator restores a backup.
    pub epoch: String,
    pub server_ms: i64,
    /// The server's version: a held op is tried again when it changes.
    pub server: String,
    pub limits: Limits,
    pub markets: Vec<String>,
    pub scopes: Vec<HelloScope>,
}

/// What one request may carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Limits {
    pub ops: u32,
    pub push_bytes: u32,
    pub op_bytes: u32,
    pub rows: u32,
    pub pull_bytes: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { ops: 200, push_bytes: 262_144, op_bytes: 131_072, rows: 1_000, pull_bytes: 524_288 }
    }
}

/// A scope as it stands at the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HelloScope {
    pub s: String,
    pub head: u64,
    pub floor: u64,
    /// This device's lane; absent where it never pushed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lane: Option<LaneState>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<Snapshot>,
}

/// How far a lane has been judged, and by which op.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LaneState {
    pub through: u64,
    pub op: OpId,
}

/// An immutable file of gzip members of 1,000 rows each, resumable at a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Snapshot {
    pub id: String,
    /// The scope's head when it was made: the cursor after loading it.
    pub to: u64,
    pub rows: u64,
    pub bytes: u64,
    /// Byte offsets of the members.
    pub members: Vec<u64>,
}
