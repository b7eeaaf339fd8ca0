//! What tablets seal to this server (HPKE, RFC 9180: X25519, HKDF-SHA-256, ChaCha20-Poly1305): the
//! check-ins that one could not send before its clinic took it back.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use petpro_domain::wire::LEFT_BEHIND;
use rustls::crypto::aws_lc_rs::hpke::DH_KEM_X25519_HKDF_SHA256_CHACHA20_POLY1305 as HPKE;
use rustls::crypto::hpke::{EncapsulatedSecret, Hpke, HpkePrivateKey};
use serde::{Deserialize, Serialize};

/// A key pair. Not replaced: tablets pin its public half when they are enrolled.
pub struct Sealed {
    public: String,
    secret: HpkePrivateKey,
}

/// This part of the key file; both halves in base64.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    public: String,
    secret: String,
}

impl Entry {
    /// A new pair, by the cryptographic library's own randomness; `None` where it has none.
    pub fn make() -> Option<Self> {
        let (public, secret) = HPKE.generate_key_pair().ok()?;
        Some(Self { public: STANDARD.encode(public.0), secret: STANDARD.encode(secret.secret_bytes()) })
    }
}

impl Sealed {
    pub(super) fn of(entry: &Entry) -> Option<Self> {
        let public = STANDARD.decode(&entry.public).ok().filter(|bytes| bytes.len() == 32)?;
        let secret = STANDARD.decode(&entry.secret).ok().filter(|bytes| bytes.len() == 32)?;
        Some(Self { public: URL_SAFE_NO_PAD.encode(public), secret: HpkePrivateKey::from(secret) })
    }

    /// In base64url, for tablets.
    pub fn public(&self) -> &str {
        &self.public
    }

    /// What was sealed for this tablet; `None` for anything else.
    pub fn open(&self, enc: &[u8], tablet: &[u8; 16], sealed: &[u8]) -> Option<Vec<u8>> {
        HPKE.open(&EncapsulatedSecret(enc.to_vec()), LEFT_BEHIND, tablet, sealed, &self.secret).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls::crypto::hpke::HpkePublicKey;

    #[test]
    fn what_is_sealed_to_the_server_is_opened_for_its_own_tablet_only() {
        let keys = Sealed::of(&Entry::make().unwrap()).unwrap();
        let public = HpkePublicKey(URL_SAFE_NO_PAD.decode(keys.public()).unwrap());
        let (enc, sealed) = HPKE.seal(LEFT_BEHIND, &[7; 16], b"check-ins", &public).unwrap();
        assert_eq!(keys.open(&enc.0, &[7; 16], &sealed).as_deref(), Some(b"check-ins".as_slice()));
        assert_eq!(keys.open(&enc.0, &[8; 16], &sealed), None);
        let other = Sealed::of(&Entry::make().unwrap()).unwrap();
        assert_eq!(other.open(&enc.0, &[7; 16], &sealed), None);
    }
}
