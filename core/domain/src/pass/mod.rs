//! What a QR code proves without a network: an appointment's pass, a vaccination proof, a clinic's printed code.
//!
//! A pass has two layers. The server's says who comes when, and names the phone's public key; its signature is made with
//! a key of the list that the root key signs. The phone's says the half minute in which it was shown, signed with a key
//! that never leaves the phone: a screenshot of it goes stale. On paper there is no second layer, and the pass says so.
//!
//! Pure: seeds and times are passed in. Whatever verifies only comes from [`Keyring`]; its types have no other maker.

mod base45;
mod bytes;
mod clinic;
mod keys;
mod layout;
mod proof;
mod sign;
mod text;
mod verify;

#[cfg(test)]
mod tests;

pub use clinic::Seal;
pub use keys::{KeyId, KeyList, Keyring, ListRefused, ListedKey, NoKey, PublicKey, RootedKeys, SignedKeys};
pub use layout::{Appointment, NAME, PETS, Patient};
pub use proof::{CLINIC_NAME, VACCINE, Vaccination};
pub use sign::{Signer, Unsuitable};
pub use text::{PREFIX, PassText};
pub use verify::{Freshness, Genuine, Pass, Proof, Refused};

/// Seconds in which a phone shows the same code.
pub const STEP_S: u32 = 30;
/// How far a shown step may be from now, seconds; a queue moves, and two clocks are never the same.
pub const FRESH_S: i64 = 90;

/// What each signature is about, in front of the signed bytes: none can be taken for another.
mod purpose {
    /// Server: then the layer without its signature.
    pub const LAYER: &[u8] = b"petpro layer";
    /// Phone: then SHA-256 of the server's layer, then the step, big-endian.
    pub const SHOWN: &[u8] = b"petpro pass";
    /// Server: then the key's id and the clinic's.
    pub const CLINIC: &[u8] = b"petpro clinic";
    /// Root: then the list's JSON.
    pub const KEYS: &[u8] = b"petpro keys";
}
