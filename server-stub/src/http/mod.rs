//! What stands between the socket and the handlers.

mod body;
mod cursor;
mod etag;
mod layers;
mod query;
mod rates;
mod request_id;
mod serve;
mod signature;

pub use body::{Body, read, typed};
pub use cursor::Cursor;
pub use etag::{IfMatch, does_without, etag};
pub use layers::{Alias, by_alias, compressed, cors, headers_checked, panicked, secured, timed};
pub use query::Query;
pub use rates::{Caller, Limit, Peer, Rates};
pub use request_id::{RequestId, identified};
pub use serve::serve;
pub use signature::{Doubt, TOLERANCE_S, believe};
