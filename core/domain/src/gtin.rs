//! GTIN: EAN-13, EAN-8, UPC-A, UPC-E and ITF-14 as one number of 14 digits. Pure; a wrong check digit is found before
//! any index or network is asked (S0-119).

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::code::Code;

/// A number with a right check digit, as 14 ASCII digits with leading zeros: UPC-A and the EAN-13
/// with a zero before it are the same GTIN.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gtin([u8; 14]);

/// Why a text is no GTIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GtinError {
    /// Not 8, 12, 13 or 14 digits.
    #[error("not the digits of an EAN or UPC")]
    Format,
    /// A digit was misread or mistyped.
    #[error("the check digit does not fit")]
    CheckDigit,
}

impl GtinError {
    /// `barcode-format` or `gtin-check-digit`.
    pub const fn code(self) -> Code {
        match self {
            Self::Format => Code::BarcodeFormat,
            Self::CheckDigit => Code::GtinCheckDigit,
        }
    }
}

/// What the number is for, by its prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Use {
    /// Goods of a known maker.
    Goods,
    /// Numbered by the shop itself (2x, weighed goods): says nothing outside of it.
    InStore,
    /// A book, 978 and 979.
    Isbn,
    /// A magazine, 977.
    Issn,
}

impl Gtin {
    /// From typed or scanned digits. Spaces and hyphens between them, and the full-width digits of
    /// a Japanese keyboard, are read too. Eight digits that begin with 0 are a UPC-E where that fits.
    pub fn parse(text: &str) -> Result<Self, GtinError> {
        let digits = digits(text)?;
        match digits.len() {
            8 if digits[0] == 0 => Self::from_upc_e(&digits).or_else(|_| Self::checked(&digits)),
            8 => Self::checked(&digits).or_else(|error| Self::from_upc_e(&digits).map_err(|_| error)),
            12..=14 => Self::checked(&digits),
            _ => Err(GtinError::Format),
        }
    }

    /// From the eight digits of a UPC-E: number system, six digits, check digit.
    pub fn upc_e(text: &str) -> Result<Self, GtinError> {
        Self::from_upc_e(&digits(text)?)
    }

    /// From digits that still lack their last one, the check digit: 7, 11, 12 or 13 of them.
    pub fn complete(text: &str) -> Result<Self, GtinError> {
        let mut digits = digits(text)?;
        if !matches!(digits.len(), 7 | 11..=13) {
            return Err(GtinError::Format);
        }
        digits.push(0);
        let check = (10 - weighted(&digits) % 10) % 10;
        digits.pop();
        digits.push(check as u8);
        Self::checked(&digits)
    }

    /// The 14 digits, as catalogue rows keep them.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default() // ASCII digits by construction
    }

    /// The short form that is printed under the bars: 13 digits, or 8 for an EAN-8.
    pub fn printed(&self) -> &str {
        let text = self.as_str();
        match text.bytes().take_while(|b| *b == b'0').count() {
            6.. => &text[6..],
            0 => text,
            _ => &text[1..],
        }
    }

    /// What it is for.
    pub fn used_for(&self) -> Use {
        let text = self.as_str();
        // Of an EAN-8 the first digit decides: 0 and 2 are a shop's own.
        if text.starts_with("000000") {
            return if matches!(text.as_bytes()[6], b'0' | b'2') { Use::InStore } else { Use::Goods };
        }
        match text[1..4].parse::<u16>() {
            Ok(977) => Use::Issn,
            Ok(978 | 979) => Use::Isbn,
            Ok(20..=29 | 40..=49 | 200..=299) => Use::InStore,
            _ => Use::Goods,
        }
    }

    fn checked(digits: &[u8]) -> Result<Self, GtinError> {
        let mut full = [b'0'; 14];
        let start = full.len().checked_sub(digits.len()).ok_or(GtinError::Format)?;
        for (place, digit) in full[start..].iter_mut().zip(digits) {
            *place = b'0' + digit;
        }
        if weighted(digits).is_multiple_of(10) { Ok(Self(full)) } else { Err(GtinError::CheckDigit) }
    }

    /// UPC-E leaves zeros of the UPC-A out; its sixth digit says where they were.
    fn from_upc_e(digits: &[u8]) -> Result<Self, GtinError> {
        let &[system @ 0..=1, a, b, c, d, e, last, check] = digits else { return Err(GtinError::Format) };
        let long = match last {
            0..=2 => [system, a, b, last, 0, 0, 0, 0, c, d, e, check],
            3 => [system, a, b, c, 0, 0, 0, 0, 0, d, e, check],
            4 => [system, a, b, c, d, 0, 0, 0, 0, 0, e, check],
            _ => [system, a, b, c, d, e, 0, 0, 0, 0, last, check],
        };
        Self::checked(&long)
    }
}

/// From the right 1, 3, 1, 3 …: what leading zeros there are changes nothing.
fn weighted(digits: &[u8]) -> u32 {
    digits.iter().rev().zip([1, 3].into_iter().cycle()).map(|(digit, weight)| u32::from(*digit) * weight).sum()
}

