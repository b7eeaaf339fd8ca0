//! Who signs: a server with its keys, the root above them, a phone with its own. Seeds are passed in; where they are kept
//! is the caller's affair.

use ed25519_dalek::{Signature, Signer as _, SigningKey};
use sha2::{Digest, Sha256};

use super::bytes::Fields;
use super::keys::{KeyList, PublicKey, SignedKeys, signature_text};
use super::layout::{Appointment, Kind, SIGNATURE};
use super::proof::Vaccination;
use super::text::PassText;
use super::{STEP_S, purpose};

/// An Ed25519 key pair. No `Debug`: it must not get into a log. Wiped from memory when dropped.
pub struct Signer(SigningKey);

/// A phone cannot show this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsuitable {
    /// It is of another phone, for paper, or no pass of an appointment.
    #[error("the pass is not for this phone")]
    NotMine,
    /// The time is before 1970 or thousands of years away.
    #[error("the time makes no sense")]
    Time,
}

impl Signer {
    /// From 32 random bytes.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// What others verify with.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// A server's: the pass of an appointment, ready for paper, or for the phone whose key it names.
    pub fn appointment(&self, said: &Appointment) -> PassText {
        self.layer(said.write(self.public().id()))
    }

    /// A server's: a vaccination proof.
    pub fn vaccination(&self, said: &Vaccination) -> PassText {
        self.layer(said.write(self.public().id()))
    }

    /// The root's: the list that every device checks.
    pub fn key_list(&self, list: &KeyList) -> SignedKeys {
        let list = serde_json::to_string(list).expect("a list of texts and numbers is JSON");
        let sig = signature_text(&self.sign(&[purpose::KEYS, list.as_bytes()].concat()));
        SignedKeys { list, sig }
    }

    /// A phone's: the server's pass with the half minute in which it is shown. `now_ms` is the server's time as this phone
    /// knows it, ms since 1970.
    pub fn show(&self, pass: &PassText, now_ms: i64) -> Result<PassText, Unsuitable> {
        let mut bytes = pass.bytes();
        if phone(&bytes) != Some(self.public()) {
            return Err(Unsuitable::NotMine);
        }
        let step = u32::try_from(now_ms / (i64::from(STEP_S) * 1_000)).map_err(|_| Unsuitable::Time)?;
        let signature = self.sign(&shown(&bytes, step));
        bytes.extend(step.to_be_bytes());
        bytes.extend(signature.to_bytes());
        Ok(PassText::of(&bytes))
    }

    fn layer(&self, mut bytes: Vec<u8>) -> PassText {
        let signature = self.sign(&layer(&bytes));
        bytes.extend(signature.to_bytes());
        PassText::of(&bytes)
    }

    pub(super) fn sign(&self, said: &[u8]) -> Signature {
        self.0.sign(said)
    }
}

/// The phone that a server's layer is for; not verified, the phone trusts who sent it.
fn phone(layer: &[u8]) -> Option<PublicKey> {
    let (unsigned, _) = layer.split_last_chunk::<SIGNATURE>()?;
    let mut fields = Fields(unsigned);
    let kind = Kind::of(fields.u8()?)?;
    let _key: [u8; 4] = fields.array()?;
    Appointment::read(kind, fields.0).filter(|_| kind == Kind::OnPhone)?.phone
}

/// What a server signs.
pub fn layer(unsigned: &[u8]) -> Vec<u8> {
    [purpose::LAYER, unsigned].concat()
}

/// What a phone signs.
pub fn shown(layer: &[u8], step: u32) -> Vec<u8> {
    [purpose::SHOWN, Sha256::digest(layer).as_slice(), &step.to_be_bytes()].concat()
}
