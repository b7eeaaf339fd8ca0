//! GS1 element strings: what a GS1-128 or GS1 QR label says beside the GTIN, by application identifiers (AIs).
//!
//! Lengths, characters and dates follow the GS1 General Specifications. Fields that are of no use here are stepped over.

use serde::{Deserialize, Serialize};

use super::day::PrintedDay;
use crate::code::Code;
use crate::gtin::{Gtin, GtinError};

/// The separator: FNC1 between two fields.
pub const GS: char = '\u{1d}';

/// The fields that are of use here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Elements {
    /// 01
    pub gtin: Option<Gtin>,
    /// 10: batch or lot, up to 20 characters.
    pub lot: Option<String>,
    /// 11
    pub made: Option<PrintedDay>,
    /// 15
    pub best_before: Option<PrintedDay>,
    /// 17
    pub expires: Option<PrintedDay>,
    /// 21: serial number, up to 20 characters.
    pub serial: Option<String>,
    /// 310n: net weight, kg.
    pub weight_kg: Option<Measure>,
    /// 392n: what this piece costs, in the currency of the place. Only shown: nothing is priced by it.
    pub price: Option<Measure>,
    /// 8020: number of a payment slip, up to 25 characters.
    pub slip: Option<String>,
    /// 8200: a page of the maker, up to 70 characters. Text; never opened.
    pub page: Option<String>,
}

/// A number with its decimal places, as printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// The number without its point.
    pub units: u64,
    /// How many digits stand behind the point, 0 to 9.
    pub decimals: u8,
}

/// Why a text is no element string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Gs1Error {
    /// No AI, a value of a wrong length, or with characters it may not have.
    #[error("a field is not as GS1 describes it")]
    Field,
    /// The check digit of the GTIN.
    #[error("the check digit does not fit")]
    CheckDigit,
    /// No day of the calendar.
    #[error("not a date")]
    Date,
    /// One AI twice, with two values.
    #[error("a field is there twice")]
    Twice,
}

impl Gs1Error {
    /// `gtin-check-digit`, or `gs1-format` for everything else.
    pub const fn code(self) -> Code {
        match self {
            Self::CheckDigit => Code::GtinCheckDigit,
            Self::Field | Self::Date | Self::Twice => Code::Gs1Format,
        }
    }
}

impl Elements {
    /// Reads the text after the first FNC1.
    pub fn read(text: &str) -> Result<Self, Gs1Error> {
        let mut rest = text.strip_prefix(GS).unwrap_or(text);
        let mut elements = Self::default();
        while {
            let (element, after) = cut(rest)?;
            if let Some((ai, value)) = known(element) {
                elements.put(ai, value)?;
            }
            rest = after;
            !rest.is_empty()
        } {}
        Ok(elements)
    }

    /// Keeps the value of an AI; one that is not known here is left out.
    pub(super) fn put(&mut self, ai: &str, value: &str) -> Result<(), Gs1Error> {
        match ai.as_bytes() {
            b"01" => once(&mut self.gtin, gtin(value)?),
            b"10" => once(&mut self.lot, text(value, 20)?),
            b"11" => once(&mut self.made, day(value)?),
            b"15" => once(&mut self.best_before, day(value)?),
            b"17" => once(&mut self.expires, day(value)?),
            b"21" => once(&mut self.serial, text(value, 20)?),
            [b'3', b'1', b'0', n @ b'0'..=b'5'] => once(&mut self.weight_kg, measure(value, 6..=6, n - b'0')?),
            [b'3', b'9', b'2', n @ b'0'..=b'9'] => once(&mut self.price, measure(value, 1..=15, n - b'0')?),
            b"8020" => once(&mut self.slip, text(value, 25)?),
            b"8200" => once(&mut self.page, text(value, 70)?),
            _ => Ok(()),
        }
    }
}

/// The first element and what comes after it. AIs with these first digits have a length that everybody knows and need
/// no separator, though one is allowed; all others end with one.
fn cut(text: &str) -> Result<(&str, &str), Gs1Error> {
    let length = match text.as_bytes() {
        [b'0', b'0', ..] => Some(20),
        [b'0', b'1'..=b'3', ..] => Some(16),
        [b'0', b'4', ..] => Some(18),
        [b'1', b'1'..=b'9', ..] => Some(8),
        [b'2', b'0', ..] => Some(4),
        [b'3', b'1'..=b'6', ..] => Some(10),
        [b'4', b'1', ..] => Some(16),
        [b'0'..=b'9', b'0'..=b'9', ..] => None,
        _ => return Err(Gs1Error::Field),
    };
    let (element, rest) = match length {
        Some(length) => text.split_at_checked(length).ok_or(Gs1Error::Field)?,
        None => text.split_at(text.find(GS).unwrap_or(text.len())),
    };
    if element.len() < 3 || element.contains(GS) {
        return Err(Gs1Error::Field);
    }
    Ok((element, rest.strip_prefix(GS).unwrap_or(rest)))
}

/// AI and value, where the AI is of use here.
fn known(element: &str) -> Option<(&str, &str)> {
    let digits = match element.as_bytes() {
        [b'0', b'1', ..] | [b'1', b'0' | b'1' | b'5' | b'7', ..] | [b'2', b'1', ..] => 2,
        [b'3', b'1', b'0', ..] | [b'3', b'9', b'2', ..] | [b'8', b'0' | b'2', ..] => 4,
        _ => return None,
    };
    element.split_at_checked(digits)
}

