//! What a frame was like, read off every seventh pixel.

use std::time::Duration;

use crate::frame::{Frame, Picture};

/// What the person holding the camera can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// "More light."
    TooDark,
    /// "Hold still."
    Blurred,
    /// "Come closer", or zoom: there is a code whose modules are too few pixels.
    TooSmall,
}

/// How a look at one frame went.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stats {
    /// Time of decoding alone, by the decoder's clock.
    pub took: Duration,
    /// The budget ended before every pass was made.
    pub skipped: bool,
    /// The decoder panicked; the frame counts as empty.
    pub panicked: bool,
    /// 99th less 1st percentile of luma, of a nearly plain frame all but a few pixels.
    pub contrast: u8,
    pub hint: Option<Hint>,
}

/// Below this the picture holds nothing a code could be made of.
pub(crate) const MIN_CONTRAST: u8 = 8;
/// Samples that may be dirt.
const FEW: u32 = 16;
/// 99th percentile of a picture in which even white paper is dark.
const DARK: u8 = 64;
/// A sharp edge of a printed code climbs a third of the contrast and more within two pixels.
const SHARP_PERCENT: u32 = 30;

/// Contrast and hint of a whole frame.
pub(crate) fn measure(frame: &Frame<'_>) -> Stats {
    let (mut levels, mut steps, mut count) = ([0u32; 256], [0u32; 256], 0u32);
    for y in (0..frame.height as usize).step_by(7) {
        let row = frame.row(y);
        for x in (0..row.len()).step_by(7) {
            levels[usize::from(row[x])] += 1;
            let right = row[(x + 2).min(row.len() - 1)];
            steps[usize::from(row[x].abs_diff(right))] += 1;
            count += 1;
        }
    }
    let (contrast, bright) = spread(&levels, count);
    let step = u32::from(percentile(&steps, count - count / 200 - 1));
    let hint = if bright < DARK {
        Some(Hint::TooDark)
    } else if contrast >= MIN_CONTRAST && step * 100 < u32::from(contrast) * SHARP_PERCENT {
        Some(Hint::Blurred)
    } else {
        None
    };
    Stats { contrast, hint, ..Stats::default() }
}

/// How much there is to tell dark from light by.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Light {
    /// What all but a few pixels are lighter than.
    pub dark: u8,
    /// As in [`Stats`].
    pub contrast: u8,
    /// Deviation of what ought to be plain, in grey levels.
    pub noise: f32,
}

/// The light of a whole picture.
pub(crate) fn light(picture: &Picture) -> Light {
    let (mut levels, mut count) = ([0u32; 256], 0u32);
    let frame = picture.frame();
    for y in (0..frame.height as usize).step_by(7) {
        frame.row(y).iter().step_by(7).for_each(|&pixel| levels[usize::from(pixel)] += 1);
        count += frame.width.div_ceil(7);
    }
    let (contrast, bright) = spread(&levels, count);
    Light { dark: bright.saturating_sub(contrast), contrast, noise: noise(picture, bright - contrast / 2) }
}

/// Pixels of a side of the squares in which noise is measured: they fit between the squares of a code, and into its quiet zone.
const PLAIN: usize = 6;
/// Pixels between those that are compared: those side by side have hardly any noise in a JPEG file.
const APART: usize = 2;
/// About so many squares are looked at, however large the picture.
const SQUARES: usize = 1_000;
/// Fewer say nothing.
const LEAST: u32 = 20;

