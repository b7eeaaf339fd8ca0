//! Which three squares may belong to one symbol.

use super::finders::Square;

/// Three squares by their place in the list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Triple {
    pub top_left: usize,
    pub top_right: usize,
    pub bottom_left: usize,
    /// The likelier the smaller: pixels.
    score: f32,
}

/// Finds triples; owns its buffers.
#[derive(Default)]
pub(super) struct Triples {
    near: Vec<(f32, usize)>,
    pub found: Vec<Triple>,
}

/// Squares around one that may belong to it: so many, and of these the farthest.
const NEAR: usize = 18;
const FAR: usize = 4;
/// Squares of a symbol seen from the side differ in size up to so much, and so do its two edges.
const SIZES: f32 = 2.0;
const EDGES: f32 = 2.2;
/// Cosine of how far from a right angle the corner may look.
const ASKEW: f32 = 0.5;
/// Modules from the middle of a square to that of the next, with room for sizes that are measured wrong.
const MODULES: std::ops::Range<f32> = 11.0..240.0;

impl Triples {
    /// All triples, the likelier first: nearly a corner of a square symbol, its squares of a size, and small.
    pub fn find(&mut self, squares: &[Square]) {
        let Self { near, found } = self;
        found.clear();
        for (corner, at) in squares.iter().enumerate() {
            near.clear();
            for (other, square) in squares.iter().enumerate().filter(|(other, _)| *other != corner) {
                let far = (square.middle.x - at.middle.x).hypot(square.middle.y - at.middle.y);
                let module = (square.size + at.size) / 14.0;
                if ratio(square.size, at.size) <= SIZES && MODULES.contains(&(far / module)) {
                    near.push((far, other));
                }
            }
            near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
            if near.len() > NEAR {
                // Of a large symbol the farthest are its own, and what lies between is its data.
                near.drain(NEAR - FAR..near.len() - FAR);
            }
            for (nth, &(one, a)) in near.iter().enumerate() {
                for &(two, b) in &near[nth + 1..] {
                    let way = |of: &Square| (of.middle.x - at.middle.x, of.middle.y - at.middle.y);
                    let ((ax, ay), (bx, by)) = (way(&squares[a]), way(&squares[b]));
                    let askew = ((ax * bx + ay * by) / (one * two)).abs();
                    if two > EDGES * one || askew > ASKEW || ratio(squares[a].size, squares[b].size) > SIZES {
                        continue;
                    }
                    let sizes = [at.size, squares[a].size, squares[b].size];
                    let spread = ratio(
                        sizes.iter().copied().fold(0.0, f32::max),
                        sizes.iter().copied().fold(f32::MAX, f32::min),
                    );
                    let score = (one + two) * (two / one + askew + spread - 1.0);
                    let is_right = ax * by - ay * bx > 0.0;
                    let (top_right, bottom_left) = if is_right { (a, b) } else { (b, a) };
                    found.push(Triple { top_left: corner, top_right, bottom_left, score });
                }
            }
        }
        found.sort_unstable_by(|a, b| a.score.total_cmp(&b.score));
    }
}

fn ratio(a: f32, b: f32) -> f32 {
    a.max(b) / a.min(b).max(0.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Point;

    fn squares(places: &[(f32, f32)]) -> Vec<Square> {
        places.iter().map(|&(x, y)| Square { middle: Point { x, y }, size: 21.0 }).collect()
    }

    #[test]
    fn the_corner_is_the_top_left_and_the_others_go_clockwise() {
        let mut triples = Triples::default();
        triples.find(&squares(&[(100.0, 20.0), (100.0, 100.0), (20.0, 100.0)]));
        let Triple { top_left, top_right, bottom_left, .. } = triples.found[0];
        assert_eq!([top_left, top_right, bottom_left], [1, 2, 0], "upside down");
        assert_eq!(triples.found.len(), 1);
    }

    #[test]
    fn of_two_symbols_side_by_side_their_own_squares_come_first() {
        let places = [(0.0, 0.0), (70.0, 0.0), (0.0, 70.0), (150.0, 0.0), (220.0, 0.0), (150.0, 70.0)];
        let mut triples = Triples::default();
        triples.find(&squares(&places));
        let mut first: Vec<_> = triples.found[..2].iter().map(|triple| triple.top_left).collect();
        first.sort_unstable();
        assert_eq!(first, [0, 3]);
    }
}
