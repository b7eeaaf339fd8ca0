//! The bits that say how to read the others: level and mask, and in large symbols the version.
//!
//! Each is written twice. The two are added up with how sure each module is, and the one that fits best of all that the
//! code has is taken: no bit has to be right by itself.

use super::layout::{Level, Version};
use super::modules::Modules;

/// Level and mask, and whether the symbol is seen from behind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Format {
    pub level: Level,
    pub mask: u8,
    pub mirrored: bool,
    /// 1 where every module agrees, 0 where as many do as do not.
    fit: f32,
}

/// Below this any noise has a format.
const LEAST: f32 = 0.25;

impl Format {
    /// The two that fit best, the better first.
    pub fn of(modules: &Modules) -> [Option<Self>; 2] {
        let mut best: [Option<Self>; 2] = [None, None];
        for mirrored in [false, true] {
            let seen = seen(modules, mirrored);
            let most: f32 = seen.iter().map(|bit| bit.abs()).sum::<f32>().max(f32::MIN_POSITIVE);
            for word in 0..32 {
                let bits = written(word);
                let agree = |(i, seen): (usize, &f32)| if bits >> i & 1 == 1 { -seen } else { *seen };
                let fit = seen.iter().enumerate().map(agree).sum::<f32>() / most;
                let format = Self { level: Level::of_bits(word >> 3), mask: (word & 7) as u8, mirrored, fit };
                if best[0].is_none_or(|old| old.fit < fit) {
                    best = [Some(format), best[0]];
                } else if best[1].is_none_or(|old| old.fit < fit) {
                    best[1] = Some(format);
                }
            }
        }
        best.map(|format| format.filter(|format| format.fit > LEAST))
    }
}

/// Five bits and their ten of correction, under the mask that every format has.
fn written(word: u32) -> u32 {
    let rest =
        (0..5).rev().fold(word << 10, |rest, i| if rest >> (i + 10) & 1 == 1 { rest ^ 0x537 << i } else { rest });
    (word << 10 | rest) ^ 0x5412
}

/// How light the 15 bits are, the lowest first, each the sum of its two modules.
fn seen(modules: &Modules, mirrored: bool) -> [f32; 15] {
    let n = modules.side;
    let usual = modules.usual();
    std::array::from_fn(|i| {
        let one = match i {
            0..=5 => (8, i),
            6 => (8, 7),
            7 => (8, 8),
            8 => (7, 8),
            _ => (14 - i, 8),
        };
        let other = if i < 8 { (n - 1 - i, 8) } else { (8, n - 15 + i) };
        let light = |(x, y): (usize, usize)| {
            let light = if mirrored { modules.light(y, x) } else { modules.light(x, y) };
            (light / usual).clamp(-1.0, 1.0)
        };
        light(one) + light(other)
    })
}

/// The version whose 18 bits fit best, and how well: 1 where every module agrees. `light` is asked for a module of the
/// block beside the top right square: column 0 to 2, row 0 to 5; and of its mirror image beside the bottom left one.
pub(in crate::qr) fn version(light: impl Fn(bool, usize, usize) -> f32) -> (Version, f32) {
    let seen: [f32; 18] = std::array::from_fn(|i| light(false, i % 3, i / 3) + light(true, i % 3, i / 3));
    let most: f32 = seen.iter().map(|bit| bit.abs()).sum::<f32>().max(f32::MIN_POSITIVE);
    let fit = |version: u8| {
        let word = u32::from(version);
        let rest =
            (0..6).rev().fold(word << 12, |rest, i| if rest >> (i + 12) & 1 == 1 { rest ^ 0x1f25 << i } else { rest });
        let bits = word << 12 | rest;
        let agree = |(i, seen): (usize, &f32)| if bits >> i & 1 == 1 { -seen } else { *seen };
        seen.iter().enumerate().map(agree).sum::<f32>() / most
    };
    let best = (7..=40).map(|version| (Version(version), fit(version)));
    best.fold((Version(7), -1.0), |best, next| if next.1 > best.1 { next } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_examples() {
        assert_eq!(written(0b01_000), 0b111_0111_1100_0100, "level L, mask 0");
        assert_eq!(written(0b00_101), 0b100_0000_1100_1110, "level M, mask 5");
    }

    #[test]
    fn three_wrong_modules_of_a_version_do_not_matter() {
        let bits = 0x07c94u32; // version 7
        for wrong in [[0, 1, 2], [5, 9, 17], [3, 11, 12]] {
            let light = |_: bool, x: usize, y: usize| {
                let i = y * 3 + x;
                if (bits >> i & 1 == 1) != wrong.contains(&i) { -1.0 } else { 1.0 }
            };
            assert_eq!(version(light).0, Version(7));
        }
    }
}