/// Two pixels less their neighbours, crosswise, are nought wherever an edge lies along rows or columns, and noise is twice itself
/// there. The calmest tenth of small squares counts, and only those lighter than `middle`: in the dark noise is cut off.
fn noise(picture: &Picture, middle: u8) -> f32 {
    const PAIRS: usize = PLAIN - APART;
    let (w, h) = (picture.width as usize, picture.height as usize);
    let step = ((w * h / SQUARES) as f32).sqrt().max(PLAIN as f32) as usize;
    // In eighths of a grey level.
    let (mut deviations, mut count) = ([0u32; 256], 0);
    for y in (0..(h + 1).saturating_sub(PLAIN)).step_by(step) {
        for x in (0..(w + 1).saturating_sub(PLAIN)).step_by(step) {
            let row = |nth: usize| &picture.luma[(y + nth) * w + x..][..PLAIN];
            let (mut sum, mut squares) = (0, 0);
            for (above, below) in (0..PAIRS).map(|nth| (row(nth), row(nth + APART))) {
                for nth in 0..PAIRS {
                    let [a, b, c, d] = [above[nth], above[nth + APART], below[nth], below[nth + APART]].map(i32::from);
                    sum += a + b + c + d;
                    squares += (a - b - c + d) * (a - b - c + d);
                }
            }
            let pairs = (PAIRS * PAIRS) as i32;
            if sum > 4 * pairs * i32::from(middle) {
                let deviation = (squares as f32 / (4 * pairs) as f32).sqrt();
                deviations[((8.0 * deviation) as usize).min(255)] += 1;
                count += 1;
            }
        }
    }
    if count < LEAST { 0.0 } else { (f32::from(percentile(&deviations, count / 10)) + 0.5) / 8.0 }
}

/// The contrast, and the 99th percentile. A small code on a plain table is in neither of the outer percentiles: where these
/// are nearly the same, all but the outermost few samples count.
fn spread(levels: &[u32; 256], count: u32) -> (u8, u8) {
    let between = |rank: u32| {
        let (dark, bright) = (percentile(levels, rank), percentile(levels, count - rank - 1));
        (bright - dark, bright)
    };
    let (contrast, bright) = between(count / 100);
    (if contrast < 2 * MIN_CONTRAST { between(FEW.min(count / 100)).0 } else { contrast }, bright)
}

/// The value below which `rank` samples lie.
fn percentile(histogram: &[u32; 256], rank: u32) -> u8 {
    let mut seen = 0;
    for (value, &count) in histogram.iter().enumerate() {
        seen += count;
        if seen > rank {
            return value as u8;
        }
    }
    u8::MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripes(dark: u8, bright: u8, edge: usize) -> Picture {
        // A period of 20 pixels; `edge` pixels from one level to the other.
        let level = |x: usize| {
            let (at, half) = (x % 20, 10);
            let up = if at < half { at.min(edge) } else { edge - (at - half).min(edge) };
            usize::from(dark) + usize::from(bright - dark) * up / edge
        };
        Picture { luma: (0..200 * 100).map(|i| level(i % 200) as u8).collect(), width: 200, height: 100 }
    }

    #[test]
    fn a_dark_picture_asks_for_light() {
        assert_eq!(measure(&stripes(5, 40, 1).frame()).hint, Some(Hint::TooDark));
        assert_eq!(measure(&stripes(5, 200, 1).frame()).hint, None);
    }

    #[test]
    fn wide_edges_ask_for_a_steady_hand() {
        assert_eq!(measure(&stripes(20, 220, 9).frame()).hint, Some(Hint::Blurred));
    }

    #[test]
    fn noise_is_what_lies_between_edges() {
        // Numbers that look random (xorshift), their sum of four nearly bell-shaped with a deviation of 5.
        let mut seed = 7u64;
        let mut grain = || {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (0..4).map(|i| (seed >> (8 + 12 * i)) % 10).sum::<u64>() as f32 * 0.87
        };
        let clean = stripes(30, 200, 1);
        let mut noisy = clean.clone();
        noisy.luma.iter_mut().for_each(|pixel| *pixel = (f32::from(*pixel) + grain()) as u8);
        assert!(light(&clean).noise < 0.5, "{:?}", light(&clean));
        assert!((3.5..6.0).contains(&light(&noisy).noise), "{:?}", light(&noisy));
    }

    #[test]
    fn contrast_is_what_lies_between_the_percentiles() {
        assert_eq!(measure(&stripes(30, 130, 1).frame()).contrast, 100);
        assert_eq!(measure(&Picture { luma: vec![0; 16], width: 4, height: 4 }.frame()).contrast, 0);
    }
}
