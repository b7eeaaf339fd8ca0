//! From a picture to goods, without a network.

use std::path::Path;

use petpro_domain::Code;
use petpro_domain::gtin::{Carrier, Payload, Scanned as Meaning};
use petpro_scan::{Format, Job, Purpose, Read};

use super::{PetPro, guard};
use crate::error::{Error, Result};
use crate::pictures::{self, Caps, Scanner};
use crate::screens::scan::{Outcome, screen};
use crate::state::Scanned;

impl PetPro {
    /// The codes of a picture file and what they are here; `no-code-found` where there is none.
    pub fn scan_image(&self, path: &Path, purpose: Purpose) -> Result<Vec<Scanned>> {
        guard(|| {
            let picture = pictures::load(path, Caps::default())?;
            let seen = Scanner::new(Job::still(purpose)).still(&picture);
            if seen.accepted.is_empty() {
                return Err(Error::new(Code::NoCodeFound, "no code that two looks agree on"));
            }
            seen.accepted.iter().map(|read| self.recognize(read)).collect()
        })
    }

    /// What a code is here: goods of the local catalogue, or the reason why not. A text that is neither goods nor
    /// PetPro's is never opened.
    pub fn recognize(&self, read: &Read) -> Result<Scanned> {
        let meaning = meaning(read);
        let found = match &meaning {
            Ok(Meaning::Gtin(gtin)) => self.barcode(gtin.as_str()),
            Ok(Meaning::PetPro(Payload::Product(id))) => self.product(&id.to_string()),
            Ok(Meaning::Unrecognized(_)) => Err(Error::new(Code::CodeUnrecognized, "neither goods nor PetPro's")),
            Err(code) => Err(Error::new(*code, "not a barcode of goods")),
        };
        let (product, problem) = match found {
            Ok(hit) => (Some(hit), None),
            Err(error) if is_answer(error.code()) => (None, Some(error.code())),
            Err(error) => return Err(error),
        };
        let outcome = match (meaning, &product, problem) {
            (Ok(Meaning::Gtin(gtin)), Some(hit), _) => Outcome::Goods(gtin, hit),
            (Ok(Meaning::Gtin(gtin)), None, Some(Code::BarcodeUnknown)) => Outcome::Unknown(gtin),
            (Ok(Meaning::Unrecognized(preview)), ..) => Outcome::Unrecognized(preview),
            (_, Some(hit), _) => Outcome::Page(hit),
            (_, None, problem) => Outcome::Failed(problem.unwrap_or(Code::CodeUnrecognized)),
        };
        Ok(Scanned {
            format: read.format.name(),
            text: read.text.clone(),
            points: read.corners.map(|corner| [corner.x, corner.y]),
            screen: screen(self.lang(), outcome),
            product,
            problem,
        })
    }
}

fn meaning(read: &Read) -> std::result::Result<Meaning, Code> {
    let carrier = match read.format {
        Format::Ean13 | Format::Ean8 | Format::UpcA => Carrier::Ean,
        Format::UpcE => Carrier::UpcE,
        Format::Qr | Format::Code128 => Carrier::Any,
    };
    Meaning::read(&read.text, carrier).map_err(|error| error.code())
}

/// The picture was fine and so was the store: these are about the code.
fn is_answer(code: Code) -> bool {
    use Code::{BarcodeFormat, BarcodeUnknown, CatalogMissing, CodeUnrecognized, GtinCheckDigit, ProductUnknown};
    matches!(code, BarcodeFormat | BarcodeUnknown | CatalogMissing | CodeUnrecognized | GtinCheckDigit | ProductUnknown)
}
