//! What a request is judged with: the server's clock, limits and key, and who is asking.

use petpro_domain::cart::Room;
use petpro_domain::ids::{DeviceId, UserId};
use petpro_domain::wire::Limits;

use crate::planted::Planted;

/// Signs receipts. Its keys live outside the database, so that they survive a restored backup.
pub trait Signer {
    /// The key that signs now.
    fn kid(&self) -> &str;
    /// HMAC-SHA-256 in hex under this key; `None` for a key that is not held.
    fn mac(&self, kid: &str, bytes: &[u8]) -> Option<String>;
}

/// Everything of the server that is not in its tables.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The server's clock, ms since 1970.
    pub now_ms: i64,
    /// The server's version; a device tries a held op again when it changes.
    pub version: &'a str,
    /// The markets whose catalogue is served, the default first.
    pub markets: &'a [String],
    pub limits: Limits,
    pub room: Room,
    pub signer: &'a dyn Signer,
    pub planted: Planted,
}

/// Who asks, and what they may follow. Without a token: `who` is `None`, `scopes` is empty.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The token's user and the device it is tied to.
    pub who: Option<(UserId, Option<DeviceId>)>,
    /// Scopes the caller reads and pushes to: its households and itself.
    pub scopes: Vec<String>,
    /// Scopes the caller only reads: the orders of the shops they work for.
    pub feeds: Vec<String>,
}

impl Caller {
    /// Whether ops of this caller are judged in this scope.
    pub fn writes(&self, s: &str) -> bool {
        self.who.is_some() && self.scopes.iter().any(|scope| scope == s)
    }

    /// Whether rows of this scope may be sent; catalogues are public.
    pub fn reads(&self, s: &str, desk: &Desk) -> bool {
        s.strip_prefix("catalog:").is_some_and(|market| desk.markets.iter().any(|known| known == market))
            || self.writes(s)
            || (self.who.is_some() && self.feeds.iter().any(|scope| scope == s))
    }
}
