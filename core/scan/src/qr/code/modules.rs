//! A symbol's modules, each with how light it is.

use super::layout::Version;

/// One symbol: a square of modules, row by row.
#[derive(Clone, Debug, Default)]
pub(in crate::qr) struct Modules {
    pub side: usize,
    /// Above zero is light, below is dark; the further away, the surer.
    all: Vec<f32>,
}

impl Modules {
    /// Asks `light` for every module, row by row.
    pub fn fill(&mut self, side: usize, mut light: impl FnMut(usize, usize) -> f32) {
        self.side = side;
        self.all.clear();
        for y in 0..side {
            self.all.extend((0..side).map(|x| light(x, y)));
        }
    }

    /// Becomes the same; a derived `clone_from` would ask for memory.
    pub fn copy_from(&mut self, other: &Self) {
        self.side = other.side;
        self.all.clone_from(&other.all);
    }

    pub fn light(&self, x: usize, y: usize) -> f32 {
        self.all[y * self.side + x]
    }

    /// The part of the modules that are light, or dark, in both.
    pub fn alike(&self, other: &Self) -> f32 {
        let same = self.all.iter().zip(&other.all).filter(|(a, b)| (**a < 0.0) == (**b < 0.0)).count();
        same as f32 / self.all.len().max(other.all.len()).max(1) as f32
    }

    /// How far from grey a module is in the middle of all.
    pub fn usual(&self) -> f32 {
        let sum: f32 = self.all.iter().map(|light| light.abs()).sum();
        (sum / self.all.len().max(1) as f32).max(f32::MIN_POSITIVE)
    }

    /// The part of the three squares, of the lines between them and of the last alignment pattern that is as it must be:
    /// a half is chance.
    pub fn likeness(&self) -> f32 {
        let n = self.side;
        let (mut right, mut count) = (0, 0);
        let mut check = |x: usize, y: usize, dark: bool| {
            right += u32::from((self.light(x, y) < 0.0) == dark);
            count += 1;
        };
        for (left, top) in [(0, 0), (n - 7, 0), (0, n - 7)] {
            for (x, y) in (0..7).flat_map(|y| (0..7).map(move |x: usize| (x, y))) {
                check(left + x, top + y, x.abs_diff(3).max(y.abs_diff(3)) != 2);
            }
        }
        for along in 8..n - 8 {
            check(along, 6, along % 2 == 0);
            check(6, along, along % 2 == 0);
        }
        if Version::of_side(n).is_some_and(|version| version.0 > 1) {
            for (x, y) in (0..5).flat_map(|y| (0..5).map(move |x: usize| (x, y))) {
                check(n - 9 + x, n - 9 + y, x.abs_diff(2).max(y.abs_diff(2)) != 1);
            }
        }
        right as f32 / count as f32
    }
}
