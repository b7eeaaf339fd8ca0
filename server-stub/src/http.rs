//! What stands between the socket and the handlers.

/// The id of a request: the caller's `X-Request-Id` where it is usable, else a new UUIDv7.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);
