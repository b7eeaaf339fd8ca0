//! From a picture to goods, without a network.

use std::path::Path;

use petpro_domain::Code;
use petpro_domain::scanned::{Carrier, Payload, Scanned as Meaning};
use petpro_domain::texts::day_of;
use petpro_scan::{Fnc1, Format, Job, Purpose, Read};

use super::{PetPro, guard};
use crate::error::{Error, Result};
use crate::pictures::{self, Caps, Picture, Scanner};
use crate::screens::scan::{Outcome, Printed, screen};
use crate::state::Scanned;

impl PetPro {
    /// The codes of a picture file and what they are here; `no-code-found` where there is none.
    pub fn scan_image(&self, path: &Path, purpose: Purpose) -> Result<Vec<Scanned>> {
        guard(|| self.scan_picture(&pictures::load(path, Caps::default())?, purpose))
    }

    /// The same for a picture that was pasted, or handed over by another app.
    pub fn scan_picture(&self, picture: &Picture, purpose: Purpose) -> Result<Vec<Scanned>> {
        guard(|| {
            let seen = Scanner::new(Job::still(purpose)).still(picture);
            if seen.accepted.is_empty() {
                return Err(Error::new(Code::NoCodeFound, "no code that two looks agree on"));
            }
            seen.accepted.iter().map(|read| self.recognize(read)).collect()
        })
    }

    /// What a code is here: goods of the local catalogue, or the reason why not. A text that is neither goods nor
    /// PetPro's is never opened.
    pub fn recognize(&self, read: &Read) -> Result<Scanned> {
        let points = read.corners.map(|corner| [corner.x, corner.y]);
        self.understand(read.format.name(), &read.text, carrier(read), points)
    }

    /// The same for a text that was typed, or came from a scanner at the keyboard: the way in without a camera.
    pub fn entered(&self, text: &str) -> Result<Scanned> {
        guard(|| self.understand("TYPED", text, Carrier::Typed, [[0.0; 2]; 4]))
    }

    fn understand(&self, format: &'static str, text: &str, carrier: Carrier, points: [[f32; 2]; 4]) -> Result<Scanned> {
        let meaning = Meaning::read(text, carrier);
        let found = match &meaning {
            Ok(Meaning::Goods(gtin, _)) => self.barcode(gtin.as_str()),
            Ok(Meaning::PetPro(Payload::Product(id))) => self.product(&id.to_string()),
            Ok(Meaning::PetPro(_) | Meaning::Microchip(_)) => Err(Error::new(Code::CodeElsewhere, "no goods")),
            Ok(Meaning::Unrecognized(_)) => Err(Error::new(Code::CodeUnrecognized, "neither goods nor PetPro's")),
            Err(broken) => Err(Error::caused(broken.code(), "not a barcode of goods", *broken)),
        };
        let (product, problem) = match found {
            Ok(hit) => (Some(hit), None),
            Err(error) if is_answer(error.code()) => (None, Some(error.code())),
            Err(error) => return Err(error),
        };
        let mine = match &meaning {
            Ok(Meaning::Microchip(chip)) => self.pet_with_chip(*chip)?,
            _ => None,
        };
        let this_year = day_of(self.inner.config.clock.wall_ms(), 0).year;
        let outcome = match (&meaning, &product, problem) {
            (Ok(Meaning::Goods(gtin, label)), Some(hit), _) => {
                Outcome::Goods(Printed { gtin: *gtin, label, this_year }, hit)
            }
            (Ok(Meaning::Goods(gtin, label)), None, Some(Code::BarcodeUnknown)) => {
                Outcome::Unknown(Printed { gtin: *gtin, label, this_year })
            }
            (Ok(Meaning::Microchip(chip)), ..) => Outcome::Chip(*chip, mine.as_ref().map(|(_, name)| name.as_str())),
            (Ok(Meaning::PetPro(Payload::Clinic(..))), ..) => Outcome::Clinic,
            (Ok(Meaning::PetPro(Payload::Pass(_))), ..) => Outcome::Pass,
            (Ok(Meaning::Unrecognized(preview)), ..) => Outcome::Unrecognized(preview.clone()),
            (_, Some(hit), _) => Outcome::Page(hit),
            (_, None, problem) => Outcome::Failed(problem.unwrap_or(Code::CodeUnrecognized)),
        };
        let screen = screen(self.lang(), outcome);
        let (pet, problem) = match mine {
            Some((pet, _)) => (Some(pet), None),
            None => (None, problem),
        };
        Ok(Scanned { format, text: text.to_owned(), points, screen, product, pet, problem })
    }
}

fn carrier(read: &Read) -> Carrier {
    match read.format {
        Format::Ean13 | Format::Ean8 | Format::UpcA => Carrier::Ean,
        Format::UpcE => Carrier::UpcE,
        Format::Qr | Format::Code128 if read.fnc1 == Some(Fnc1::First) => Carrier::Gs1,
        Format::Qr => Carrier::Qr,
        Format::Code128 => Carrier::Code128,
    }
}

/// The picture was fine and so was the store: these are about the code.
fn is_answer(code: Code) -> bool {
    use Code::{BarcodeFormat, BarcodeUnknown, CatalogMissing, CodeElsewhere, CodeUnrecognized};
    use Code::{Gs1Format, GtinCheckDigit, ProductUnknown};
    matches!(
        code,
        BarcodeFormat
            | BarcodeUnknown
            | CatalogMissing
            | CodeElsewhere
            | CodeUnrecognized
            | GtinCheckDigit
            | Gs1Format
            | ProductUnknown
    )
}
