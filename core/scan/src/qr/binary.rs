//! Light and dark, judged by the neighbourhood.
//!
//! The method is that of ZXing's hybrid binarizer: a threshold for each block of 8 x 8 pixels, smoothed over 5 x 5
//! blocks. What differs is when a block counts as flat: there a range of 24 grey levels is asked for, which loses every
//! code printed in grey or seen in fog; here it follows the contrast of the frame.

use rxing::common::{BitArray, BitMatrix};

use crate::Picture;

const BLOCK: usize = 8;
const WORD: usize = usize::BITS as usize;

/// The dark pixels of a layer; its buffers are kept for the next one.
#[derive(Default)]
pub(super) struct Binary {
    /// Sum, least and greatest of eight pixels.
    columns: Vec<(u16, u8, u8)>,
    blocks: Vec<u8>,
    thresholds: Vec<u8>,
    row: Option<BitArray>,
    pub bits: Option<BitMatrix>,
}

impl Binary {
    /// `contrast` is that of the whole frame. A layer under 40 pixels holds no code: `bits` is then none.
    pub fn fill(&mut self, layer: &Picture, contrast: u8) {
        let (w, h) = (layer.width as usize, layer.height as usize);
        if w < 5 * BLOCK || h < 5 * BLOCK {
            self.bits = None;
            return;
        }
        let (across, down) = (w.div_ceil(BLOCK), h.div_ceil(BLOCK));
        self.judge_blocks(layer, across, down, (contrast / 6).clamp(6, 24));
        self.smooth(across, down);
        self.bits = self.bits.take().filter(|bits| (bits.width(), bits.height()) == (layer.width, layer.height));
        if self.bits.is_none() {
            self.bits = BitMatrix::new(layer.width, layer.height).ok();
            self.row = Some(BitArray::with_size(w));
        }
        let (Some(bits), Some(row)) = (&mut self.bits, &mut self.row) else { return };
        for y in 0..h {
            let pixels = &layer.luma[y * w..][..w];
            let levels = &self.thresholds[y / BLOCK * across..][..across];
            for (nth, (pixels, levels)) in pixels.chunks(WORD).zip(levels.chunks(WORD / BLOCK)).enumerate() {
                let mut word = 0;
                for (block, (pixels, &level)) in pixels.chunks(BLOCK).zip(levels).enumerate() {
                    word |= dark(pixels, level) << (block * BLOCK);
                }
                row.setBulk(nth * WORD, word);
            }
            bits.setRow(y as u32, row);
        }
    }

    /// A threshold for each block: its mean, or where it is flat what its neighbours above and left say.
    fn judge_blocks(&mut self, layer: &Picture, across: usize, down: usize, least: u8) {
        let (w, h) = (layer.width as usize, layer.height as usize);
        self.blocks.clear();
        for by in 0..down {
            // Column by column first: that is work for whole registers.
            let top = (by * BLOCK).min(h - BLOCK);
            self.columns.clear();
            self.columns.resize(w, (0, u8::MAX, u8::MIN));
            for row in layer.luma[top * w..][..BLOCK * w].chunks_exact(w) {
                for ((sum, min, max), &pixel) in self.columns.iter_mut().zip(row) {
                    *sum += u16::from(pixel);
                    *min = (*min).min(pixel);
                    *max = (*max).max(pixel);
                }
            }
            for bx in 0..across {
                let left = (bx * BLOCK).min(w - BLOCK);
                let (mut sum, mut min, mut max) = (0, u8::MAX, u8::MIN);
                for column in &self.columns[left..left + BLOCK] {
                    sum += column.0;
                    min = min.min(column.1);
                    max = max.max(column.2);
                }
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

/// Up to eight pixels as bits, the first the lowest.
fn dark(pixels: &[u8], level: u8) -> usize {
    let mut ones = [0; BLOCK];
    for (one, &pixel) in ones.iter_mut().zip(pixels) {
        *one = u8::from(pixel <= level);
    }
    // The product moves the lowest bit of the i-th byte to the i-th bit of the highest one.
    (u64::from_le_bytes(ones).wrapping_mul(0x0102_0408_1020_4080) >> 56) as usize
}
