//! What the standard (ISO/IEC 18004) lays down for each version: sizes, alignment patterns, blocks.

/// 1 to 40.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::qr) struct Version(pub u8);

/// How much of a symbol may be damaged; the value is the two bits of the format information.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::qr) enum Level {
    M = 0,
    L = 1,
    H = 2,
    Q = 3,
}

/// Modules of the largest symbol's side.
pub(in crate::qr) const LARGEST: usize = 177;

/// How the words of a symbol are cut into blocks. The last `longer` blocks have a word of data more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Blocks {
    pub count: usize,
    pub longer: usize,
    /// Words of data in a shorter block.
    pub data: usize,
    /// Words of correction in every block.
    pub correction: usize,
}

/// Words of correction in a block, and blocks, for the levels L, M, Q and H of each version.
const CORRECTION: [[u8; 40]; 4] = [
    [
        7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30,
        30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
    [
        10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28,
        28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
    ],
    [
        13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30, 28, 30, 30,
        30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
    [
        17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30, 30, 30, 30,
        30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
];
const COUNTS: [[u8; 40]; 4] = [
    [
        1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18,
        19, 19, 20, 21, 22, 24, 25,
    ],
    [
        1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31,
        33, 35, 37, 38, 40, 43, 45, 47, 49,
    ],
    [
        1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40,
        43, 45, 48, 51, 53, 56, 59, 62, 65, 68,
    ],
    [
        1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45, 48,
        51, 54, 57, 60, 63, 66, 70, 74, 77, 81,
    ],
];

impl Level {
    pub fn of_bits(bits: u32) -> Self {
        [Self::M, Self::L, Self::H, Self::Q][(bits & 3) as usize]
    }
}

impl Version {
    pub fn of_side(side: usize) -> Option<Self> {
        (side % 4 == 1 && (21..=LARGEST).contains(&side)).then(|| Self(((side - 17) / 4) as u8))
    }

    pub fn side(self) -> usize {
        17 + 4 * usize::from(self.0)
    }

    /// The columns, and rows, in which alignment patterns have their middle; none in version 1. The first lies on the
    /// timing pattern.
    pub fn alignments(self) -> Alignments {
        let mut all = Alignments { at: [0; 7], count: 0 };
        let version = usize::from(self.0);
        if version == 1 {
            return all;
        }
        all.count = version / 7 + 2;
        let step = match version {
            32 => 26, // what the rule gives is 28, what the table says is 26
            _ => (version * 4 + all.count * 2 + 1) / (all.count * 2 - 2) * 2,
        };
        all.at[0] = 6;
        for nth in 1..all.count {
            all.at[nth] = self.side() - 7 - step * (all.count - 1 - nth);
        }
        all
    }

    /// Whole words: what is left of the symbol without its function patterns.
    pub fn words(self) -> usize {
        let version = usize::from(self.0);
        let mut modules = (16 * version + 128) * version + 64;
        if version >= 2 {
            let count = version / 7 + 2;
            modules -= (25 * count - 10) * count - 55;
        }
        if version >= 7 {
            modules -= 36;
        }
        modules / 8
    }

    pub(super) fn blocks(self, level: Level) -> Blocks {
        let row = match level {
            Level::L => 0,
            Level::M => 1,
            Level::Q => 2,
            Level::H => 3,
        };
        let nth = usize::from(self.0) - 1;
        let (correction, count) = (usize::from(CORRECTION[row][nth]), usize::from(COUNTS[row][nth]));
        let data = self.words() - count * correction;
        Blocks { count, longer: data % count, data: data / count, correction }
    }
}

/// Up to seven places.
#[derive(Clone, Copy, Debug)]
pub(in crate::qr) struct Alignments {
    at: [usize; 7],
    count: usize,
}

impl Alignments {
    pub fn all(&self) -> &[usize] {
        &self.at[..self.count]
    }

    /// Whether the pattern in this row and column of patterns is there: three of the corners are finder patterns.
    pub fn has(&self, column: usize, row: usize) -> bool {
        let last = self.count.saturating_sub(1);
        !matches!((column, row), (0, 0)) && (column, row) != (0, last) && (column, row) != (last, 0)
    }
}

/// Which modules of a symbol hold no data.
pub(super) struct Functions {
    side: usize,
    version: Version,
    alignments: Alignments,
    /// For each column, and row, the alignment pattern it crosses, counted from 1.
    near: [u8; LARGEST],
}

impl Functions {
    pub fn of(version: Version) -> Self {
        let alignments = version.alignments();
        let mut near = [0; LARGEST];
        for (nth, &middle) in (1..).zip(alignments.all()) {
            near[middle - 2..=middle + 2].fill(nth);
        }
        Self { side: version.side(), version, alignments, near }
    }

    pub fn holds(&self, x: usize, y: usize) -> bool {
        let n = self.side;
        let squares = (y < 9 && (x < 9 || x >= n - 8)) || (x < 9 && y >= n - 8);
        let version = self.version.0 >= 7 && ((x >= n - 11 && y < 6) || (y >= n - 11 && x < 6));
        let (column, row) = (usize::from(self.near[x]), usize::from(self.near[y]));
        squares || version || x == 6 || y == 6 || (column > 0 && row > 0 && self.alignments.has(column - 1, row - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_function_pattern_is_a_whole_number_of_words_and_a_few_bits() {
        for version in (1..=40).map(Version) {
            let (functions, side) = (Functions::of(version), version.side());
            let data = (0..side * side).filter(|i| !functions.holds(i % side, i / side)).count();
            assert_eq!(data / 8, version.words(), "{version:?}");
            assert!([0, 3, 4, 7].contains(&(data % 8)), "{version:?}");
        }
    }

    #[test]
    fn the_blocks_hold_all_words() {
        for version in (1..=40).map(Version) {
            for level in [Level::L, Level::M, Level::Q, Level::H] {
                let Blocks { count, longer, data, correction } = version.blocks(level);
                assert_eq!(count * (data + correction) + longer, version.words(), "{version:?} {level:?}");
            }
        }
    }
}
