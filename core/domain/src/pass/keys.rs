//! The keys that passes are signed with, as a list that the root key signs. A device pins the root's public key once and
//! believes a list from anywhere; the list says which keys hold, until when, and what was taken back.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::purpose;
use crate::ids::Uuid;

/// Keys of a list that are read; a clinic's server has two or three.
const MOST_KEYS: usize = 64;

/// An Ed25519 public key. As text base64url without padding, 43 characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PublicKey(pub [u8; 32]);

/// The first four bytes of SHA-256 of a public key, eight hex digits as text: enough to find it in a list. Two keys with
/// one id are no danger, only the signature counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 4]);

/// A list and the root's signature over its bytes: the row `keys` of catalogues and clinics.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedKeys {
    /// A [`KeyList`] as JSON; these very letters are signed.
    pub list: String,
    /// Ed25519 of the root key, base64url without padding.
    pub sig: String,
}

/// A list with the root to pin: what a device is told once, and from then on checks. The answer of `GET /api/v1/keys`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RootedKeys {
    /// The root's [`PublicKey`].
    pub root: String,
    #[serde(flatten)]
    pub keys: SignedKeys,
}

/// What the list says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyList {
    pub keys: Vec<ListedKey>,
    /// Proofs and bookings whose passes were taken back.
    #[serde(default)]
    pub revoked: Vec<Uuid>,
    /// When it was last changed, ms since 1970; of two lists the later counts.
    pub at_ms: i64,
}

/// A key that signs, or once signed, passes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedKey {
    /// A [`KeyId`]; here for people, it follows from the key.
    pub id: String,
    /// A [`PublicKey`].
    pub key: String,
    /// What it signed counts from here, ms since 1970.
    pub from_ms: i64,
    /// And no longer from here on.
    pub until_ms: i64,
    /// It fell into wrong hands: nothing it signed counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_ms: Option<i64>,
}

/// Why a list is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListRefused {
    /// The root did not sign these letters.
    #[error("the root key did not sign this list")]
    Forged,
    /// Signed, and not readable by this version.
    #[error("the list cannot be read")]
    Broken,
}

/// A list that the root signed, ready to verify with. Made once a list and kept: reading a public key costs half of what
/// a signature does.
#[derive(Clone, Debug)]
pub struct Keyring {
    at_ms: i64,
    keys: Vec<Known>,
    revoked: Vec<Uuid>,
}

/// A key of the list.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub id: KeyId,
    pub key: VerifyingKey,
    pub from_ms: i64,
    pub until_ms: i64,
    pub revoked: bool,
}

impl Keyring {
    /// Checks the root's signature, then reads the list.
    pub fn open(signed: &SignedKeys, root: PublicKey) -> Result<Self, ListRefused> {
        let signature = signature(&signed.sig).ok_or(ListRefused::Forged)?;
        let root = VerifyingKey::from_bytes(&root.0).map_err(|_| ListRefused::Forged)?;
        let said = [purpose::KEYS, signed.list.as_bytes()].concat();
        root.verify_strict(&said, &signature).map_err(|_| ListRefused::Forged)?;
        let list: KeyList = serde_json::from_str(&signed.list).map_err(|_| ListRefused::Broken)?;
        let mut revoked = list.revoked;
        revoked.sort_unstable();
        let keys = list.keys.iter().take(MOST_KEYS).map(Known::of).collect::<Option<_>>();
        Ok(Self { at_ms: list.at_ms, keys: keys.ok_or(ListRefused::Broken)?, revoked })
    }

    /// When the list was last changed, ms since 1970.
    pub fn at_ms(&self) -> i64 {
        self.at_ms
    }

    /// Whether this proof, or this booking's passes, were taken back.
    pub fn is_revoked(&self, id: Uuid) -> bool {
        self.revoked.binary_search(&id).is_ok()
    }

    pub(super) fn of_id(&self, id: KeyId) -> impl Iterator<Item = &Known> {
        self.keys.iter().filter(move |known| known.id == id)
    }
}

impl Known {
    fn of(listed: &ListedKey) -> Option<Self> {
        let key: PublicKey = listed.key.parse().ok()?;
        Some(Self {
            id: key.id(),
            key: VerifyingKey::from_bytes(&key.0).ok()?,
            from_ms: listed.from_ms,
            until_ms: listed.until_ms,
            revoked: listed.revoked_ms.is_some(),
        })
    }
}

impl PublicKey {
    /// By which it is found.
    pub fn id(&self) -> KeyId {
        let hash = Sha256::digest(self.0);
        KeyId([hash[0], hash[1], hash[2], hash[3]])
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

/// The text is no public key, or no id of one: wrong length, wrong letters, no point of the curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a key")]
pub struct NoKey;

impl std::str::FromStr for PublicKey {
    type Err = NoKey;

    fn from_str(text: &str) -> Result<Self, NoKey> {
        let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| bytes.try_into().ok()).ok_or(NoKey)?;
        let point = VerifyingKey::from_bytes(&bytes).map_err(|_| NoKey)?;
        // A key of small order would be pleased with anybody's signature.
        if point.is_weak() { Err(NoKey) } else { Ok(Self(bytes)) }
    }
}

impl std::str::FromStr for KeyId {
    type Err = NoKey;

    fn from_str(text: &str) -> Result<Self, NoKey> {
        let bytes = hex::decode(text).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or(NoKey)
    }
}

impl std::fmt::Display for KeyId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

pub(super) fn signature(text: &str) -> Option<Signature> {
    let bytes: [u8; 64] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
    Some(Signature::from_bytes(&bytes))
}

pub(super) fn signature_text(signature: &Signature) -> String {
    URL_SAFE_NO_PAD.encode(signature.to_bytes())
}
