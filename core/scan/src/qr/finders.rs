//! The three squares of a QR code: runs of 1:1:3:1:1 along a row, along its column, and then whatever rxing asks of them.

use rxing::common::cpp_essentials::{ConcentricPattern, LocateConcentricPattern};
use rxing::point;

use super::bits::Bits;

/// Every third row: the middle of a square is three modules high.
const SKIP: usize = 3;

/// Finds squares; owns its buffers.
#[derive(Default)]
pub(super) struct Finders {
    edges: Vec<u32>,
    pub found: Vec<ConcentricPattern>,
}

impl Finders {
    /// Finds the squares of a layer.
    pub fn find(&mut self, bits: &mut Bits) {
        let Self { edges, found } = self;
        found.clear();
        for y in (SKIP - 1..bits.height).step_by(SKIP) {
            bits.edges(y, edges);
            let mut at = 0;
            while let Some(e) = edges.get(at..at + 6) {
                let runs = [e[1] - e[0], e[2] - e[1], e[3] - e[2], e[4] - e[3], e[5] - e[4]];
                let x = (e[2] + e[3]) as f32 / 2.0;
                let known =
                    |old: &ConcentricPattern| (old.p.x - x).hypot(old.p.y - y as f32 - 0.5) < old.size as f32 / 2.0;
                at += 2;
                if !is_plausible(runs) || !is_square(runs) || found.iter().any(known) {
                    continue;
                }
                let all: u32 = runs.iter().sum();
                if !is_concentric(bits, x as usize, y, 3 * all) {
                    continue;
                }
                let Some(matrix) = bits.matrix() else { return };
                let pattern = &[1, 1, 3, 1, 1];
                let place = point(x, y as f32 + 0.5);
                found.extend(LocateConcentricPattern::<true, 5, 7>(matrix, pattern, place, 3 * all as i32));
                at += 2; // a square does not begin within another
            }
        }
    }
}

/// The test that nearly all runs fail.
fn is_plausible([a, b, c, d, e]: [u32; 5]) -> bool {
    c >= 3 && c >= 2 * a.max(e) && c >= b.max(d)
}

/// Whether runs are as 1:1:3:1:1, dark and light measured apart: ink and blur make one wider and the other narrower.
fn is_square([a, b, c, d, e]: [u32; 5]) -> bool {
    let [a, b, c, d, e] = [a, b, c, d, e].map(|run| run as f32);
    let (dark, light) = ((a + c + e) / 5.0, (b + d) / 2.0);
    let (slack_dark, slack_light) = (dark * 0.75 + 0.5, light / 3.0 + 0.5);
    dark.max(light) <= 4.0 * dark.min(light)
        && [a, e].iter().all(|run| (run - dark).abs() <= slack_dark)
        && (c - 3.0 * dark).abs() <= slack_dark
        && [b, d].iter().all(|run| (run - light).abs() <= slack_light)
}

/// Whether a dark pixel is inside of a square, seen along its column, its row and both diagonals. rxing asks the same
/// again; here it costs next to nothing, and what fails never needs its memory.
fn is_concentric(bits: &Bits, x: usize, y: usize, most: u32) -> bool {
    let Some((runs, middle)) = cross(bits, (x, y), (0, 1), most) else { return false };
    let Some((across, middle)) = is_square(runs).then(|| cross(bits, middle, (1, 0), most)).flatten() else {
        return false;
    };
    is_square(across)
        && [(1, 1), (1, -1)]
            .into_iter()
            .all(|step| cross(bits, middle, step, 2 * most).is_some_and(|(runs, _)| is_square(runs)))
}

/// The five runs through a dark pixel, no outer three longer than `most`, and the middle of the inner one; none where they
/// end at the rim.
fn cross(bits: &Bits, from: (usize, usize), step: (isize, isize), most: u32) -> Option<([u32; 5], (usize, usize))> {
    let next = |(x, y): (usize, usize), sign: isize| {
        let (x, y) = (x.checked_add_signed(sign * step.0)?, y.checked_add_signed(sign * step.1)?);
        (x < bits.width && y < bits.height).then_some((x, y))
    };
    let walk = |sign| {
        let (mut runs, mut nth, mut at) = ([0u32; 3], 0, from);
        loop {
            runs[nth] += 1;
            if runs.iter().sum::<u32>() > most {
                return None;
            }
            at = match next(at, sign) {
                Some(at) => at,
                None => return (nth == 2).then_some(runs),
            };
            if bits.is_dark(at.0, at.1) != (nth != 1) {
                nth += 1;
                if nth == 3 {
                    return Some(runs);
                }
            }
        }
    };
    bits.is_dark(from.0, from.1).then_some(())?;
    let (back, forth) = (walk(-1)?, walk(1)?);
    let inner = back[0] + forth[0] - 1;
    let shift = (inner / 2) as isize - (back[0] as isize - 1);
    let middle = (from.0.checked_add_signed(shift * step.0)?, from.1.checked_add_signed(shift * step.1)?);
    Some(([back[2], back[1], inner, forth[1], forth[2]], middle))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ink_that_spreads_and_blur_that_eats_are_still_a_square() {
        for runs in [[1, 1, 3, 1, 1], [7, 7, 21, 7, 7], [9, 5, 23, 5, 9], [5, 9, 19, 9, 5], [6, 7, 20, 8, 7]] {
            assert!(is_square(runs), "{runs:?}");
        }
        for runs in [[7, 7, 7, 7, 7], [7, 7, 60, 7, 7], [2, 20, 6, 20, 2]] {
            assert!(!is_square(runs), "{runs:?}");
        }
    }
}
