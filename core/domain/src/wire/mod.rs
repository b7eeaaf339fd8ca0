//! What travels between device and server under `/api/v1/sync`. Replies, rows and ops keep fields
//! they do not know; a newer peer's additions survive an older reader (V3).

mod clinic;
#[cfg(feature = "openapi")]
pub mod described;
mod exchange;
mod hello;
mod op;
mod row;
mod shop;

pub use clinic::{
    BookingEnter, BookingHere, BookingMove, BookingRequest, BookingStep, CheckinRecord, CheckinVoid, MAX_NOTE,
    MAX_PETS, PassKey, PetNoted, PetPut, WalkedIn, can_walk_in,
};
pub use exchange::{OpResult, OpState, PullReply, PullScope, PushReply, PushScope, SyncReply, SyncRequest};
pub use hello::{HelloReply, HelloRequest, HelloScope, LaneState, Limits, Snapshot};
pub use op::{
    AddressPut, At, CartAdd, CartRemove, CartSet, InboxRead, Lane, Op, OpBody, OrderLine, OrderPlace, Pay, Receipt,
    SavedMove,
};
pub use row::{Row, digest_of};
pub use shop::{Edit, ProductPatch, StockAdjust};

/// What is sealed when a tablet is taken back: the purpose in its HPKE context.
pub const LEFT_BEHIND: &[u8] = b"petpro left behind";
/// The protocol's number; another one is answered with `upgrade-required`.
pub const PROTO: u32 = 1;
