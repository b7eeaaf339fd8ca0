//! The frame at other sizes. A decoder sees a code best at two to five pixels a module, whatever the camera gave.

use crate::Picture;
use crate::decoder::Late;

/// Rows of a picture twice as large between two looks at the clock.
const ROWS: usize = 64;

impl Picture {
    /// Fills itself with `from` at half its size; each pixel is the mean of four.
    pub(crate) fn halve(&mut self, from: &Picture) {
        let (width, stride) = ((from.width / 2) as usize, from.width as usize);
        (self.width, self.height) = (from.width / 2, from.height / 2);
        self.luma.clear();
        for rows in from.luma.chunks_exact(2 * stride.max(1)) {
            let (above, below) = rows.split_at(stride);
            let pairs = above.as_chunks::<2>().0.iter().zip(below.as_chunks::<2>().0);
            let mean = |(a, b): (&[u8; 2], &[u8; 2])| {
                ((u16::from(a[0]) + u16::from(a[1]) + u16::from(b[0]) + u16::from(b[1]) + 2) / 4) as u8
            };
            self.luma.extend(pairs.take(width).map(mean));
        }
        self.height = self.luma.len().checked_div(width).unwrap_or(0) as u32;
    }

    /// Fills itself with `from` at twice its size. Cubic, with a little overshoot: what lies between two pixels of a
    /// code is an edge more often than a slope. Empty where the time is up.
    pub(crate) fn double(&mut self, from: &Picture, late: &Late<'_>) {
        let (w, h) = (from.width as usize, from.height as usize);
        (self.width, self.height) = (2 * from.width, 2 * from.height);
        self.luma.clear();
        self.luma.resize(4 * w * h, 0);
        if w == 0 || h == 0 {
            return;
        }
        for y in 0..2 * h {
            if y % ROWS == 0 && late() {
                (self.width, self.height) = (0, 0);
                self.luma.clear();
                return;
            }
            // A pixel of the new grid lies a quarter of an old pixel beside an old centre.
            let (at, tap) = (y / 2, if y % 2 == 0 { NEAR_BEFORE } else { NEAR_AFTER });
            let rows: [&[u8]; 4] = std::array::from_fn(|k| {
                let row = (at + k + y % 2).saturating_sub(2).min(h - 1);
                &from.luma[row * w..][..w]
            });
            let column = |x: usize| (0..4).map(|k| tap[k] * i32::from(rows[k][x])).sum::<i32>();
            let (mut window, out) = ([column(0); 5], &mut self.luma[2 * y * w..][..2 * w]);
            (window[3], window[4]) = (column(1.min(w - 1)), column(2.min(w - 1)));
            for x in 0..w {
                let mix = |taps: [i32; 4], from: &[i32]| {
                    let sum: i32 = taps.iter().zip(from).map(|(t, v)| t * v).sum();
                    ((sum + (1 << 13)) >> 14).clamp(0, 255) as u8
                };
                out[2 * x] = mix(NEAR_BEFORE, &window[..4]);
                out[2 * x + 1] = mix(NEAR_AFTER, &window[1..]);
                window.copy_within(1.., 0);
                window[4] = column((x + 3).min(w - 1));
            }
        }
    }
}

/// Keys' cubic (a = -0.75) at a quarter, in 128ths: the old pixel is the third of four, or the second.
const NEAR_BEFORE: [i32; 4] = [-5, 34, 113, -14];
const NEAR_AFTER: [i32; 4] = [-14, 113, 34, -5];

#[cfg(test)]
mod tests {
    use super::*;

    fn slope(width: u32, height: u32) -> Picture {
        let luma = (0..width * height).map(|i| (i % width * 4 + 40) as u8).collect();
        Picture { luma, width, height }
    }

    #[test]
    fn halves_of_odd_sizes_lose_the_last_row_and_column() {
        let mut half = Picture::default();
        half.halve(&slope(7, 5));
        assert_eq!((half.width, half.height), (3, 2));
        assert_eq!(half.luma, [42, 50, 58, 42, 50, 58]);
        half.halve(&slope(1, 1));
        assert!(half.luma.is_empty());
    }

    #[test]
    fn a_doubled_slope_is_the_same_slope() {
        let mut double = Picture::default();
        double.double(&slope(20, 3), &|| false);
        assert_eq!((double.width, double.height, double.luma.len()), (40, 6, 240));
        for row in double.luma.chunks(40) {
            let wrong = (6..34).find(|&x| row[x].abs_diff((x * 2 + 39) as u8) > 1);
            assert_eq!(wrong, None, "{row:?}");
        }
    }
}
