//! Where bars are, and which way they are read: the structure tensor of the gradient, tile by tile.
//!
//! In a tile of parallel bars nearly all gradients lie on one line (coherence near 1), in print and texture they do
//! not. Tiles that agree and touch make a region. The structure tensor: Bigün and Granlund 1987; for bar codes by it:
//! Gallo and Manduchi 2011 use its horizontal case.

use super::profile::Ray;
use crate::decoder::Late;
use crate::{Picture, Point};

/// A patch of parallel bars.
#[derive(Clone, Copy, Debug)]
pub(super) struct Region {
    middle: Point,
    /// Unit vector across the bars, the way a line reads them.
    along: Point,
    /// Half its length and half its height, in pixels of the layer.
    half: (f32, f32),
    weight: f32,
}

#[derive(Clone, Copy, Default)]
struct Tile {
    /// The direction at twice its angle, so that opposite gradients add up; its length is the energy.
    double: (f32, f32),
    member: bool,
}

/// Finds regions; owns its buffers.
#[derive(Default)]
pub(super) struct Regions {
    tiles: Vec<Tile>,
    open: Vec<usize>,
    /// The tiles of one region.
    bounds: Vec<(usize, usize)>,
    found: Vec<Region>,
}

/// Pixels of a tile's side: some bars, but a small part of a symbol.
const TILE: usize = 8;
/// Rows of tiles between two looks at the clock.
const ROWS: usize = 8;
const COHERENT: f32 = 0.45;
/// A tile whose root mean square gradient is this part of the contrast is noise.
const FAINT: f32 = 24.0;
/// Neighbours may be so far apart, in tiles: a wide space leaves a tile without an edge.
const GAP: usize = 2;
/// Cosine of twice 20 degrees: how far directions of one region may differ.
const AGREE: f32 = 0.77;
const MOST: usize = 8;

impl Regions {
    /// Finds the regions of a layer, those with most edges first; none where the time is up.
    pub fn find(&mut self, layer: &Picture, contrast: u8, late: &Late<'_>) {
        self.found.clear();
        let (across, down) = (layer.width as usize / TILE, layer.height as usize / TILE);
        self.measure(layer, across, down, (f32::from(contrast) / FAINT).powi(2).clamp(0.7, 12.0), late);
        for seed in 0..self.tiles.len() {
            if self.tiles[seed].member {
                self.grow(seed, across, down);
            }
        }
        self.found.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        self.found.truncate(MOST);
    }

    pub fn found(&self) -> &[Region] {
        &self.found
    }

    fn measure(&mut self, layer: &Picture, across: usize, down: usize, faint: f32, late: &Late<'_>) {
        self.tiles.clear();
        let w = layer.width as usize;
        for ty in 0..down {
            if ty % ROWS == 0 && late() {
                self.tiles.clear();
                return;
            }
            for tx in 0..across {
                let (mut xx, mut yy, mut xy) = (0i32, 0i32, 0i32);
                for y in ty * TILE..((ty + 1) * TILE).min(layer.height as usize - 1) {
                    let row = &layer.luma[y * w..][..w];
                    let below = &layer.luma[(y + 1) * w..][..w];
                    let columns = tx * TILE..((tx + 1) * TILE).min(w - 1);
                    for x in columns {
                        // Gradient at the corner between four pixels.
                        let (a, b, c, d) = (row[x], row[x + 1], below[x], below[x + 1]);
                        let (a, b, c, d) = (i32::from(a), i32::from(b), i32::from(c), i32::from(d));
                        let (gx, gy) = (b + d - a - c, c + d - a - b);
                        xx += gx * gx;
                        yy += gy * gy;
                        xy += gx * gy;
                    }
                }
                let energy = (xx + yy) as f32;
                let double = ((xx - yy) as f32, 2.0 * xy as f32);
                let coherent = double.0.hypot(double.1) > COHERENT * energy;
                let member = coherent && energy > faint * 4.0 * (TILE * TILE) as f32;
                self.tiles.push(Tile { double, member });
            }
        }
    }

    /// Takes a seed's tile and all that join it.
    fn grow(&mut self, seed: usize, across: usize, down: usize) {
        let mut sum = (0.0, 0.0);
        let mut members = 0;
        self.bounds.clear();
        self.open.push(seed);
        self.tiles[seed].member = false;
        while let Some(at) = self.open.pop() {
            let Tile { double, .. } = self.tiles[at];
            sum = (sum.0 + double.0, sum.1 + double.1);
            members += 1;
            let (x, y) = (at % across, at / across);
            self.bounds.push((x, y));
            for ny in y.saturating_sub(GAP)..(y + GAP + 1).min(down) {
                for nx in x.saturating_sub(GAP)..(x + GAP + 1).min(across) {
                    let next = ny * across + nx;
                    let Tile { double: other, member } = self.tiles[next];
                    let dot = other.0 * sum.0 + other.1 * sum.1;
                    if member && dot > AGREE * other.0.hypot(other.1) * sum.0.hypot(sum.1) {
                        self.tiles[next].member = false;
                        self.open.push(next);
                    }
                }
            }
        }
        if members < 5 {
            return;
        }
        let angle = sum.1.atan2(sum.0) / 2.0;
        let along = Point { x: angle.cos(), y: angle.sin() };
        let span = |project: &dyn Fn(f32, f32) -> f32| {
            let values = self
                .bounds
                .iter()
                .map(|&(x, y)| project((x as f32 + 0.5) * TILE as f32, (y as f32 + 0.5) * TILE as f32));
            values.fold((f32::MAX, f32::MIN), |(low, high), v| (low.min(v), high.max(v)))
        };
        let (u0, u1) = span(&|x, y| x * along.x + y * along.y);
        let (v0, v1) = span(&|x, y| y * along.x - x * along.y);
        let (u, v) = ((u0 + u1) / 2.0, (v0 + v1) / 2.0);
        let middle = Point { x: u * along.x - v * along.y, y: u * along.y + v * along.x };
        let half = ((u1 - u0 + TILE as f32) / 2.0, (v1 - v0 + TILE as f32) / 2.0);
        self.found.push(Region { middle, along, half, weight: sum.0.hypot(sum.1) });
    }
}

impl Region {
    /// In pixels of the layer.
    pub fn length(&self) -> f32 {
        2.0 * self.half.0
    }

    /// A line across the bars, `height` from -1 (one end of the bars) to 1, long enough for the quiet zones; in pixels
    /// of a picture `scale` times as large as the layer.
    pub fn ray(&self, height: f32, scale: f32) -> Ray {
        let reach = self.half.0 * 1.2 + 2.0 * TILE as f32;
        let aside = height * self.half.1;
        let (cx, cy) = (self.middle.x - aside * self.along.y, self.middle.y + aside * self.along.x);
        let end = |sign: f32| Point {
            x: (cx + sign * reach * self.along.x) * scale,
            y: (cy + sign * reach * self.along.y) * scale,
        };
        Ray::between(end(-1.0), end(1.0))
    }
}
