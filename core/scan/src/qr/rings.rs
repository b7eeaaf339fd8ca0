//! One of the three squares in noise: not by its edges, by what lies on circles around its middle.

use super::finders::Square;
use super::place::Grey;
use crate::Point;

/// Radius in modules, places on it, and whether a square is light there. These lie in the square's rings whichever way it
/// is turned.
const CIRCLES: [(f32, usize, bool); 4] = [(0.0, 1, false), (1.0, 8, false), (2.1, 16, true), (3.2, 16, false)];
const PLACES: usize = 41;
const LIGHT: f32 = 16.0;
/// What is less like a square than this does not become one.
const FIRST: f32 = 0.3;

/// Places around the middle of a square whose modules are 1.
pub(super) struct Rings {
    places: [(Point, bool); PLACES],
}

impl Default for Rings {
    fn default() -> Self {
        let mut places = CIRCLES.into_iter().flat_map(|(radius, count, light)| {
            (0..count).map(move |nth| {
                let (sin, cos) = (std::f32::consts::TAU * nth as f32 / count as f32).sin_cos();
                (Point { x: radius * cos, y: radius * sin }, light)
            })
        });
        Self { places: std::array::from_fn(|_| places.next().unwrap_or_default()) }
    }
}

impl Rings {
    /// The likeliest square near a proposed one, and how like one it is: Pearson's correlation.
    pub fn nearest(&self, grey: &Grey<'_>, proposed: Square) -> (f32, Square) {
        let mut best = (self.likeness(grey, proposed), proposed);
        if best.0 < FIRST {
            return best;
        }
        for part in [0.6, 0.3, 0.15] {
            let (from, step) = (best.1, part * best.1.size / 7.0);
            for grown in [1.0 - 0.15 * part, 1.0, 1.0 + 0.15 * part] {
                for (x, y) in (-1..=1).flat_map(|y: i8| (-1..=1).map(move |x: i8| (f32::from(x), f32::from(y)))) {
                    let middle = Point { x: from.middle.x + x * step, y: from.middle.y + y * step };
                    let square = Square { middle, size: from.size * grown };
                    let likeness = self.likeness(grey, square);
                    if likeness > best.0 {
                        best = (likeness, square);
                    }
                }
            }
        }
        best
    }

    /// The likeliest square near one of the frame before: a hand moves by some modules.
    pub fn moved(&self, grey: &Grey<'_>, before: Square) -> (f32, Square) {
        let step = before.size / 7.0;
        let around = (-1..=1).flat_map(|y: i8| (-1..=1).map(move |x: i8| (f32::from(x) * step, f32::from(y) * step)));
        let places = around.map(|(x, y)| {
            let middle = Point { x: before.middle.x + x, y: before.middle.y + y };
            Square { middle, ..before }
        });
        let best = places.map(|square| (self.likeness(grey, square), square));
        let (_, best) = best.fold((f32::MIN, before), |best, next| if next.0 > best.0 { next } else { best });
        self.nearest(grey, best)
    }

    fn likeness(&self, grey: &Grey<'_>, Square { middle, size }: Square) -> f32 {
        let module = size / 7.0;
        let (mut sum, mut squares, mut light) = (0.0, 0.0, 0.0);
        for (place, is_light) in &self.places {
            let value = grey.at(Point { x: middle.x + module * place.x, y: middle.y + module * place.y });
            sum += value;
            squares += value * value;
            light += if *is_light { value } else { 0.0 };
        }
        let all = PLACES as f32;
        let covariance = light - sum * LIGHT / all;
        let spread = (squares - sum * sum / all).max(1.0) * (LIGHT * (all - LIGHT) / all);
        covariance / spread.sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Picture;

    /// Three pixels a module.
    #[test]
    fn a_square_is_found_again_where_a_hand_has_moved_it() {
        let is_dark = |x: u32, y: u32| {
            let ring = (x / 3).abs_diff(12).max((y / 3).abs_diff(12));
            ring <= 3 && ring != 2
        };
        let luma = (0..75 * 75).map(|i| if is_dark(i % 75, i / 75) { 40 } else { 200 }).collect();
        let grey = Grey { layer: &Picture { luma, width: 75, height: 75 }, inverted: false };
        for (dx, dy) in [(0.0, 0.0), (4.0, -4.0), (-4.0, 2.0)] {
            let before = Square { middle: Point { x: 37.5 + dx, y: 37.5 + dy }, size: 21.0 };
            let (likeness, square) = Rings::default().moved(&grey, before);
            let off = (square.middle.x - 37.5).hypot(square.middle.y - 37.5);
            assert!(likeness > 0.9 && off < 0.6, "{likeness} {square:?}");
        }
    }
}
