//! What a scanned or typed text is. Pure; nothing is ever opened: an address is text like any other.

mod chip;
mod day;
mod gs1;
mod link;
mod payload;
mod preview;

use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::gtin::{Gtin, GtinError};

pub use chip::{Issuer, Microchip};
pub use day::PrintedDay;
pub use gs1::{Elements, Gs1Error, Measure};
pub use payload::Payload;
pub use preview::{PREVIEW, preview};

/// What carried the text, as far as it decides how to read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Carrier {
    /// Typed, or a keyboard-wedge scanner; such a scanner may say first what it saw, `]C1…`.
    Typed,
    /// Bars of EAN-13, EAN-8 or UPC-A.
    Ean,
    /// Bars of UPC-E.
    UpcE,
    /// Code 128.
    Code128,
    /// QR.
    Qr,
    /// QR or Code 128 with FNC1 in front: its maker says that the text follows GS1's rules.
    Gs1,
}

/// A text, understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scanned {
    /// Goods, and what their label says beside the number.
    Goods(Gtin, Elements),
    /// The label of a pet's microchip.
    Microchip(Microchip),
    /// One of PetPro's own codes.
    PetPro(Payload),
    /// Anything else; shown as plain text, see [`preview()`].
    Unrecognized(String),
}

/// The text breaks the rules of what carried it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Bars, or typed digits, that are no barcode.
    #[error(transparent)]
    Gtin(#[from] GtinError),
    /// A GS1 label that breaks GS1's rules.
    #[error(transparent)]
    Gs1(#[from] Gs1Error),
}

impl Broken {
    /// `barcode-format`, `gtin-check-digit` or `gs1-format`.
    pub const fn code(self) -> Code {
        match self {
            Self::Gtin(error) => error.code(),
            Self::Gs1(error) => error.code(),
        }
    }
}

impl Scanned {
    /// Reads a text. Only what says what it is can be broken: bars of goods, a GS1 label, typed digits. Any other text is
    /// at worst unrecognized.
    pub fn read(text: &str, carrier: Carrier) -> Result<Self, Broken> {
        match carrier {
            Carrier::Ean => Ok(Self::goods(Gtin::parse(text)?)),
            Carrier::UpcE => Ok(Self::goods(Gtin::upc_e(text)?)),
            Carrier::Gs1 => Ok(Self::label(text, Elements::read(text)?)),
            Carrier::Typed => match announced(text) {
                Some((carrier, rest)) => Self::read(rest, carrier),
                None => Self::free(text, true, true),
            },
            Carrier::Code128 => Self::free(text, true, false),
            Carrier::Qr => Self::free(text, false, false),
        }
    }

    fn free(text: &str, chips: bool, typed: bool) -> Result<Self, Broken> {
        let plain = text.trim();
        if let Some(payload) = Payload::parse(plain) {
            return Ok(Self::PetPro(payload));
        }
        if let Some(elements) = link::read(plain) {
            return Ok(Self::label(text, elements));
        }
        if let Some(chip) = Microchip::parse(plain).filter(|_| chips) {
            return Ok(Self::Microchip(chip));
        }
        match Gtin::parse(plain) {
            Ok(gtin) => Ok(Self::goods(gtin)),
            Err(error) if typed && looks_like_digits(plain) => Err(error.into()),
            Err(_) => Ok(Self::Unrecognized(preview(text))),
        }
    }

    fn goods(gtin: Gtin) -> Self {
        Self::Goods(gtin, Elements::default())
    }

    /// A label without goods, of a pallet or a coupon, is nothing here.
    fn label(text: &str, elements: Elements) -> Self {
        match elements.gtin {
            Some(gtin) => Self::Goods(gtin, elements),
            None => Self::Unrecognized(preview(text)),
        }
    }
}

/// What a scanner at the keyboard says it saw: a symbology identifier of ISO/IEC 15424 before the text. It has checked the
/// digits of an EAN already, which arrive as 13 or 8.
fn announced(text: &str) -> Option<(Carrier, &str)> {
    let (mark, rest) = text.split_at_checked(3)?;
    let carrier = match mark {
        "]C1" | "]Q3" | "]d2" | "]e0" => Carrier::Gs1,
        "]E0" | "]E4" => Carrier::Ean,
        "]C0" => Carrier::Code128,
        "]Q0" | "]Q1" | "]Q2" => Carrier::Qr,
        _ => return None,
    };
    Some((carrier, rest))
}

/// More digits than anything else: meant as the digits under bars.
fn looks_like_digits(text: &str) -> bool {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    digits * 2 > text.chars().count()
}

#[cfg(test)]
mod tests;
