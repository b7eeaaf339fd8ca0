//! From a text to a pass that is believed. No network, no clock of its own.

use ed25519_dalek::{Signature, VerifyingKey};

use super::bytes::Fields;
use super::keys::{KeyId, Keyring};
use super::layout::{Appointment, Kind, SIGNATURE};
use super::proof::Vaccination;
use super::text::PassText;
use super::{FRESH_S, STEP_S, sign};

/// Bytes of the phone's layer: step and signature.
const SHOWN: usize = 4 + SIGNATURE;

/// Why a text is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refused {
    /// Somebody else's code, or another one of ours.
    #[error("not a pass")]
    NotOurs,
    /// Of a newer version of PetPro.
    #[error("of another version")]
    OtherVersion,
    /// Bytes are missing, or there are too many.
    #[error("not whole")]
    CutOff,
    /// Signed with a key that this list does not have: newer than the list, or nobody's.
    #[error("the key is not on the list")]
    UnknownKey,
    /// Its key was taken back.
    #[error("the key was revoked")]
    RevokedKey,
    /// Its key is not in use yet, or no longer.
    #[error("the key's time is over")]
    RetiredKey,
    /// A signature does not fit: made up or changed.
    #[error("a signature does not fit")]
    Forged,
}

/// How sure it is that the pass is shown by its own phone now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Freshness {
    /// By its phone, within [`FRESH_S`].
    Live,
    /// By its phone, at a time that is too far from now: a picture of it.
    Stale,
    /// By its phone; what time it is here is not known.
    Unchecked,
    /// On paper: anybody may hold it.
    Printed,
}

/// The pass of an appointment whose signatures hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    said: Appointment,
    freshness: Freshness,
    taken_back: bool,
}

impl Pass {
    /// Who comes when.
    pub fn said(&self) -> &Appointment {
        &self.said
    }

    /// Whether it is shown now.
    pub fn freshness(&self) -> Freshness {
        self.freshness
    }

    /// Its booking's passes were taken back.
    pub fn taken_back(&self) -> bool {
        self.taken_back
    }
}

/// What a text proved to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Genuine {
    Pass(Pass),
    /// And whether it was taken back.
    Proof(Proof),
}

/// A vaccination proof whose signature holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    said: Vaccination,
    taken_back: bool,
}

impl Proof {
    /// Which pet got what.
    pub fn said(&self) -> &Vaccination {
        &self.said
    }

    /// The clinic took it back.
    pub fn taken_back(&self) -> bool {
        self.taken_back
    }
}

impl Keyring {
    /// Verifies a text. `now_ms` is the server's time as this device knows it, ms since 1970; `None` where it does not, and
    /// then no time is checked: a wrong clock turns nobody away.
    pub fn verify(&self, text: &str, now_ms: Option<i64>) -> Result<Genuine, Refused> {
        let bytes = PassText::parse(text).ok_or(Refused::NotOurs)?.bytes();
        let kind = Kind::of(*bytes.first().ok_or(Refused::CutOff)?).ok_or(Refused::OtherVersion)?;
        let (layer, step) = match kind {
            Kind::OnPhone => {
                let (layer, step) = bytes.split_last_chunk::<SHOWN>().ok_or(Refused::CutOff)?;
                (layer, Some(step))
            }
            Kind::OnPaper | Kind::Proof => (bytes.as_slice(), None),
        };
        let (unsigned, signature) = layer.split_last_chunk::<SIGNATURE>().ok_or(Refused::CutOff)?;
        let mut fields = Fields(unsigned.get(1..).ok_or(Refused::CutOff)?);
        let key = KeyId(fields.array().ok_or(Refused::CutOff)?);
        self.signed(key, &sign::layer(unsigned), &Signature::from_bytes(signature), now_ms)?;
        if kind == Kind::Proof {
            let said = Vaccination::read(fields.0).ok_or(Refused::CutOff)?;
            let taken_back = self.is_revoked(said.id);
            return Ok(Genuine::Proof(Proof { said, taken_back }));
        }
        let said = Appointment::read(kind, fields.0).ok_or(Refused::CutOff)?;
        let freshness = match said.phone.zip(step) {
            Some((phone, step)) => shown(layer, &phone.0, step, now_ms)?,
            None => Freshness::Printed,
        };
        let taken_back = self.is_revoked(said.booking.0);
        Ok(Genuine::Pass(Pass { said, freshness, taken_back }))
    }

    /// The same where only an appointment will do; a proof is `NotOurs` there.
    pub fn pass(&self, text: &str, now_ms: Option<i64>) -> Result<Pass, Refused> {
        match self.verify(text, now_ms)? {
            Genuine::Pass(pass) => Ok(pass),
            Genuine::Proof(_) => Err(Refused::NotOurs),
        }
    }

    /// The same where only a vaccination proof will do.
    pub fn proof(&self, text: &str, now_ms: Option<i64>) -> Result<Proof, Refused> {
        match self.verify(text, now_ms)? {
            Genuine::Proof(proof) => Ok(proof),
            Genuine::Pass(_) => Err(Refused::NotOurs),
        }
    }

    /// Strict: a signature that could be written in a second way, and keys that anybody's signature fits, are refused
    /// (RFC 8032 leaves both open). Its other keys' windows do not matter where one of the same id fits.
    pub(super) fn signed(
        &self,
        id: KeyId,
        said: &[u8],
        signature: &Signature,
        now_ms: Option<i64>,
    ) -> Result<(), Refused> {
        let mut keys = self.of_id(id).peekable();
        keys.peek().ok_or(Refused::UnknownKey)?;
        let known = keys.find(|known| known.key.verify_strict(said, signature).is_ok()).ok_or(Refused::Forged)?;
        let in_use = now_ms.is_none_or(|now| (known.from_ms..known.until_ms).contains(&now));
        match (known.revoked, in_use) {
            (true, _) => Err(Refused::RevokedKey),
            (_, false) => Err(Refused::RetiredKey),
            _ => Ok(()),
        }
    }
}

/// The phone's layer.
fn shown(layer: &[u8], phone: &[u8; 32], last: &[u8; SHOWN], now_ms: Option<i64>) -> Result<Freshness, Refused> {
    let (step, signature) = last.split_first_chunk().ok_or(Refused::CutOff)?;
    let step = u32::from_be_bytes(*step);
    let signature = Signature::from_slice(signature).map_err(|_| Refused::CutOff)?;
    let phone = VerifyingKey::from_bytes(phone).map_err(|_| Refused::Forged)?;
    phone.verify_strict(&sign::shown(layer, step), &signature).map_err(|_| Refused::Forged)?;
    let Some(now_ms) = now_ms else { return Ok(Freshness::Unchecked) };
    let away_ms = (now_ms - i64::from(step) * i64::from(STEP_S) * 1_000).abs();
    Ok(if away_ms <= FRESH_S * 1_000 { Freshness::Live } else { Freshness::Stale })
}
