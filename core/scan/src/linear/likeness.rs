//! Whether parallel lines through a region see the same: bars do, cloth, hair and print do not.

use super::profile::Ray;
use super::profile::{sample, sharpen};
use super::regions::Region;
use crate::Picture;

/// Compares lines; owns its buffers.
#[derive(Default)]
pub(super) struct Likeness {
    mean: Vec<f32>,
    pair: [Vec<f32>; 2],
}

/// Where pairs of lines lie, of the half height of a region: print above or below the bars may belong to it too.
const PAIRS: [[f32; 2]; 3] = [[-0.08, 0.08], [-0.6, -0.44], [0.44, 0.6]];
/// Samples over which brightness that changes slowly is taken off.
const REACH: usize = 8;
/// A line may be moved along by this part of its length: the direction is known to some degrees only.
const SLIDE: f32 = 0.04;
const ALIKE: f32 = 0.55;
/// Lines whose mean is compared.
const LINES: usize = 3;
/// Turns of the brightness of the shortest symbol, less some that blur takes.
const TURNS: usize = 20;

impl Likeness {
    /// Whether two lines close to each other agree, and change often enough for a symbol.
    pub fn has_bars(&mut self, picture: &Picture, region: &Region, scale: f32) -> bool {
        PAIRS.into_iter().any(|heights| {
            for (height, line) in heights.into_iter().zip(&mut self.pair) {
                let ray: Ray = region.ray(height, scale);
                sample(picture, &ray, LINES, 1.0, &mut self.mean);
                sharpen(&self.mean, REACH, line);
                // What is left of a line without its slow changes.
                line.iter_mut().zip(&self.mean).for_each(|(sharp, mean)| *sharp -= mean);
            }
            let [above, below] = &self.pair;
            turns(above) >= TURNS && alike(above, below) > ALIKE
        })
    }
}

/// How often a line changes sides.
fn turns(line: &[f32]) -> usize {
    line.windows(2).filter(|pair| (pair[0] < 0.0) != (pair[1] < 0.0)).count()
}

/// The best correlation of two lines, one of them slid along the other.
fn alike(a: &[f32], b: &[f32]) -> f32 {
    let n = a.len().min(b.len());
    let slide = (SLIDE * n as f32) as usize + 2;
    if n < 4 * slide {
        return 0.0;
    }
    let inner = &a[slide..n - slide];
    let own = dot(inner, inner);
    let mut best: f32 = 0.0;
    for by in 0..=2 * slide {
        let other = &b[by..by + inner.len()];
        best = best.max(dot(inner, other) / (own * dot(other, other)).sqrt().max(f32::MIN_POSITIVE));
    }
    best
}

/// The sum of products, in eight lanes.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 8];
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    for (a, b) in a.iter().zip(b) {
        for lane in 0..8 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    lanes.iter().sum::<f32>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_line_moved_along_is_alike_and_another_is_not() {
        let line = |seed: u32, shift: usize| -> Vec<f32> {
            (0..300).map(|i| ((((i + shift) / 4) as u32).wrapping_mul(seed) >> 13 & 255) as f32 - 127.0).collect()
        };
        assert!(alike(&line(2_654_435_761, 0), &line(2_654_435_761, 7)) > 0.9);
        assert!(alike(&line(2_654_435_761, 0), &line(40_503, 0)) < ALIKE);
    }
}
