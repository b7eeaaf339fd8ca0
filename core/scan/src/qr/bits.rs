//! Black and white pixels, a bit each, and where a row changes sides.

pub(super) const WORD: usize = usize::BITS as usize;

/// The dark pixels of a layer, row by row; bits past the end of a row are light.
#[derive(Default)]
pub(super) struct Bits {
    pub width: usize,
    pub height: usize,
    words: Vec<usize>,
}

impl Bits {
    pub fn start(&mut self, width: usize, height: usize) {
        (self.width, self.height) = (width, height);
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
    fn an_inversion_leaves_what_is_beside_a_row_light() {
        let mut bits = row(60..66);
        assert!(bits.is_dark(60, 0) && bits.is_dark(65, 0) && !bits.is_dark(66, 0));
        bits.invert();
        assert!(!bits.is_dark(60, 0) && bits.is_dark(66, 0) && bits.is_dark(0, 0));
        let mut edges = Vec::new();
        bits.edges(0, &mut edges);
        assert_eq!(edges, [0, 60, 66, 70]);
    }
}
