//! What stands between the socket and the handlers.

mod body;
mod rates;
mod request_id;

pub use body::Body;
pub use rates::{Caller, Peer, Rates};
pub use request_id::{RequestId, identified};
