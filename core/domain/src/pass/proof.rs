//! A vaccination proof: the same signed bytes, without a phone's layer. It is bound to the pet by its chip number, not to
//! the phone that shows it, so that it can be printed and kept.

use super::bytes::{Fields, put_text};
use super::keys::KeyId;
use super::layout::{Kind, NAME, SIGNATURE, head};
use super::text::PassText;
use crate::ids::{ClinicId, Uuid};
use crate::pet::Species;
use crate::scanned::Microchip;
use crate::texts::Day;

/// Bytes of a vaccine's name.
pub const VACCINE: usize = 40;
/// Bytes of a clinic's name.
pub const CLINIC_NAME: usize = 48;

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
        out.extend(number(self.given).to_be_bytes());
        out.extend(self.due.map_or(0, number).to_be_bytes());
        out
    }

    /// What a text says that we keep ourselves; nothing is verified. `None` where it is no proof.
    pub fn said(text: &PassText) -> Option<Self> {
        let bytes = text.bytes();
        let (layer, _) = bytes.split_last_chunk::<SIGNATURE>()?;
        let mut fields = Fields(layer);
        let kind = Kind::of(fields.u8()?)?;
        let _key: [u8; 4] = fields.array()?;
        Self::read(fields.0).filter(|_| kind == Kind::Proof)
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
            given: day(fields.u16()?),
            due: Some(fields.u16()?).filter(|number| *number > 0).map(day),
        };
        fields.end()?;
        Some(read)
    }

    /// Whether it protects on this day.
    pub fn covers(&self, day: Day) -> bool {
        self.given <= day && self.due.is_none_or(|due| day <= due)
    }
}

/// Days since 1970-01-01: 2149 is the last year that fits.
fn number(day: Day) -> u16 {
    day.number().clamp(0, i64::from(u16::MAX)) as u16
}

fn day(number: u16) -> Day {
    Day::of_number(i64::from(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_that_fits_comes_back() {
        assert!((0..=u16::MAX).all(|days| number(day(days)) == days));
        assert_eq!(number(Day::parse("2028-02-29").unwrap()), 21_243);
        assert_eq!(number(Day::parse("1969-12-31").unwrap()), 0, "nothing was given before there were proofs");
    }
}
