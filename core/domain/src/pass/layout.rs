//! The server's layer of an appointment's pass.
//!
//! | bytes | field |
//! |---|---|
//! | 1 | format (high half) and kind (low half) |
//! | 4 | id of the signing key |
//! | 16, 16 | booking, clinic |
//! | 2 | version of the pass |
//! | 4, 2 | good from (s since 1970), for so many minutes |
//! | 1 + n | the owner's first name, n <= 24 |
//! | 1 | pets, 1 to 8; of each: species 1, name 1 + n |
//! | 32 | the phone's public key; not on paper |
//! | 64 | signature |

use super::bytes::{Fields, put_text};
use super::keys::{KeyId, PublicKey};
use crate::ids::{BookingId, ClinicId};
use crate::pet::Species;

/// The only format there is.
const FORMAT: u8 = 1;
/// Bytes of a name on a pass.
pub const NAME: usize = 24;
/// Pets on one pass.
pub const PETS: usize = 8;
/// Bytes of an Ed25519 signature.
pub const SIGNATURE: usize = 64;

/// What a signed row of bytes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An appointment, to be shown by the phone whose key it names.
    OnPhone,
    /// A vaccination proof.
    Proof,
    /// An appointment on paper.
    OnPaper,
}

impl Kind {
    const ALL: [(u8, Self); 3] = [(1, Self::OnPhone), (2, Self::Proof), (3, Self::OnPaper)];

    /// The first byte of everything of this kind.
    fn byte(self) -> u8 {
        let number = Self::ALL.iter().find(|(_, kind)| *kind == self).map_or(0, |(number, _)| *number);
        FORMAT << 4 | number
    }

    pub fn of(byte: u8) -> Option<Self> {
        Self::ALL.iter().find(|(_, kind)| kind.byte() == byte).map(|(_, kind)| *kind)
    }
}

/// Kind and key in front of every signed row of bytes.
pub fn head(kind: Kind, key: KeyId) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    out.push(kind.byte());
    out.extend(key.0);
    out
}

/// Who comes when: what a pass says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    pub booking: BookingId,
    pub clinic: ClinicId,
    /// Raised when the booking is moved or its pass given out anew; an older one no longer counts.
    pub version: u16,
    /// Good from here, s since 1970: the beginning of the day in the clinic's time zone.
    pub from_s: u32,
    /// Good for so long; 1,440 for most days.
    pub minutes: u16,
    /// The owner's first name, for calling them; cut to [`NAME`] bytes.
    pub owner: String,
    /// 1 to [`PETS`].
    pub pets: Vec<Patient>,
    /// The key of the phone that shows it; none on paper.
    pub phone: Option<PublicKey>,
}

/// A pet on a pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patient {
    pub species: Species,
    /// Cut to [`NAME`] bytes.
    pub name: String,
}

impl Appointment {
    /// The first ms in which it no longer counts.
    pub fn until_ms(&self) -> i64 {
        self.from_ms() + i64::from(self.minutes) * 60_000
    }

    /// The first ms in which it counts.
    pub fn from_ms(&self) -> i64 {
        i64::from(self.from_s) * 1_000
    }

    pub(super) fn kind(&self) -> Kind {
        if self.phone.is_some() { Kind::OnPhone } else { Kind::OnPaper }
    }

    pub(super) fn write(&self, key: KeyId) -> Vec<u8> {
        let mut out = head(self.kind(), key);
        out.extend(self.booking.bytes());
        out.extend(self.clinic.bytes());
        out.extend(self.version.to_be_bytes());
        out.extend(self.from_s.to_be_bytes());
        out.extend(self.minutes.to_be_bytes());
        put_text(&self.owner, NAME, &mut out);
        out.push(self.pets.len().min(PETS) as u8);
        for pet in self.pets.iter().take(PETS) {
            out.push(pet.species as u8);
            put_text(&pet.name, NAME, &mut out);
        }
        out.extend(self.phone.iter().flat_map(|key| key.0));
        out
    }

    /// The fields after the head, without the signature.
    pub(super) fn read(kind: Kind, body: &[u8]) -> Option<Self> {
        let mut fields = Fields(body);
        let mut read = Self {
            booking: fields.id()?,
            clinic: fields.id()?,
            version: fields.u16()?,
            from_s: fields.u32()?,
            minutes: fields.u16()?,
            owner: fields.text(NAME)?,
            pets: Vec::new(),
            phone: None,
        };
        let count = usize::from(fields.u8()?);
        if !(1..=PETS).contains(&count) {
            return None;
        }
        for _ in 0..count {
            read.pets.push(Patient { species: Species::from_number(fields.u8()?), name: fields.text(NAME)? });
        }
        if kind == Kind::OnPhone {
            read.phone = Some(PublicKey(fields.array()?));
        }
        fields.end()?;
        Some(read)
    }
}
