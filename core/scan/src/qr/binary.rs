//! Light and dark, judged by the neighbourhood.
//!
//! The method is that of ZXing's hybrid binarizer: a threshold for each block of 8 x 8 pixels, smoothed over 5 x 5
//! blocks. What differs is when a block counts as flat: there a range of 24 grey levels is asked for, which loses every
//! code printed in grey or seen in fog; here it follows the contrast of the frame.

use super::bits::{Bits, WORD};
use crate::Picture;
use crate::decoder::Late;
use crate::stats::Light;

const BLOCK: usize = 8;
/// Rows of blocks between two looks at the clock.
const ROWS: usize = 16;
/// Deviations of noise between the darkest and the lightest pixel of a flat block, and then some.
const SPAN: f32 = 10.0;

/// Judges layers; its buffers are kept for the next one.
#[derive(Default)]
pub(super) struct Binary {
    /// Sum, least and greatest of eight pixels, column by column.
    sums: Vec<u16>,
    least: Vec<u8>,
    most: Vec<u8>,
    blocks: Vec<u8>,
    thresholds: Vec<u8>,
    /// Blocks in a row.
    across: usize,
}

impl Binary {
    /// The dark pixels of a layer; `light` is that of the whole frame. Answers false where the time is up, and of a layer
    /// under 40 pixels: it holds no code.
    pub fn fill(&mut self, layer: &Picture, light: Light, late: &Late<'_>, bits: &mut Bits) -> bool {
        let (w, h) = (layer.width as usize, layer.height as usize);
        if w < 5 * BLOCK || h < 5 * BLOCK {
            return false;
        }
        let (across, down) = (w.div_ceil(BLOCK), h.div_ceil(BLOCK));
        self.across = across;
        let least = (light.contrast / 6).clamp(6, 24).max((light.noise * SPAN) as u8);
        if !self.judge_blocks(layer, across, down, least, late) {
            return false;
        }
        self.smooth(across, down);
        bits.start(w, h);
        for (y, pixels) in layer.luma.chunks_exact(w).enumerate() {
            let levels = &self.thresholds[y / BLOCK * across..][..across];
            for (pixels, levels) in pixels.chunks(WORD).zip(levels.chunks(WORD / BLOCK)) {
                let (blocks, rest) = pixels.as_chunks::<BLOCK>();
                let mut word = 0;
                for (nth, (block, &level)) in blocks.iter().zip(levels).enumerate() {
                    word |= dark(block, level) << (nth * BLOCK);
                }
                if let Some(&level) = levels.get(blocks.len()) {
                    for (nth, &pixel) in rest.iter().enumerate() {
                        word |= usize::from(pixel <= level) << (blocks.len() * BLOCK + nth);
                    }
                }
                bits.push(word);
            }
        }
        true
    }

    /// Between dark and light at a pixel of the layer that was filled last.
    pub fn level(&self, x: f32, y: f32) -> f32 {
        let block = |at: f32, count: usize| (at.max(0.0) as usize / BLOCK).min(count - 1);
        f32::from(self.thresholds[block(y, self.thresholds.len() / self.across) * self.across + block(x, self.across)])
    }

    /// A threshold for each block: its mean, or where it is flat what its neighbours above and left say.
    fn judge_blocks(&mut self, layer: &Picture, across: usize, down: usize, least: u8, late: &Late<'_>) -> bool {
        let (w, h) = (layer.width as usize, layer.height as usize);
        self.blocks.clear();
        for by in 0..down {
            if by % ROWS == 0 && late() {
                return false;
            }
            // Column by column first: that is work for whole registers.
            let top = (by * BLOCK).min(h - BLOCK);
            self.sums.clear();
            self.sums.resize(w, 0);
            self.least.clear();
            self.least.resize(w, u8::MAX);
            self.most.clear();
            self.most.resize(w, u8::MIN);
            for row in layer.luma[top * w..][..BLOCK * w].chunks_exact(w) {
                self.sums.iter_mut().zip(row).for_each(|(sum, &pixel)| *sum += u16::from(pixel));
                self.least.iter_mut().zip(row).for_each(|(least, &pixel)| *least = pixel.min(*least));
                self.most.iter_mut().zip(row).for_each(|(most, &pixel)| *most = pixel.max(*most));
            }
            for bx in 0..across {
                let left = (bx * BLOCK).min(w - BLOCK);
                let columns = left..left + BLOCK;
                let sum: u16 = self.sums[columns.clone()].iter().sum();
                let min = self.least[columns.clone()].iter().fold(u8::MAX, |min, &least| min.min(least));
                let max = self.most[columns].iter().fold(u8::MIN, |max, &most| max.max(most));
                let mut level = (sum / (BLOCK * BLOCK) as u16) as u8;
                if max - min <= least {
                    level = min / 2; // light, unless it is darker than what its neighbours call light
                    if by > 0 && bx > 0 {
                        let at = |dy: usize, dx: usize| u16::from(self.blocks[(by - dy) * across + bx - dx]);
                        let around = ((at(1, 0) + 2 * at(0, 1) + at(1, 1)) / 4) as u8;
                        if min < around {
                            level = around;
                        }
                    }
                }
                self.blocks.push(level);
            }
        }
        true
    }

    /// Means over 5 x 5 blocks, at the rims those of the nearest whole window.
    fn smooth(&mut self, across: usize, down: usize) {
        self.thresholds.clear();
        for by in 0..down {
            let top = by.clamp(2, down - 3) - 2;
            for bx in 0..across {
                let left = bx.clamp(2, across - 3) - 2;
                let rows = (top..top + 5).map(|y| &self.blocks[y * across + left..][..5]);
                let sum: u32 = rows.flatten().map(|&level| u32::from(level)).sum();
                self.thresholds.push((sum / 25) as u8);
            }
        }
    }
}

/// Eight pixels as bits, the first the lowest.
fn dark(pixels: &[u8; BLOCK], level: u8) -> usize {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const LOW: u64 = 0x0101_0101_0101_0101;
    // All eight at once: by the lower seven bits of each byte, and where the highest ones differ by these.
    let (pixels, levels) = (u64::from_le_bytes(*pixels), u64::from(level) * LOW);
    let lower = (levels | HIGH) - (pixels & !HIGH);
    let dark = ((!pixels & levels) | (!(pixels ^ levels) & lower)) & HIGH;
    // The product moves the lowest bit of the i-th byte to the i-th bit of the highest one.
    ((dark >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_pixels_at_once_are_as_one_by_one() {
        for level in 0..=255 {
            for first in (0..=255u8).step_by(3) {
                let pixels: [u8; BLOCK] = std::array::from_fn(|i| first.wrapping_add((i as u8).wrapping_mul(37)));
                let one_by_one = (0..BLOCK).fold(0, |bits, i| bits | usize::from(pixels[i] <= level) << i);
                assert_eq!(dark(&pixels, level), one_by_one, "{pixels:?} {level}");
            }
        }
    }
}
