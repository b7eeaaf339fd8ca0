//! The three squares of a QR code: runs of 1:1:3:1:1 along a row, along its column and along both diagonals.

use super::bits::Bits;
use super::place::Grey;
use super::rings::Rings;
use crate::Point;
use crate::decoder::Late;

/// Every third row: the middle of a square is three modules high.
const SKIP: usize = 3;
/// Rows between two looks at the clock; a part of them is crossed.
const ROWS: usize = 16;
/// More squares are a page of something else.
const MOST: usize = 200;
/// How like a square what is around a proposed one must be, and how many may be.
const ALIKE: f32 = 0.6;
const SENSED: usize = 40;

/// What looks like one of the three squares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Square {
    pub middle: Point,
    /// Pixels across, whichever way it is turned.
    pub size: f32,
}

impl Square {
    /// Pixels from middle to middle.
    pub fn apart(&self, other: &Self) -> f32 {
        (self.middle.x - other.middle.x).hypot(self.middle.y - other.middle.y)
    }
}

/// Finds squares; owns its buffers.
#[derive(Default)]
pub(super) struct Finders {
    edges: Vec<u32>,
    /// With how like a square each is.
    sensed: Vec<(f32, Square)>,
    pub found: Vec<Square>,
}

impl Finders {
    /// Finds the squares of a layer, as far as there is time.
    pub fn find(&mut self, bits: &Bits, late: &Late<'_>) {
        let Self { edges, found, .. } = self;
        found.clear();
        for y in (SKIP - 1..bits.height).step_by(SKIP) {
            if y % ROWS == 0 && late() {
                return;
            }
            bits.edges(y, edges);
            let mut at = 0;
            while let Some(e) = next_square(edges, &mut at) {
                let x = (e[2] + e[3]) as f32 / 2.0;
                let is_known = |old: &Square| (old.middle.x - x).hypot(old.middle.y - y as f32 - 0.5) < old.size / 2.0;
                if found.iter().any(is_known) {
                    continue;
                }
                let square = concentric(bits, (x as usize, y), 3 * (e[5] - e[0]));
                // A row may cross a square of which the middle lies in one that is known.
                let is_new = |square: &Square| !found.iter().any(|old| old.apart(square) < old.size / 2.0);
                if let Some(square) = square.filter(is_new) {
                    found.push(square);
                    at += 2; // a square does not begin within another
                }
            }
            if found.len() >= MOST {
                return;
            }
        }
    }
}

impl Finders {
    /// Finds squares where chords cannot be trusted for noise: rows of a layer that is smooth along its columns propose them,
    /// and what lies around them in grey decides. The likeliest come first. `before`: where the frame before had some.
    pub fn sense(&mut self, tall: &Bits, grey: &Grey<'_>, before: &[Square], late: &Late<'_>) {
        let Self { edges, sensed, found } = self;
        let rings = Rings::default();
        sensed.clear();
        for &square in before {
            propose(sensed, rings.moved(grey, square));
        }
        for y in (SKIP - 1..tall.height).step_by(SKIP) {
            if y % ROWS == 0 && late() {
                break;
            }
            tall.edges(y, edges);
            let mut at = 0;
            while let Some(e) = next_square(edges, &mut at) {
                let middle = Point { x: (e[2] + e[3]) as f32 / 2.0, y: y as f32 + 0.5 };
                let proposed = Square { middle, size: (e[5] - e[0]) as f32 };
                if !sensed.iter().any(|(_, known)| known.apart(&proposed) < known.size / 5.0) {
                    propose(sensed, rings.nearest(grey, proposed));
                }
            }
        }
        sensed.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        found.clear();
        found.extend(sensed.iter().take(SENSED).map(|(_, square)| *square));
    }
}

/// Of two in one place the likelier stays.
fn propose(sensed: &mut Vec<(f32, Square)>, (likeness, square): (f32, Square)) {
    if likeness < ALIKE {
        return;
    }
    match sensed.iter_mut().find(|(_, known)| known.apart(&square) < known.size / 2.0) {
        Some(known) if known.0 < likeness => *known = (likeness, square),
        Some(_) => {}
        None => sensed.push((likeness, square)),
    }
}

/// The six edges around the next five runs of a row that may cross a square; `at` moves on past their first dark one.
fn next_square<'e>(edges: &'e [u32], at: &mut usize) -> Option<&'e [u32]> {
    while let Some(e) = edges.get(*at..*at + 6) {
        *at += 2;
        let runs = [e[1] - e[0], e[2] - e[1], e[3] - e[2], e[4] - e[3], e[5] - e[4]];
        if is_plausible(runs) && is_square(runs) {
            return Some(e);
        }
    }
    None
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

/// The square around a dark pixel, seen along its column, its row and both diagonals. Its middle is that of all chords
/// through it, inner and outer ones: whatever the angle, each is cut in two there.
fn concentric(bits: &Bits, from: (usize, usize), most: u32) -> Option<Square> {
    let down = cross(bits, from, (0, 1), most).filter(|down| is_square(down.runs))?;
    let across = cross(bits, down.middle, (1, 0), most).filter(|across| is_square(across.runs))?;
    let from = across.middle;
    let mut chords = [down, across, across, across];
    for (chord, step) in chords[2..].iter_mut().zip([(1, 1), (1, -1)]) {
        *chord = cross(bits, from, step, 2 * most).filter(|chord| is_square(chord.runs))?;
    }
    // The column once more, through the middle of the row.
    chords[0] = cross(bits, from, (0, 1), most).unwrap_or(down);
    let spans = chords.map(|chord| chord.runs.iter().sum::<u32>());
    let (least, greatest) = (spans.iter().min()?, spans.iter().max()?);
    if *greatest > 5 * least {
        return None;
    }
    let (mut x, mut y) = (0.0, 0.0);
    for (chord, (dx, dy)) in chords.iter().zip([(0.0, 1.0), (1.0, 0.0), (1.0, 1.0), (1.0, -1.0)]) {
        let off = chord.off();
        x += (from.0 as f32 + 0.5 + dx * off) / 4.0;
        y += (from.1 as f32 + 0.5 + dy * off) / 4.0;
    }
    Some(Square { middle: Point { x, y }, size: (greatest + least) as f32 / 2.0 })
}

/// The five runs through a pixel.
#[derive(Clone, Copy)]
struct Chord {
    runs: [u32; 5],
    /// Pixels of the inner run before and after the pixel it was crossed at, that one counted in both.
    back: u32,
    forth: u32,
    /// The pixel in the middle of the inner run.
    middle: (usize, usize),
}

impl Chord {
    /// Steps from the pixel to the middle of the inner run, of the light ring and of the frame, on the average.
    fn off(&self) -> f32 {
        let [a, b, _, d, e] = self.runs.map(|run| run as f32);
        let inner = (self.forth as f32 - self.back as f32) / 2.0;
        let (ring, frame) = (inner + (d - b) / 2.0, inner + (d + e - a - b) / 2.0);
        (inner + ring + frame) / 3.0
    }
}

/// The five runs through a dark pixel, no outer three longer than `most`, none where they end at the rim.
fn cross(bits: &Bits, from: (usize, usize), step: (isize, isize), most: u32) -> Option<Chord> {
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
    let runs = [back[2], back[1], inner, forth[1], forth[2]];
    Some(Chord { runs, back: back[0], forth: forth[0], middle })
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
