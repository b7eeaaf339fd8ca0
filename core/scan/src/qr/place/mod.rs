//! Where a symbol lies: from three squares to every module.

mod grey;
mod outline;
mod plane;
mod warp;

pub(super) use grey::Grey;
pub(super) use warp::Warp;

use super::code::{LARGEST, Version, version};
use crate::Point;
use outline::Outline;
use plane::{Known, Plane};

/// Three squares with their sides: where a symbol may lie.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// Top left, top right, bottom left.
    outlines: [Outline; 3],
}

/// A size that three squares may have between them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sized {
    pub version: Version,
    plane: Plane,
    /// How much of the lines between the squares turns from module to module: 1 is all of it.
    timing: f32,
}

/// Widths and heights of the three squares that must be seen, of six.
const PACED: usize = 2;
const TINY: f32 = 1.4;
/// Sides of the three squares that must be seen, of twelve.
const SEEN: u32 = 6;
/// Less of the lines between the squares is chance.
const TIMING: f32 = 0.25;
/// The same of a large symbol that does not say its version.
const UNTOLD: f32 = 0.6;
/// How well the version's bits must fit to be believed.
const VERSION: f32 = 0.6;
/// How like a pattern the fourth corner must look.
const PATTERN: f32 = 0.4;
/// What a known place counts: a corner 1.
const MIDDLE: f32 = 2.0;
const ALIGNMENT: f32 = 8.0;

impl Frame {
    /// `middles`: top left, top right, bottom left.
    pub fn of(grey: &Grey<'_>, middles: [Point; 3], module: f32) -> Option<Self> {
        let [a, b, c] = middles;
        let step = |from: Point, to: Point| {
            let (dx, dy) = (to.x - from.x, to.y - from.y);
            let part = module / dx.hypot(dy).max(1.0);
            Point { x: dx * part, y: dy * part }
        };
        let (right, down) = (step(a, b), step(a, c));
        // The data of a large symbol has squares of a kind, too, but not along any line: this is asked first, it is cheap.
        // Where a module is hardly more than a pixel, that says less than the size of the squares does.
        let paced = |middle, step| if module < TINY { None } else { outline::paced(grey, middle, step) };
        let steps = middles.map(|middle| [right, down].map(|step| paced(middle, step)));
        if module >= TINY && steps.iter().flatten().flatten().count() < PACED {
            return None;
        }
        let outlines: [Outline; 3] = std::array::from_fn(|nth| {
            let [own_right, own_down] = steps[nth];
            Outline::of(grey, middles[nth], own_right.unwrap_or(right), own_down.unwrap_or(down))
        });
        let seen: u32 = outlines.iter().map(|outline| outline.seen).sum();
        (seen >= SEEN).then_some(Self { outlines })
    }

    /// Pixels of a module's side.
    pub fn module(&self) -> f32 {
        self.outlines.iter().map(Outline::module).sum::<f32>() / 3.0
    }

    /// The two likeliest sizes, the likelier first.
    pub fn sizes(&self, grey: &Grey<'_>) -> [Option<Sized>; 2] {
        let [a, b, c] = &self.outlines;
        let modules = |from: &Outline, to: &Outline, step: fn(&Outline) -> Point| {
            let (dx, dy) = (to.middle.x - from.middle.x, to.middle.y - from.middle.y);
            let long = |outline: &Outline| step(outline).x.hypot(step(outline).y);
            2.0 * dx.hypot(dy) / (long(from) + long(to)).max(0.1)
        };
        let side = (modules(a, b, |o| o.right) + modules(a, c, |o| o.down)) / 2.0 + 7.0;
        let near = ((side - 17.0) / 4.0).round();
        let mut best: [Option<Sized>; 2] = [None, None];
        if !(0.0..=44.0).contains(&near) {
            return best;
        }
        let told = (near >= 6.0).then(|| self.told(grey)).filter(|(_, fit)| *fit > VERSION).map(|(version, _)| version);
        let around = [0, -1, 1, -2, 2].map(|by| near as i32 + by).map(|version| version.clamp(1, 40) as u8);
        let around = around.into_iter().take(if near > 5.0 { 5 } else { 3 }).map(Version);
        for version in told.into_iter().chain(around) {
            if best.iter().flatten().any(|known| known.version == version) {
                continue;
            }
            let Some(plane) = Plane::through(&self.known(version)) else { continue };
            let timing = timing(grey, &plane, version.side());
            let least = if version.0 < 7 || told == Some(version) { TIMING } else { UNTOLD };
            let sized = Some(Sized { version, plane, timing }).filter(|sized| sized.timing > least);
            let is_better = |old: &Option<Sized>| old.is_none_or(|old| old.timing < timing);
            if sized.is_some() && is_better(&best[0]) {
                best = [sized, best[0]];
            } else if sized.is_some() && is_better(&best[1]) {
                best[1] = sized;
            }
        }
        best
    }

