//! A frame full of noise, made calmer: what a dim room leaves of a picture.

use crate::Picture;
use crate::decoder::Late;
use crate::stats::Light;

/// Rows between two looks at the clock.
const ROWS: usize = 64;
/// A frame is noisy whose noise is this part of its contrast. Noise that is weaker is no trouble: its greatest span within a
/// block is about six deviations, half of what lies between dark and light.
const NOISY: f32 = 1.0 / 30.0;
/// What the filter leaves of noise that is white; of a JPEG file's it is no more.
const LEFT: f32 = 0.375;
/// Grey levels over which the contrast is stretched, and by how much at most.
const STRETCHED: f32 = 220.0;
const MOST: f32 = 8.0;
/// Of a larger frame the half is calm by itself, and two more of its size would be too much memory for a cheap phone.
const MOST_PIXELS: usize = 4 << 20;

/// What is made of a noisy frame; the buffers are kept for the next one.
#[derive(Default)]
pub(super) struct Calm {
    /// Smoothed by 1, 2, 1 both ways, and stretched so that what is left of a grey level is kept.
    pub picture: Picture,
    /// The same, each pixel the mean of five below each other: squares that stand upright are seen through a row of it.
    pub tall: Picture,
    /// Of `picture`.
    pub light: Light,
    column: Vec<u16>,
}

impl Calm {
    pub fn wants(full: &Picture, light: &Light) -> bool {
        full.luma.len() <= MOST_PIXELS && light.noise > f32::from(light.contrast) * NOISY
    }

    /// Empty where the time is up.
    pub fn fill(&mut self, full: &Picture, light: &Light, late: &Late<'_>) {
        let gain = (STRETCHED / f32::from(light.contrast.max(1))).clamp(1.0, MOST);
        let contrast = (f32::from(light.contrast) * gain).min(255.0) as u8;
        self.light = Light { dark: 0, contrast, noise: light.noise * gain * LEFT };
        let is_done = self.smooth(full, i32::from(light.dark), gain, late) && self.stretch_up(late);
        if !is_done {
            self.clear();
        }
    }

    pub fn clear(&mut self) {
        for picture in [&mut self.picture, &mut self.tall] {
            (picture.width, picture.height) = (0, 0);
            picture.luma.clear();
        }
    }

    fn smooth(&mut self, full: &Picture, dark: i32, gain: f32, late: &Late<'_>) -> bool {
        let (w, h) = (full.width as usize, full.height as usize);
        let Self { picture, column, .. } = self;
        (picture.width, picture.height) = (full.width, full.height);
        picture.luma.clear();
        column.clear();
        column.resize(w + 2, 0);
        let gain = (gain * 256.0) as i32;
        for y in 0..h {
            if y % ROWS == 0 && late() {
                return false;
            }
            let row = |y: usize| &full.luma[y * w..][..w];
            let (above, own, below) = (row(y.saturating_sub(1)), row(y), row((y + 1).min(h - 1)));
            for (((out, &a), &b), &c) in column[1..].iter_mut().zip(above).zip(own).zip(below) {
                *out = u16::from(a) + 2 * u16::from(b) + u16::from(c);
            }
            (column[0], column[w + 1]) = (column[1], column[w]);
            picture.luma.extend(column.windows(3).map(|of| {
                let sum = i32::from(of[0] + 2 * of[1] + of[2]) - 16 * dark;
                ((sum * gain + (1 << 11)) >> 12).clamp(0, 255) as u8
            }));
        }
        true
    }

    fn stretch_up(&mut self, late: &Late<'_>) -> bool {
        let Self { picture, tall, .. } = self;
        let (w, h) = (picture.width as usize, picture.height as usize);
        (tall.width, tall.height) = (picture.width, picture.height);
        tall.luma.clear();
        for y in 0..h {
            if y % ROWS == 0 && late() {
                return false;
            }
            let [a, b, c, d, e]: [&[u8]; 5] =
                std::array::from_fn(|k| &picture.luma[(y + k).saturating_sub(2).min(h - 1) * w..][..w]);
            tall.luma.extend((0..w).map(|x| {
                let sum = u32::from(a[x]) + u32::from(b[x]) + u32::from(c[x]) + u32::from(d[x]) + u32::from(e[x]);
                ((sum * 205 + 512) >> 10) as u8 // a fifth
            }));
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dim_edge_is_stretched_where_it_was() {
        let luma = (0..40 * 20).map(|i| if i % 40 < 20 { 3 } else { 13 }).collect();
        let full = Picture { luma, width: 40, height: 20 };
        let mut calm = Calm::default();
        calm.fill(&full, &Light { dark: 3, contrast: 10, noise: 2.0 }, &|| false);
        for picture in [&calm.picture, &calm.tall] {
            assert_eq!((picture.width, picture.height, picture.luma.len()), (40, 20, 800));
            for row in picture.luma.chunks(40) {
                assert_eq!([row[0], row[18], row[19], row[20], row[21], row[39]], [0, 0, 20, 60, 80, 80]);
            }
        }
        assert_eq!((calm.light.contrast, calm.light.noise), (80, 6.0));
    }
}
