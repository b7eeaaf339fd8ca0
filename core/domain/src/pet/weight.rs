//! Weights: typed, written and followed. Whole grams only.

use super::{Note, Noted};
use crate::ids::ClinicId;
use crate::texts::Day;

/// Grams of the heaviest dog on record, thrice.
pub const MAX_WEIGHT_G: u32 = 500_000;

/// Reads `4.2kg`, `4.25 kg`, `850 g`; none for anything else, also without a unit: 12 could be either.
/// A comma is no point: in our four languages it parts thousands.
pub fn grams(text: &str) -> Option<u32> {
    let text = text.trim().to_lowercase();
    let (number, per_unit) = match text.strip_suffix("kg") {
        Some(number) => (number, 1_000),
        None => (text.strip_suffix('g')?, 1),
    };
    let (whole, part) = number.trim().split_once('.').unwrap_or((number.trim(), "0"));
    let is_number =
        |digits: &str, most| (1..=most).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole, 6) || !is_number(part, 3) || (per_unit == 1 && part.bytes().any(|b| b != b'0')) {
        return None;
    }
    let part = format!("{part:0<3}").parse::<u32>().ok()? * per_unit / 1_000;
    let grams = whole.parse::<u32>().ok()?.checked_mul(per_unit)?.checked_add(part)?;
    (1..=MAX_WEIGHT_G).contains(&grams).then_some(grams)
}

/// Kilograms without needless zeros: `4.2`, `0.85`, `12`.
pub fn kilograms(grams: u32) -> String {
    let text = format!("{}.{:03}", grams / 1_000, grams % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A weight of a pet's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weighed {
    pub on: Day,
    pub grams: u32,
    /// Whose scale it was; absent: the household's.
    pub clinic: Option<ClinicId>,
}

/// One weight a day, oldest first; of several on one day the last word counts.
pub fn weights(notes: &[Noted]) -> Vec<Weighed> {
    let mut all: Vec<Weighed> = notes
        .iter()
        .filter_map(|noted| match &noted.note {
            Note::Weight { on, grams } => Some(Weighed { on: Day::parse(on)?, grams: *grams, clinic: noted.clinic }),
            _ => None,
        })
        .collect();
    all.reverse();
    all.sort_by_key(|weighed| weighed.on); // stable: the newest word about a day comes first
    all.dedup_by_key(|weighed| weighed.on);
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ids::{self, OpId};

    #[test]
    fn a_weight_is_typed_with_its_unit() {
        for (text, expected) in [
            ("4.2kg", 4_200),
            (" 4.25 KG ", 4_250),
            ("0.085kg", 85),
            ("850g", 850),
            ("850.0 g", 850),
            ("12kg", 12_000),
            ("500kg", MAX_WEIGHT_G),
        ] {
            assert_eq!(grams(text), Some(expected), "{text}");
        }
        for text in [
            "4.2", "4,2kg", "4.2.1kg", "-4kg", "0kg", "0.5g", "501kg", "kg", ".5kg", "4.kg", "4 lb", "4.2345kg", "∞kg",
            "",
        ] {
            assert_eq!(grams(text), None, "{text}");
        }
    }

    #[test]
    fn the_last_word_about_a_day_counts() {
        let noted = |n: u8, on: &str, grams| Noted {
            id: OpId(ids::v7(1, [n; 10])),
            note: Note::Weight { on: on.into(), grams },
            clinic: None,
        };
        let notes = [noted(1, "2026-11-02", 42_000), noted(2, "2026-11-01", 4_100), noted(3, "2026-11-02", 4_200)];
        let history: Vec<(String, u32)> = weights(&notes).iter().map(|it| (it.on.to_string(), it.grams)).collect();
        assert_eq!(history, [("2026-11-01".to_owned(), 4_100), ("2026-11-02".to_owned(), 4_200)]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(weight in 1..=MAX_WEIGHT_G) {
            prop_assert_eq!(grams(&format!("{} kg", kilograms(weight))), Some(weight));
            prop_assert_eq!(grams(&format!("{weight}g")), Some(weight));
        }

        #[test]
        fn anything_typed_is_read_or_not(text in ".{0,12}") {
            if let Some(weight) = grams(&text) {
                prop_assert!((1..=MAX_WEIGHT_G).contains(&weight));
            }
        }
    }
}