fn digits(text: &str) -> Result<Vec<u8>, GtinError> {
    let mut digits = Vec::with_capacity(14);
    for c in text.trim().chars() {
        match c {
            '0'..='9' => digits.push(c as u8 - b'0'),
            '\u{ff10}'..='\u{ff19}' => digits.push((u32::from(c) - 0xff10) as u8),
            ' ' | '-' | '\u{3000}' | '\u{2010}'..='\u{2015}' => {}
            _ => return Err(GtinError::Format),
        }
        if digits.len() > 14 {
            return Err(GtinError::Format);
        }
    }
    Ok(digits)
}

impl std::fmt::Display for Gtin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::fmt::Debug for Gtin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Gtin {
    type Err = GtinError;
    fn from_str(text: &str) -> Result<Self, GtinError> {
        Self::parse(text)
    }
}

impl Serialize for Gtin {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Gtin {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_product_has_one_number_whatever_is_printed() {
        let ean_13 = Gtin::parse("0012345678905").unwrap();
        assert_eq!(Gtin::parse("012345678905").unwrap(), ean_13); // UPC-A
        assert_eq!(Gtin::parse("00012345678905").unwrap(), ean_13); // GTIN-14
        assert_eq!(ean_13.as_str(), "00012345678905");
        assert_eq!(Gtin::parse("9520000000004").unwrap().printed(), "9520000000004");
        assert_eq!(Gtin::parse("96385074").unwrap().printed(), "96385074"); // EAN-8
    }

    #[test]
    fn a_missing_check_digit_is_added() {
        for (short, whole) in [
            ("952000000001", "9520000000011"),
            ("03600029145", "036000291452"),
            ("9638507", "96385074"),
            ("1234567890123", "12345678901231"),
        ] {
            assert_eq!(Gtin::complete(short), Gtin::parse(whole), "{short}");
        }
        assert_eq!(Gtin::complete("12345678"), Err(GtinError::Format), "as an EAN-8 it already has one");
    }

    #[test]
    fn upc_e_puts_its_zeros_back() {
        for (short, long) in [
            ("01234505", "012000003455"),
            ("04252614", "042100005264"),
            ("01234531", "012300000451"),
            ("01234543", "012340000053"),
            ("01234565", "012345000065"),
        ] {
            assert_eq!(Gtin::upc_e(short).map(|gtin| gtin.to_string()), Ok(format!("00{long}")), "{short}");
            assert_eq!(Gtin::parse(short), Gtin::upc_e(short), "typed");
        }
        assert_eq!(Gtin::upc_e("21234565"), Err(GtinError::Format), "number systems are 0 and 1");
    }

    /// covers: S0-119
    #[test]
    fn every_single_wrong_digit_is_found() {
        let right = "9520000000134".to_owned();
        let fits = (b'0'..=b'9').find(|d| Gtin::parse(&format!("{}{}", &right[..12], *d as char)).is_ok()).unwrap();
        let right = format!("{}{}", &right[..12], fits as char);
        for place in 0..13 {
            for digit in '0'..='9' {
                let mut wrong = right.clone();
                wrong.replace_range(place..=place, &digit.to_string());
                let expected = if wrong == right { Ok(()) } else { Err(GtinError::CheckDigit) };
                assert_eq!(Gtin::parse(&wrong).map(|_| ()), expected, "{wrong}");
            }
        }
    }

    #[test]
    fn what_people_type_between_digits_is_no_matter() {
        let plain = Gtin::parse("4006381333931").unwrap();
        assert_eq!(Gtin::parse(" 4 006381-333931 ").unwrap(), plain);
        assert_eq!(Gtin::parse("４００６３８１３３３９３１").unwrap(), plain);
    }

    #[test]
    fn other_lengths_and_letters_are_no_barcode() {
        for text in ["", "123", "1234567", "123456789", "123456789012345", "400638133393x", "٤٠٠٦٣٨١٣٣٣٩٣١"]
        {
            assert_eq!(Gtin::parse(text), Err(GtinError::Format), "{text}");
        }
    }

    #[test]
    fn the_prefix_says_what_it_is_for() {
        let used = |text: &str| Gtin::parse(text).unwrap().used_for();
        assert_eq!(used("9780306406157"), Use::Isbn);
        assert_eq!(used("9770317847001"), Use::Issn);
        assert_eq!(used("2001234567893"), Use::InStore);
        assert_eq!(used("4006381333931"), Use::Goods);
        assert_eq!(used("20123451"), Use::InStore);
        assert_eq!(used("96385074"), Use::Goods);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}", digits in "[0-9]{0,20}") {
            let _ = Gtin::parse(&text);
            let _ = Gtin::upc_e(&text);
            let _ = Gtin::upc_e(&digits);
            if let Ok(gtin) = Gtin::parse(&digits) {
                prop_assert_eq!(Gtin::parse(gtin.as_str()), Ok(gtin));
                let _ = (gtin.printed(), gtin.used_for());
            }
        }

        #[test]
        fn any_twelve_digits_have_exactly_one_check_digit(digits in "[0-9]{12}") {
            let fit = ('0'..='9').filter(|check| Gtin::parse(&format!("{digits}{check}")).is_ok()).count();
            prop_assert_eq!(fit, 1);
        }
    }
}
