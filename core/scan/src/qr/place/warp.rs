//! Where the modules of a symbol are whose paper is not flat: a plane, and how far each alignment pattern lies beside it.

use super::grey::Grey;
use super::plane::Plane;
use crate::Point;
use crate::qr::code::Version;

/// A plane with shifts; flat where there are fewer than four patterns.
#[derive(Clone, Debug)]
pub(in crate::qr) struct Warp {
    plane: Plane,
    /// Columns and rows of patterns: where their middles are, in modules.
    at: [f32; 7],
    count: usize,
    shifts: [Point; 49],
}

/// An alignment pattern, perhaps.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sighted {
    pub pixel: Point,
    /// Correlation with the pattern, less a little for its distance.
    pub score: f32,
}

/// Of a place where the pattern was not looked for long: noise reaches 0.6 somewhere.
const SURE: f32 = 0.62;
/// What a module between a pattern and its place takes off its score.
const FAR: f32 = 0.03;
/// Modules around a pattern's place in a warp.
const NEAR: f32 = 2.0;
/// Places that are looked at, two a module: the farthest, and the pattern's own half.
const WIDEST: usize = 16;
const HALF: usize = 4;
const FIELD: usize = 2 * (WIDEST + HALF) + 1;

impl Warp {
    pub fn flat(plane: Plane) -> Self {
        Self { plane, at: [0.0; 7], count: 0, shifts: [Point::default(); 49] }
    }

    #[cfg(test)]
    pub fn between(corners: [Point; 4], side: f32) -> Self {
        let places = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)];
        let known: Vec<_> = places
            .into_iter()
            .zip(corners)
            .map(|(module, pixel)| super::plane::Known { module, pixel, weight: 1.0 })
            .collect();
        Self::flat(Plane::through(&known).expect("four corners"))
    }

    /// Looks for every alignment pattern of a symbol that has more than one.
    pub fn follow(grey: &Grey<'_>, plane: Plane, version: Version) -> Self {
        let mut warp = Self::flat(plane);
        let alignments = version.alignments();
        let n = alignments.all().len();
        if n < 3 {
            return warp;
        }
        warp.count = n;
        for (at, &module) in warp.at.iter_mut().zip(alignments.all()) {
            *at = module as f32 + 0.5;
        }
        let mut found = [false; 49];
        for (row, column) in (0..n).flat_map(|row| (0..n).map(move |column| (row, column))) {
            let here = row * n + column;
            if !alignments.has(column, row) {
                found[here] = true; // beside a finder pattern the plane is right
                continue;
            }
            let before =
                [(row > 0, n), (column > 0, 1), (row > 0 && column > 0, n + 1), (row > 0 && column + 1 < n, n - 1)];
            let known = before.into_iter().filter(|&(is_there, back)| is_there && found[here - back]);
            let (mut sum, mut count) = (Point::default(), 0.0);
            for (_, back) in known {
                let shift = warp.shifts[here - back];
                (sum.x, sum.y, count) = (sum.x + shift.x, sum.y + shift.y, count + 1.0);
            }
            let guess = if count > 0.0 { Point { x: sum.x / count, y: sum.y / count } } else { sum };
            let (u, v) = (warp.at[column], warp.at[row]);
            let [best, ..] = look(grey, &plane, (u, v), guess, NEAR);
            warp.shifts[here] = guess;
            if best.score > SURE {
                let (flat, pixel) = (plane.at(u, v), refined(grey, &plane, (u, v), best.pixel));
                warp.shifts[here] = Point { x: pixel.x - flat.x, y: pixel.y - flat.y };
                found[here] = true;
            }
        }
        warp
    }

    pub fn at(&self, u: f32, v: f32) -> Point {
        let flat = self.plane.at(u, v);
        let Some(n) = (self.count > 0).then_some(self.count) else { return flat };
        let place = |value: f32| {
            let after = self.at[1..n - 1].iter().take_while(|&&at| at <= value).count();
            let (low, high) = (self.at[after], self.at[after + 1]);
            (after, ((value - low) / (high - low)).clamp(0.0, 1.0))
        };
        let ((column, fu), (row, fv)) = (place(u), place(v));
        let of = |part: fn(&Point) -> f32| {
            let node = |row: usize, column: usize| part(&self.shifts[row * n + column]);
            let above = node(row, column) * (1.0 - fu) + node(row, column + 1) * fu;
            let below = node(row + 1, column) * (1.0 - fu) + node(row + 1, column + 1) * fu;
            above * (1.0 - fv) + below * fv
        };
        Point { x: flat.x + of(|p| p.x), y: flat.y + of(|p| p.y) }
    }
}

