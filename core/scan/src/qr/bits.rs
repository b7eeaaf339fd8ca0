//! Black and white pixels, a bit each, and where a row changes sides.

use rxing::common::{BitArray, BitMatrix};

pub(super) const WORD: usize = usize::BITS as usize;

/// Sizes at which one frame is looked at, and a region of it.
const LAYERS: usize = 8;

/// The dark pixels of a layer, row by row; bits past the end of a row are light.
#[derive(Default)]
pub(super) struct Bits {
    pub width: usize,
    pub height: usize,
    words: Vec<usize>,
    /// The same for rxing, made when it is first asked for; one for each size of layer.
    matrices: Vec<(BitMatrix, BitArray)>,
    is_fresh: bool,
}

impl Bits {
    pub fn start(&mut self, width: usize, height: usize) {
        (self.width, self.height, self.is_fresh) = (width, height, false);
        self.words.clear();
    }

    /// The next words of a row, the first pixel in the lowest bit.
    pub fn push(&mut self, word: usize) {
        self.words.push(word);
    }

    fn row(&self, y: usize) -> &[usize] {
        let across = self.width.div_ceil(WORD);
        &self.words[y * across..][..across]
    }

    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        self.row(y)[x / WORD] >> (x % WORD) & 1 == 1
    }

    /// Dark is light.
    pub fn invert(&mut self) {
        let across = self.width.div_ceil(WORD);
        let rest = self.width % WORD;
        let last = if rest == 0 { usize::MAX } else { (1 << rest) - 1 };
        for row in self.words.chunks_exact_mut(across) {
            row.iter_mut().for_each(|word| *word = !*word);
            if let Some(word) = row.last_mut() {
                *word &= last;
            }
        }
        self.is_fresh = false;
    }

    /// Puts into `edges` where a row changes sides, beginning with the first dark pixel; the end of the row closes the
    /// last dark run.
    pub fn edges(&self, y: usize, edges: &mut Vec<u32>) {
        edges.clear();
        let mut before = 0;
        for (nth, &word) in self.row(y).iter().enumerate() {
            let mut changes = word ^ (word << 1 | before);
            before = word >> (WORD - 1);
            while changes != 0 {
                edges.push((nth * WORD) as u32 + changes.trailing_zeros());
                changes &= changes - 1;
            }
        }
        if edges.len() % 2 == 1 {
            edges.push(self.width as u32);
        }
    }

    pub fn matrix(&mut self) -> Option<&BitMatrix> {
        let Self { width, height, words, matrices, is_fresh } = self;
        let size = (*width as u32, *height as u32);
        let is_mine = |(matrix, _): &(BitMatrix, BitArray)| (matrix.width(), matrix.height()) == size;
        let nth = match matrices.iter().position(is_mine) {
            Some(nth) => nth,
            None => {
                if matrices.len() >= LAYERS {
                    matrices.clear(); // another camera
                }
                matrices.push((BitMatrix::new(size.0, size.1).ok()?, BitArray::with_size(*width)));
                *is_fresh = false;
                matrices.len() - 1
            }
        };
        let (matrix, line) = &mut matrices[nth];
        if !*is_fresh {
            for (y, row) in words.chunks_exact(width.div_ceil(WORD)).enumerate() {
                row.iter().enumerate().for_each(|(nth, &word)| line.setBulk(nth * WORD, word));
                matrix.setRow(y as u32, line);
            }
            *is_fresh = true;
        }
        Some(matrix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 70 pixels, of which so many from `from` are dark.
    fn row(dark: std::ops::Range<usize>) -> Bits {
        let mut bits = Bits::default();
        bits.start(70, 1);
        for word in [0..WORD, WORD..2 * WORD] {
            bits.push(word.clone().filter(|x| dark.contains(x)).fold(0, |sum, x| sum | 1 << (x - word.start)));
        }
        bits
    }

    #[test]
    fn a_row_changes_sides_where_dark_runs_begin_and_end() {
        let edges = |dark| {
            let mut edges = Vec::new();
            row(dark).edges(0, &mut edges);
            edges
        };
        assert_eq!(edges(3..9), [3, 9]);
        assert_eq!(edges(0..66), [0, 66]);
        assert_eq!(edges(60..70), [60, 70]);
        assert_eq!(edges(0..0), [0; 0]);
    }

    #[test]
    fn the_matrix_shows_the_same_and_follows_an_inversion() {
        let mut bits = row(60..66);
        assert!(bits.matrix().is_some_and(|m| m.get(60, 0) && m.get(65, 0) && !m.get(66, 0)));
        bits.invert();
        assert!(bits.matrix().is_some_and(|m| !m.get(60, 0) && m.get(66, 0) && m.get(0, 0)));
        assert!(bits.is_dark(69, 0) && !bits.is_dark(65, 0));
    }
}
