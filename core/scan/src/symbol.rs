//! Codes to show: what a label, a pass or a test picture is drawn from.

use rxing::{BarcodeFormat, EncodeHints, MultiFormatWriter, Writer};

use crate::Format;

/// The modules of a code without its quiet zone; one row for a linear code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    pub width: u32,
    pub height: u32,
    /// Row by row; `true` is dark.
    pub dark: Vec<bool>,
}

/// The text cannot be written in this format: a wrong length, a character it does not have, a wrong check digit.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot hold this text", .0.name())]
pub struct SymbolError(pub Format);

/// How much of a QR code may be lost: 7, 15 or 25 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Correction {
    #[default]
    Low,
    Medium,
    Quartile,
}

/// The symbol of `text`; EAN and UPC with their check digit, QR with the least correction.
pub fn symbol(format: Format, text: &str) -> Result<Symbol, SymbolError> {
    drawn(format, text, Correction::default())
}

/// A QR code with so much correction.
pub fn qr_symbol(text: &str, correction: Correction) -> Result<Symbol, SymbolError> {
    drawn(Format::Qr, text, correction)
}

fn drawn(format: Format, text: &str, correction: Correction) -> Result<Symbol, SymbolError> {
    let theirs = match format {
        Format::Qr => BarcodeFormat::QR_CODE,
        Format::Ean13 => BarcodeFormat::EAN_13,
        Format::Ean8 => BarcodeFormat::EAN_8,
        Format::UpcA => BarcodeFormat::UPC_A,
        Format::UpcE => BarcodeFormat::UPC_E,
        Format::Code128 => BarcodeFormat::CODE_128,
    };
    let level = match correction {
        Correction::Low => "L",
        Correction::Medium => "M",
        Correction::Quartile => "Q",
    };
    let hints = EncodeHints { Margin: Some("0".into()), ErrorCorrection: Some(level.into()), ..EncodeHints::default() };
    let matrix = MultiFormatWriter.encode_with_hints(text, &theirs, 1, 1, &hints).map_err(|_| SymbolError(format))?;
    let (width, height) = (matrix.width(), matrix.height());
    let dark = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| matrix.get(x, y)).collect();
    Ok(Symbol { width, height, dark })
}

impl Symbol {
    pub fn is_dark(&self, x: u32, y: u32) -> bool {
        self.dark[(y * self.width + x) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ean_13_has_95_modules_and_guards_at_both_ends() {
        let code = symbol(Format::Ean13, "9520000000011").unwrap();
        assert_eq!((code.width, code.height), (95, 1));
        assert_eq!(code.dark[..3], [true, false, true]);
        assert_eq!(code.dark[92..], [true, false, true]);
    }

    #[test]
    fn a_wrong_check_digit_is_not_drawn() {
        assert!(symbol(Format::Ean13, "9520000000012").is_err());
    }
}
