//! The code at a clinic's door, `petpro:1:clinic:<id>:<seal>`. The seal is the key's id and a signature over it and the
//! clinic's id, 68 bytes in base64url: a poster that leads to somebody else's page cannot be printed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::Signature;
use serde::{Deserialize, Serialize};

use super::keys::{KeyId, Keyring};
use super::verify::Refused;
use super::{Signer, purpose};
use crate::ids::ClinicId;

/// Key id and signature.
const BYTES: usize = 68;

/// What is printed after the clinic's id, 91 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seal(String);

impl Seal {
    /// The text in the form of a seal.
    pub fn parse(text: &str) -> Option<Self> {
        bytes(text).map(|_| Self(text.to_owned()))
    }

    /// As it is printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn bytes(text: &str) -> Option<[u8; BYTES]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

fn said(key: KeyId, clinic: ClinicId) -> Vec<u8> {
    [purpose::CLINIC, &key.0, clinic.bytes()].concat()
}

impl Signer {
    /// For a clinic's poster.
    pub fn seal(&self, clinic: ClinicId) -> Seal {
        let key = self.public().id();
        let signature = self.sign(&said(key, clinic));
        Seal(URL_SAFE_NO_PAD.encode([key.0.as_slice(), &signature.to_bytes()].concat()))
    }
}

impl Keyring {
    /// Whether PetPro made this clinic's code. `now_ms` as for [`Keyring::pass`].
    pub fn clinic(&self, clinic: ClinicId, seal: &Seal, now_ms: Option<i64>) -> Result<(), Refused> {
        let sealed = bytes(&seal.0).ok_or(Refused::CutOff)?;
        let (id, signature) = sealed.split_first_chunk().ok_or(Refused::CutOff)?;
        let signature = Signature::from_slice(signature).map_err(|_| Refused::CutOff)?;
        let id = KeyId(*id);
        self.signed(id, &said(id, clinic), &signature, now_ms)
    }
}
