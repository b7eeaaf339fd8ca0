//! The server half: who may do what in which order, over the tables a [`Ledger`] gives.
//!
//! [`exchange`] is `POST /api/v1/sync`; a server that reads from another connection than it writes
//! on calls [`push`] inside its write transaction and [`pull`] on one read snapshot afterwards.
//! The REST routes of the cart call [`judge`] for their one op, without a lane.

mod desk;
mod hello;
mod judge;
mod ledger;
mod order;
mod pull;
mod push;
mod restore;
mod rows;

pub use desk::{Caller, Desk, Signer};
pub use hello::hello;
pub use judge::{Case, expire_lines, judge};
pub use ledger::{Feed, Found, FoundState, Head, Judged, Ledger, Named, OrderEntry, Page, Payment, Refusal, Step};
pub use order::{overdue, paid, refunded, rewrite, unpaid};
pub use pull::pull;
pub use push::{exchange, push};
pub use restore::restore;