/// The three likeliest places of an alignment pattern around where a plane has it, best first. `guess`: pixels it is
/// known to lie beside that; `reach`: modules around it.
pub(super) fn look(grey: &Grey<'_>, plane: &Plane, at: (f32, f32), guess: Point, reach: f32) -> [Sighted; 3] {
    let mut best = [Sighted::default(); 3];
    let (right, down) = halves(plane, at);
    let flat = plane.at(at.0, at.1);
    let middle = Point { x: flat.x + guess.x, y: flat.y + guess.y };
    let place =
        |x: f32, y: f32| Point { x: middle.x + x * right.x + y * down.x, y: middle.y + x * right.y + y * down.y };
    let steps = ((2.0 * reach) as usize).min(WIDEST);
    let side = 2 * (steps + HALF) + 1;
    let mut field = [0.0f32; FIELD * FIELD];
    let first = -((steps + HALF) as f32);
    for (i, value) in field[..side * side].iter_mut().enumerate() {
        *value = grey.at(place(first + (i % side) as f32, first + (i / side) as f32));
    }
    let apart = 2.0 * right.x.hypot(right.y).max(down.x.hypot(down.y));
    for (x, y) in (0..=2 * steps).flat_map(|y| (0..=2 * steps).map(move |x| (x, y))) {
        let like = alike(|i, j| field[(y + 2 * j) * side + x + 2 * i]);
        if like <= best[2].score {
            continue;
        }
        let (dx, dy) = (x as f32 - steps as f32, y as f32 - steps as f32);
        let (score, pixel) = (like - FAR / 2.0 * dx.hypot(dy), place(dx, dy));
        // A better one close by is the same pattern.
        let is_same = |old: &Sighted| old.score > 0.0 && (old.pixel.x - pixel.x).hypot(old.pixel.y - pixel.y) <= apart;
        let slot = best.iter().position(is_same).unwrap_or(2);
        if score > best[slot].score {
            best[slot] = Sighted { pixel, score };
            best.sort_by(|a, b| b.score.total_cmp(&a.score));
        }
    }
    best
}

/// A place of an alignment pattern to an eighth of a module.
pub(super) fn refined(grey: &Grey<'_>, plane: &Plane, at: (f32, f32), pixel: Point) -> Point {
    let (right, down) = halves(plane, at);
    let mut best = (f32::MIN, pixel);
    for part in [0.5, 0.25] {
        let from = best.1;
        for (x, y) in (-1..=1).flat_map(|y: i8| (-1..=1).map(move |x: i8| (f32::from(x), f32::from(y)))) {
            let to =
                Point { x: from.x + part * (x * right.x + y * down.x), y: from.y + part * (x * right.y + y * down.y) };
            let score = alike(|i, j| {
                let (x, y) = (2.0 * (i as f32 - 2.0), 2.0 * (j as f32 - 2.0));
                grey.at(Point { x: to.x + x * right.x + y * down.x, y: to.y + x * right.y + y * down.y })
            });
            if score > best.0 {
                best = (score, to);
            }
        }
    }
    best.1
}

/// Half a module to the right and half a module down, in pixels.
fn halves(plane: &Plane, (u, v): (f32, f32)) -> (Point, Point) {
    let span = |du: f32, dv: f32| {
        let (a, b) = (plane.at(u - du, v - dv), plane.at(u + du, v + dv));
        Point { x: (b.x - a.x) / 4.0, y: (b.y - a.y) / 4.0 } // of two modules
    };
    (span(1.0, 0.0), span(0.0, 1.0))
}

/// How like an alignment pattern five by five modules are: Pearson's correlation.
fn alike(sample: impl Fn(usize, usize) -> f32) -> f32 {
    let (mut sum, mut squares, mut light) = (0.0, 0.0, 0.0);
    for (i, j) in (0..5).flat_map(|j| (0..5).map(move |i: usize| (i, j))) {
        let value = sample(i, j);
        sum += value;
        squares += value * value;
        if i.abs_diff(2).max(j.abs_diff(2)) == 1 {
            light += value;
        }
    }
    // Eight of 25 are light.
    let covariance = light - sum * 8.0 / 25.0;
    let spread = (squares - sum * sum / 25.0).max(1.0) * (8.0 * 17.0 / 25.0);
    covariance / spread.sqrt()
}
