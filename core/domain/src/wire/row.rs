//! One row of a pull feed.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

/// An entity as of `seq`, or its tombstone (`x`). Borrows its body from the reply it came in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// Type: `cart_line`, `product` …; unknown ones are kept and ignored by the projection.
    pub t: String,
    pub id: String,
    pub seq: u64,
    /// The body as sent; the digest is over these bytes. Absent on a tombstone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub d: Option<Box<RawValue>>,
    /// 1: the entity is gone.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub x: u8,
}

fn is_zero(x: &u8) -> bool {
    *x == 0
}

/// A live row's share of the scope's digest: the first 8 bytes of SHA-256(t ‖ 0 ‖ id ‖ 0 ‖ seq ‖ 0 ‖ d).
/// The scope's digest is the XOR over all live rows, so it is kept by XORing out the old row and in the new.
pub fn digest_of(t: &str, id: &str, seq: u64, d: &str) -> u64 {
    let mut hash = Sha256::new();
    hash.update(t.as_bytes());
    hash.update([0]);
    hash.update(id.as_bytes());
    hash.update([0]);
    hash.update(seq.to_be_bytes());
    hash.update([0]);
    hash.update(d.as_bytes());
    let full = hash.finalize();
    let mut first = [0u8; 8];
    first.copy_from_slice(&full[..8]);
    u64::from_be_bytes(first)
}
