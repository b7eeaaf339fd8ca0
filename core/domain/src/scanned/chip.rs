//! The number of a pet's microchip, as its label shows it (ISO 11784): three digits say who gave it out, twelve are the
//! animal's. There is no check digit; what can be checked is who may give numbers out, and that twelve digits fit 38 bits.

use serde::{Deserialize, Serialize};

/// A number of 15 digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(try_from = "u64", into = "u64")]
pub struct Microchip(u64);

/// Who gave a number out, by its first three digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Issuer {
    /// A country that sees to its numbers itself: ISO 3166-1 numeric.
    Country(u16),
    /// A maker of chips, 901 to 998, or several makers together, 900.
    Maker(u16),
    /// 999, never in an animal.
    Test,
}

/// Twelve digits.
const OWN: u64 = 1_000_000_000_000;

impl Microchip {
    /// Reads 15 digits, spaces and hyphens between them left out; none where nobody could have given that number out.
    pub fn parse(text: &str) -> Option<Self> {
        let (mut number, mut digits) = (0u64, 0);
        for byte in text.trim().bytes() {
            match byte {
                b'0'..=b'9' if digits < 15 => (number, digits) = (number * 10 + u64::from(byte - b'0'), digits + 1),
                b' ' | b'-' => {}
                _ => return None,
            }
        }
        (digits == 15).then_some(number).and_then(Self::of_number)
    }

    /// All 15 digits as one number, checked like those of a label.
    pub fn of_number(number: u64) -> Option<Self> {
        let issuer = u16::try_from(number / OWN).ok()?;
        let given = (900..1_000).contains(&issuer) || COUNTRIES.binary_search(&issuer).is_ok();
        (given && number % OWN < 1 << 38).then_some(Self(number))
    }

    /// All 15 digits as one number; [`Microchip::parse`] reads them back, with zeros in front.
    pub fn number(self) -> u64 {
        self.0
    }

    /// Who gave it out.
    pub fn issuer(self) -> Issuer {
        match (self.0 / OWN) as u16 {
            999 => Issuer::Test,
            maker @ 900.. => Issuer::Maker(maker),
            country => Issuer::Country(country),
        }
    }
}

/// What came in from elsewhere is checked too.
impl TryFrom<u64> for Microchip {
    type Error = &'static str;

    fn try_from(number: u64) -> Result<Self, Self::Error> {
        Self::of_number(number).ok_or("nobody gives this microchip number out")
    }
}

impl From<Microchip> for u64 {
    fn from(chip: Microchip) -> Self {
        chip.0
    }
}

/// `392 123456789012`.
impl std::fmt::Display for Microchip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:03} {:012}", self.0 / OWN, self.0 % OWN)
    }
}

/// ISO 3166-1 numeric. Parcels, phones and cards have numbers of 15 digits too; this keeps most of them out.
#[rustfmt::skip]
const COUNTRIES: [u16; 249] = [
    4, 8, 10, 12, 16, 20, 24, 28, 31, 32, 36, 40, 44, 48, 50, 51, 52, 56, 60, 64, 68, 70, 72, 74, 76, 84, 86, 90,
    92, 96, 100, 104, 108, 112, 116, 120, 124, 132, 136, 140, 144, 148, 152, 156, 158, 162, 166, 170, 174, 175, 178,
    180, 184, 188, 191, 192, 196, 203, 204, 208, 212, 214, 218, 222, 226, 231, 232, 233, 234, 238, 239, 242, 246,
    248, 250, 254, 258, 260, 262, 266, 268, 270, 275, 276, 288, 292, 296, 300, 304, 308, 312, 316, 320, 324, 328,
    332, 334, 336, 340, 344, 348, 352, 356, 360, 364, 368, 372, 376, 380, 384, 388, 392, 398, 400, 404, 408, 410,
    414, 417, 418, 422, 426, 428, 430, 434, 438, 440, 442, 446, 450, 454, 458, 462, 466, 470, 474, 478, 480, 484,
    492, 496, 498, 499, 500, 504, 508, 512, 516, 520, 524, 528, 531, 533, 534, 535, 540, 548, 554, 558, 562, 566,
    570, 574, 578, 580, 581, 583, 584, 585, 586, 591, 598, 600, 604, 608, 612, 616, 620, 624, 626, 630, 634, 638,
    642, 643, 646, 652, 654, 659, 660, 662, 663, 666, 670, 674, 678, 682, 686, 688, 690, 694, 702, 703, 704, 705,
    706, 710, 716, 724, 728, 729, 732, 740, 744, 748, 752, 756, 760, 762, 764, 768, 772, 776, 780, 784, 788, 792,
    795, 796, 798, 800, 804, 807, 818, 826, 831, 832, 833, 834, 840, 850, 854, 858, 860, 862, 876, 882, 887, 894,
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_first_three_digits_say_who_gave_it_out() {
        for (text, issuer) in [
            ("392123456789012", Issuer::Country(392)),
            ("985141000123456", Issuer::Maker(985)),
            ("900 164 001 234 567", Issuer::Maker(900)),
            ("999-000000000001", Issuer::Test),
        ] {
            assert_eq!(Microchip::parse(text).map(Microchip::issuer), Some(issuer), "{text}");
        }
        assert_eq!(Microchip::parse("008000000000001").unwrap().to_string(), "008 000000000001");
    }

    #[test]
    fn a_number_that_nobody_gives_out_is_none() {
        for text in [
            "000123456789012",  // no country
            "393123456789012",  // not assigned
            "985274877906944",  // 39 bits
            "98514100012345",   // 14 digits
            "9851410001234567", // 16
            "98514100012345X",
            "985141000123456\u{1d}",
            "９８５１４１０００１２３４５６",
            "",
        ] {
            assert_eq!(Microchip::parse(text), None, "{text}");
        }
        assert!(Microchip::parse("985274877906943").is_some(), "38 bits, all ones");
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(digits in "[39][0-9]{14}") {
            if let Some(chip) = Microchip::parse(&digits) {
                prop_assert_eq!(Microchip::parse(&chip.to_string()), Some(chip));
                prop_assert_eq!(chip.to_string().replace(' ', ""), digits);
            }
        }
    }
}