    /// What the blocks beside the squares say of the version.
    fn told(&self, grey: &Grey<'_>) -> (Version, f32) {
        let [_, right, below] = &self.outlines;
        // From the middle of the square: its own half, the light line, and the block.
        let values = |mirrored: bool, x: usize, y: usize| match mirrored {
            false => grey.at(right.beside(x as f32 - 7.0, y as f32 - 3.0)),
            true => grey.at(below.beside(y as f32 - 3.0, x as f32 - 7.0)),
        };
        let all = [false, true].into_iter().flat_map(|m| (0..18).map(move |i| (m, i % 3, i / 3)));
        let mean = all.map(|(m, x, y)| values(m, x, y)).sum::<f32>() / 36.0;
        version(|mirrored, x, y| values(mirrored, x, y) - mean)
    }

    /// The middles and corners of the squares.
    fn known(&self, version: Version) -> [Known; 15] {
        let far = version.side() as f32 - 7.0;
        let mut all = [Known { module: (0.0, 0.0), pixel: Point::default(), weight: 1.0 }; 15];
        for (nth, (outline, (u, v))) in self.outlines.iter().zip([(0.0, 0.0), (far, 0.0), (0.0, far)]).enumerate() {
            let places = [(3.5, 3.5), (0.0, 0.0), (7.0, 0.0), (7.0, 7.0), (0.0, 7.0)];
            let pixels = std::iter::once(outline.middle).chain(outline.corners);
            for (i, ((du, dv), pixel)) in places.into_iter().zip(pixels).enumerate() {
                let weight = if i == 0 { MIDDLE } else { 1.0 };
                all[5 * nth + i] = Known { module: (u + du, v + dv), pixel, weight };
            }
        }
        all
    }

    /// The planes a symbol of this size may lie in, likelier ones first: through an alignment pattern where the fourth
    /// square would be, and as the three squares have it by themselves.
    pub fn planes<'a>(&'a self, grey: &'a Grey<'_>, sized: &'a Sized) -> impl Iterator<Item = Plane> + 'a {
        let Sized { version, plane, .. } = sized;
        let at = version.side() as f32 - 6.5;
        let reach = (version.side() as f32 / 6.0).clamp(4.0, 8.0);
        let places = match version.0 {
            1 => Default::default(), // it has none
            _ => warp::look(grey, plane, (at, at), Point::default(), reach),
        };
        let through = move |sighted: warp::Sighted| {
            let pixel = warp::refined(grey, plane, (at, at), sighted.pixel);
            let mut known = [Known { module: (at, at), pixel, weight: ALIGNMENT }; 16];
            known[..15].copy_from_slice(&self.known(*version));
            Plane::through(&known)
        };
        let sighted = places.into_iter().filter(|sighted| sighted.score > PATTERN);
        sighted.filter_map(through).chain(std::iter::once(*plane))
    }
}

/// Pixels of the symbol's corners, clockwise from its top left.
pub(super) fn corners(warp: &Warp, version: Version) -> [Point; 4] {
    let n = version.side() as f32;
    [(0.0, 0.0), (n, 0.0), (n, n), (0.0, n)].map(|(u, v)| warp.at(u, v))
}

/// How regularly the lines between the squares turn: each step from module to module as it must be, by its height.
fn timing(grey: &Grey<'_>, plane: &Plane, side: usize) -> f32 {
    let mut sum = [0.0; 2];
    let mut all = [0.0; 2];
    let mut values = [0.0f32; LARGEST];
    for way in 0..2 {
        let values = &mut values[..side - 14];
        for (i, value) in values.iter_mut().enumerate() {
            let along = i as f32 + 7.5;
            *value = grey.at(if way == 0 { plane.at(along, 6.5) } else { plane.at(6.5, along) });
        }
        for (i, pair) in values.windows(2).enumerate() {
            // The module beside the square is light, the next one dark.
            let fall = if i % 2 == 0 { pair[0] - pair[1] } else { pair[1] - pair[0] };
            sum[way] += fall;
            all[way] += fall.abs();
        }
    }
    (sum[0] / all[0].max(1.0) + sum[1] / all[1].max(1.0)) / 2.0
}
