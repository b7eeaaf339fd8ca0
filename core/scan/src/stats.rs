//! What a frame was like, read off every seventh pixel.

use std::time::Duration;

use crate::frame::Frame;

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

/// The contrast alone.
pub(crate) fn contrast(frame: &Frame<'_>) -> u8 {
    let (mut levels, mut count) = ([0u32; 256], 0u32);
    for y in (0..frame.height as usize).step_by(7) {
        frame.row(y).iter().step_by(7).for_each(|&pixel| levels[usize::from(pixel)] += 1);
        count += frame.width.div_ceil(7);
    }
    spread(&levels, count).0
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
    use crate::Picture;

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
    fn contrast_is_what_lies_between_the_percentiles() {
        assert_eq!(measure(&stripes(30, 130, 1).frame()).contrast, 100);
        assert_eq!(measure(&Picture { luma: vec![0; 16], width: 4, height: 4 }.frame()).contrast, 0);
    }
}