fn once<T: PartialEq>(field: &mut Option<T>, value: T) -> Result<(), Gs1Error> {
    match field {
        Some(there) if *there != value => Err(Gs1Error::Twice),
        _ => {
            *field = Some(value);
            Ok(())
        }
    }
}

fn gtin(value: &str) -> Result<Gtin, Gs1Error> {
    if value.len() != 14 || !is_number(value) {
        return Err(Gs1Error::Field);
    }
    Gtin::parse(value).map_err(|error| match error {
        GtinError::CheckDigit => Gs1Error::CheckDigit,
        GtinError::Format => Gs1Error::Field,
    })
}

fn day(value: &str) -> Result<PrintedDay, Gs1Error> {
    if value.len() != 6 || !is_number(value) {
        return Err(Gs1Error::Field);
    }
    PrintedDay::parse(value).ok_or(Gs1Error::Date)
}

fn measure(value: &str, length: std::ops::RangeInclusive<usize>, decimals: u8) -> Result<Measure, Gs1Error> {
    if !length.contains(&value.len()) || !is_number(value) {
        return Err(Gs1Error::Field);
    }
    value.parse().map(|units| Measure { units, decimals }).map_err(|_| Gs1Error::Field)
}

/// GS1's character set 82: letters, digits and most signs of ASCII, no blank.
fn text(value: &str, longest: usize) -> Result<String, Gs1Error> {
    let is_82 = |b: u8| b.is_ascii_alphanumeric() || b"!\"%&'()*+,-./:;<=>?_".contains(&b);
    let fits = (1..=longest).contains(&value.len()) && value.bytes().all(is_82);
    if fits { Ok(value.to_owned()) } else { Err(Gs1Error::Field) }
}

fn is_number(value: &str) -> bool {
    value.bytes().all(|b| b.is_ascii_digit())
}

/// `1.250`.
impl std::fmt::Display for Measure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.decimals {
            0 => write!(f, "{}", self.units),
            decimals => {
                let ten = 10u64.saturating_pow(decimals.into());
                write!(f, "{}.{:0width$}", self.units / ten, self.units % ten, width = decimals.into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FOOD: &str = "0109520000000011";

    fn read(text: &str) -> Elements {
        Elements::read(text).unwrap_or_else(|error| panic!("{text:?}: {error}"))
    }

    fn day(text: &str) -> Option<PrintedDay> {
        Some(PrintedDay::parse(text).unwrap())
    }

    #[test]
    fn fields_of_known_length_follow_each_other_and_others_end_with_a_separator() {
        let label = read(&format!("{FOOD}1726123110LOT-7\u{1d}21S1\u{1d}310300125039221980"));
        let expected = Elements {
            gtin: Some(Gtin::parse("9520000000011").unwrap()),
            expires: day("261231"),
            lot: Some("LOT-7".into()),
            serial: Some("S1".into()),
            weight_kg: Some(Measure { units: 1250, decimals: 3 }),
            price: Some(Measure { units: 1980, decimals: 2 }),
            ..Elements::default()
        };
        assert_eq!(label, expected);
        assert_eq!(
            (label.weight_kg.unwrap().to_string(), label.price.unwrap().to_string()),
            ("1.250".into(), "19.80".into())
        );
    }

    #[test]
    fn every_field_is_kept_under_its_name() {
        let label = read("112611301526123110A\u{1d}8020SLIP-1");
        assert_eq!((label.made, label.best_before), (day("261130"), day("261231")));
        assert_eq!((label.lot.as_deref(), label.slip.as_deref()), (Some("A"), Some("SLIP-1")));
        assert_eq!(read("8200https://maker.example/a").page.as_deref(), Some("https://maker.example/a"));
    }

    #[test]
    fn a_separator_where_none_is_needed_and_at_either_end_is_no_matter() {
        assert_eq!(read(&format!("\u{1d}{FOOD}\u{1d}17261231\u{1d}")), read(&format!("{FOOD}17261231")));
    }

    #[test]
    fn what_is_of_no_use_here_is_stepped_over() {
        let label = read(&format!("001234567890123456753712\u{1d}99X\u{1d}4109520000000011{FOOD}"));
        assert_eq!(label.gtin, Gtin::parse("9520000000011").ok());
    }

    #[test]
    fn each_broken_rule_has_its_name() {
        for (text, error) in [
            ("0109520000000012", Gs1Error::CheckDigit),
            ("17261301", Gs1Error::Date),
            ("17260230", Gs1Error::Date),
            ("10A\u{1d}10B", Gs1Error::Twice),
            ("", Gs1Error::Field),
            ("\u{1d}", Gs1Error::Field),
            ("01", Gs1Error::Field),
            ("10", Gs1Error::Field),
            ("010952000000001", Gs1Error::Field),
            ("0109520000\u{1d}00011", Gs1Error::Field),
            ("10ABCDEFGHIJKLMNOPQRSTU", Gs1Error::Field),
            ("10A B", Gs1Error::Field),
            ("10é", Gs1Error::Field),
            ("3103001O50", Gs1Error::Field),
            ("3920", Gs1Error::Field),
            ("39201234567890123456", Gs1Error::Field),
            ("X1", Gs1Error::Field),
        ] {
            assert_eq!(Elements::read(text), Err(error), "{text:?}");
        }
        assert_eq!(read("10A\u{1d}10A").lot.as_deref(), Some("A"), "twice the same is once");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>(), label in "[0-9]{2}[0-9A-Z\u{1d}é]{0,60}") {
            for text in [text, label] {
                if let Ok(Some(price)) = Elements::read(&text).map(|elements| elements.price) {
                    prop_assert!(price.to_string().len() <= 17);
                }
            }
        }
    }
}
