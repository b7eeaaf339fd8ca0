//! The two or five digits that may stand to the right of an EAN-13 or UPC: an issue's number, a price.

use std::ops::Range;

use super::patterns::EAN;

/// Digits and how many they are; as one number, so that lines can be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AddOn {
    digits: u32,
    count: usize,
}

/// Modules between the last bar of the symbol and the first of its add-on.
const GAP: Range<f32> = 4.0..16.0;
/// How far a width may be from where its pattern has it, in modules.
const OFF: f32 = 0.65;
/// Which digits are of set B, by the remainder of a two-digit add-on by four, or by a five-digit one's check.
const TWO: [u32; 4] = [0b00, 0b01, 0b10, 0b11];
const FIVE: [u32; 10] = [0b11000, 0b10100, 0b10010, 0b10001, 0b01100, 0b00110, 0b00011, 0b01010, 0b01001, 0b00101];

impl AddOn {
    /// `edges` begin with the last edge of the symbol; `module` is its module's length.
    pub fn find(edges: &[f32], module: f32) -> Option<Self> {
        let gap = (edges.get(1)? - edges[0]) / module;
        GAP.contains(&gap).then_some(())?;
        [5, 2].into_iter().find_map(|count| Self::of(&edges[1..], count, module))
    }

    fn of(e: &[f32], count: usize, module: f32) -> Option<Self> {
        // A guard of three elements, four for each digit, two between digits.
        let last = 3 + 4 * count + 2 * (count - 1);
        let modules = (4 + 7 * count + 2 * (count - 1)) as f32;
        let all = e.get(last)? - e[0];
        let is_near = |value: f32, wanted: f32| (value - wanted).abs() < OFF;
        if (all / modules / module - 1.0).abs() > 0.15
            || e.get(last + 1).is_some_and(|next| next - e[last] < 4.0 * module)
        {
            return None;
        }
        let unit = modules / all;
        let wide = |from: usize, to: usize| (e[to] - e[from]) * unit;
        if !is_near(wide(0, 2), 2.0) || !is_near(wide(1, 3), 3.0) {
            return None;
        }
        let (mut digits, mut sets) = (0, 0);
        for nth in 0..count {
            let at = 3 + 6 * nth;
            let seen = [wide(at, at + 2), wide(at + 1, at + 3), wide(at + 2, at + 4)];
            let misfit = |p: [u8; 4]| {
                let pairs = [p[0] + p[1], p[1] + p[2], p[2] + p[3]];
                pairs.into_iter().zip(seen).map(|(pair, seen)| (f32::from(pair) - seen).powi(2)).sum::<f32>()
            };
            // 1 and 7, and 2 and 8, have the same distances from edge to edge: their bars tell them apart.
            let bar = |p: [u8; 4]| (f32::from(p[1] + p[3]) - wide(at + 1, at + 2) - wide(at + 3, at + 4)).powi(2);
            let (cost, digit, b) = (0..10u32)
                .flat_map(|digit| {
                    let [w, x, y, z] = EAN[digit as usize];
                    [([w, x, y, z], digit, 0), ([z, y, x, w], digit, 1)]
                })
                .map(|(pattern, digit, b)| (misfit(pattern) + 0.5 * bar(pattern), digit, b))
                .min_by(|one, other| one.0.total_cmp(&other.0))?;
            if cost > OFF {
                return None;
            }
            (digits, sets) = (digits * 10 + digit, sets << 1 | b);
            if nth + 1 < count && !is_near(wide(at + 4, at + 6), 2.0) {
                return None;
            }
        }
        let right = match count {
            2 => TWO[(digits % 4) as usize],
            _ => {
                let digit = |nth: u32| digits / 10u32.pow(4 - nth) % 10;
                FIVE[((3 * (digit(0) + digit(2) + digit(4)) + 9 * (digit(1) + digit(3))) % 10) as usize]
            }
        };
        (sets == right).then_some(Self { digits, count })
    }

    pub fn text(self) -> String {
        format!("{:0width$}", self.digits, width = self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Edges of a symbol's end, a gap of nine modules and these elements, two pixels a module.
    fn edges(elements: &str) -> Vec<f32> {
        let widths = std::iter::once(9).chain(elements.bytes().map(|width| u32::from(width - b'0')));
        let mut at = 100.0;
        std::iter::once(100.0)
            .chain(widths.map(|width| {
                at += 2.0 * width as f32;
                at
            }))
            .collect()
    }

    #[test]
    fn two_digits_name_their_set_by_their_remainder() {
        // 1 0 (A: 2221, 3211) of remainder 2: set B, then set A.
        assert_eq!(AddOn::find(&edges("112122211".to_owned().as_str()), 2.0), None);
        let ten = "112".to_owned() + "1222" + "11" + "3211";
        assert_eq!(AddOn::find(&edges(&ten), 2.0).map(AddOn::text).as_deref(), Some("10"));
        let wrong_sets = "112".to_owned() + "2221" + "11" + "3211";
        assert_eq!(AddOn::find(&edges(&wrong_sets), 2.0), None);
    }

    #[test]
    fn five_digits_are_checked_by_their_sets() {
        // 5 2 4 9 5: the example of every description; 3 * (5 + 4 + 5) + 9 * (2 + 9) = 141, so the sets of 1: BABAA.
        let price = ["112", "1321", "11", "2122", "11", "2311", "11", "3112", "11", "1231"].concat();
        assert_eq!(AddOn::find(&edges(&price), 2.0).map(AddOn::text).as_deref(), Some("52495"));
        let other = ["112", "1321", "11", "2122", "11", "2311", "11", "3112", "11", "1132"].concat();
        assert_eq!(AddOn::find(&edges(&other), 2.0), None);
    }
}
