//! A vaccination proof: the same signed bytes, without a phone's layer. It is bound to the pet by its chip number, not to
//! the phone that shows it, so that it can be printed and kept.

use super::bytes::{Fields, put_text};
use super::keys::KeyId;
use super::layout::{Kind, NAME, head};
use crate::ids::{ClinicId, Uuid};
use crate::pet::Species;
use crate::scanned::Microchip;

/// Bytes of a vaccine's name.
pub const VACCINE: usize = 40;
/// Bytes of a clinic's name.
pub const CLINIC_NAME: usize = 48;

/// A day without a time zone: days since 1970-01-01, up to 2149.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub u16);

/// What a proof says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vaccination {
    /// Its own id: a clinic that gave it out by mistake takes it back by this.
    pub id: Uuid,
    pub clinic: ClinicId,
    /// For whoever has no list of clinics; cut to [`CLINIC_NAME`] bytes.
    pub clinic_name: String,
    /// Cut to [`NAME`] bytes.
    pub pet: String,
    pub species: Species,
    /// What ties the proof to an animal; none where it has no chip.
    pub chip: Option<Microchip>,
    /// Cut to [`VACCINE`] bytes.
    pub vaccine: String,
    pub given: Day,
    /// Protected up to and with this day; none where that is not known.
    pub due: Option<Day>,
}

impl Vaccination {
    pub(super) fn write(&self, key: KeyId) -> Vec<u8> {
        let mut out = head(Kind::Proof, key);
        out.extend(self.id.as_bytes());
        out.extend(self.clinic.bytes());
        put_text(&self.clinic_name, CLINIC_NAME, &mut out);
        put_text(&self.pet, NAME, &mut out);
        out.push(self.species as u8);
        out.extend(self.chip.map_or(0, Microchip::number).to_be_bytes());
        put_text(&self.vaccine, VACCINE, &mut out);
        out.extend(self.given.0.to_be_bytes());
        out.extend(self.due.map_or(0, |day| day.0).to_be_bytes());
        out
    }

    /// The fields after the head, without the signature.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let mut fields = Fields(body);
        let read = Self {
            id: fields.id()?,
            clinic: fields.id()?,
            clinic_name: fields.text(CLINIC_NAME)?,
            pet: fields.text(NAME)?,
            species: Species::from_number(fields.u8()?),
            chip: match u64::from_be_bytes(fields.array()?) {
                0 => None,
                number => Some(Microchip::parse(&format!("{number:015}"))?),
            },
            vaccine: fields.text(VACCINE)?,
            given: Day(fields.u16()?),
            due: Some(Day(fields.u16()?)).filter(|day| day.0 > 0),
        };
        fields.end()?;
        Some(read)
    }

    /// Whether it protects on this day.
    pub fn covers(&self, day: Day) -> bool {
        self.given <= day && self.due.is_none_or(|due| day <= due)
    }
}
