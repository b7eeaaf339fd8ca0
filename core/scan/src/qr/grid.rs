//! A second look at a symbol that was found but not read: its modules are sampled again, from grey and not from black
//! and white, on a grid that follows the paper.
//!
//! Cloth folds, labels go round bottles, and one wrong corner bends the whole grid. So every part of the grid is moved,
//! with its neighbours, to where its sampling points lie in the middle of modules: there they are darkest and lightest.
//! Relaxation labelling of this kind is old (Rosenfeld, Hummel and Zucker 1976); for QR codes on curved surfaces see
//! Lay and others, "Rectification of QR-code images using the parametric cylindrical surface model" (2015).

use rxing::common::BitMatrix;

use crate::decoder::Late;
use crate::{Picture, Point};

/// Pixels of the rectified picture for each module.
const FINE: usize = 4;
/// Modules kept around the symbol, so that the grid may move outwards.
const RIM: usize = 2;
/// Modules from one node of the grid to the next, and around a node that are looked at.
const STRIDE: usize = 3;
const REACH: isize = 3;
/// Modules around a place whose mean tells dark from light there.
const WIDE: usize = 5;
const ROUNDS: usize = 10;
/// What a quarter of a module away from the neighbours costs, as a part of the mean contrast of a node's modules.
const STIFF: f32 = 0.02;

/// One symbol, flat and upright; its buffers are kept for the next.
#[derive(Default)]
pub(super) struct Grid {
    modules: usize,
    luma: Vec<f32>,
    sums: Vec<f32>,
    /// What each pixel has more than the mean around it.
    stands_out: Vec<f32>,
    /// Quarter modules by which each node has moved.
    moved: Vec<(i8, i8)>,
    /// The same a round ago.
    before: Vec<(i8, i8)>,
}

impl Grid {
    /// Takes a symbol of so many modules a side out of `layer`. `corners`: clockwise from its top left.
    pub fn rectify(&mut self, layer: &Picture, corners: [Point; 4], modules: usize) {
        self.modules = modules;
        let plane = Plane::of(corners);
        let side = self.side();
        let (w, h) = (layer.width as usize, layer.height as usize);
        self.luma.clear();
        for y in 0..side {
            for x in 0..side {
                let part = |at: usize| ((at as f32 + 0.5) / FINE as f32 - RIM as f32) / modules as f32;
                let p = plane.at(part(x), part(y));
                let (px, py) = ((p.x - 0.5).clamp(0.0, w as f32 - 1.0), (p.y - 0.5).clamp(0.0, h as f32 - 1.0));
                let (x0, y0) = (px as usize, py as usize);
                let (x1, y1) = ((x0 + 1).min(w - 1), (y0 + 1).min(h - 1));
                let (fx, fy) = (px - x0 as f32, py - y0 as f32);
                let pixel = |x: usize, y: usize| f32::from(layer.luma[y * w + x]);
                let above = pixel(x0, y0) * (1.0 - fx) + pixel(x1, y0) * fx;
                let below = pixel(x0, y1) * (1.0 - fx) + pixel(x1, y1) * fx;
                self.luma.push(above * (1.0 - fy) + below * fy);
            }
        }
        self.level();
    }

    /// Once more with some of the blur undone: what stands out from the modules around it stands out more.
    pub fn sharpen(&mut self) {
        let side = self.side();
        self.add_up();
        for y in 0..side {
            for x in 0..side {
                let mean = self.mean(x, y, FINE);
                let value = &mut self.luma[y * side + x];
                *value += 1.5 * (*value - mean);
            }
        }
        self.level();
    }

    /// The part of the three squares and of the lines between them that is as it must be: a half is chance.
    pub fn likeness(&self) -> f32 {
        let n = self.modules;
        let (mut right, mut count) = (0, 0);
        let mut check = |x: usize, y: usize, dark: bool| {
            right += u32::from((self.module(x, y, 0.0, 0.0) < 0.0) == dark);
            count += 1;
        };
        for (left, top) in [(0, 0), (n - 7, 0), (0, n - 7)] {
            for (x, y) in (0..7).flat_map(|y| (0..7).map(move |x: usize| (x, y))) {
                check(left + x, top + y, x.abs_diff(3).max(y.abs_diff(3)) != 2);
            }
        }
        for along in 8..n - 8 {
            check(along, 6, along % 2 == 0);
            check(6, along, along % 2 == 0);
        }
        right as f32 / count as f32
    }

    /// Moves the grid to where its points are in the middle of modules, as long as it is not too late.
    pub fn relax(&mut self, late: &Late<'_>) {
        let nodes = self.nodes();
        self.moved.clear();
        self.moved.resize(nodes * nodes, (0, 0));
        let contrast = self.stands_out.iter().map(|value| value.abs()).sum::<f32>() / self.stands_out.len() as f32;
        for _ in 0..ROUNDS {
            if late() {
                break;
            }
            let mut before = std::mem::take(&mut self.before);
            before.clone_from(&self.moved);
            for ny in 0..nodes {
                for nx in 0..nodes {
                    let around = neighbours(&before, nodes, nx, ny);
                    let now = before[ny * nodes + nx];
                    let mut best = (f32::MIN, now);
                    for (dx, dy) in [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1)] {
                        let to = ((now.0 + dx).clamp(-6, 6), (now.1 + dy).clamp(-6, 6));
                        let (ax, ay) = (f32::from(to.0) - around.0, f32::from(to.1) - around.1);
                        let score = self.clarity(nx, ny, to) - STIFF * contrast * (ax * ax + ay * ay);
                        if score > best.0 {
                            best = (score, to);
                        }
                    }
                    self.moved[ny * nodes + nx] = best.1;
                }
            }
            let is_done = self.moved == before;
            self.before = before;
            if is_done {
                break;
            }
        }
    }

    /// The modules: true is dark.
    pub fn bits(&self) -> Option<BitMatrix> {
        let mut bits = BitMatrix::with_single_dimension(self.modules as u32).ok()?;
        for y in 0..self.modules {
            for x in 0..self.modules {
                let (dx, dy) = self.offset(x, y);
                if self.module(x, y, dx, dy) < 0.0 {
                    bits.set(x as u32, y as u32);
                }
            }
        }
        Some(bits)
    }

    fn side(&self) -> usize {
        (self.modules + 2 * RIM) * FINE
    }

    fn nodes(&self) -> usize {
        self.modules.div_ceil(STRIDE) + 1
    }

    /// How far the modules around a node are from grey, were the node moved so.
    fn clarity(&self, nx: usize, ny: usize, (dx, dy): (i8, i8)) -> f32 {
        let (mut sum, mut count) = (0.0, 0.0);
        let span = |n: usize| {
            let middle = (n * STRIDE) as isize;
            (middle - REACH).max(0) as usize..((middle + REACH + 1).max(0) as usize).min(self.modules)
        };
        for y in span(ny) {
            for x in span(nx) {
                sum += self.module(x, y, f32::from(dx), f32::from(dy)).abs();
                count += 1.0;
            }
        }
        sum / count
    }

    /// How much lighter than its surroundings a module is, sampled so many quarters beside its place.
    fn module(&self, x: usize, y: usize, dx: f32, dy: f32) -> f32 {
        let side = self.side();
        let at = |module: usize, quarters: f32| {
            let middle = ((module + RIM) * FINE) as f32 + (FINE as f32 - 1.0) / 2.0 + quarters;
            (middle.clamp(0.0, side as f32 - 2.0)) as usize
        };
        let (x, y) = (at(x, dx), at(y, dy));
        let pixel = |x: usize, y: usize| self.stands_out[y * side + x];
        (pixel(x, y) + pixel(x + 1, y) + pixel(x, y + 1) + pixel(x + 1, y + 1)) / 4.0
    }

    /// Between the four nodes around a module.
    fn offset(&self, x: usize, y: usize) -> (f32, f32) {
        let nodes = self.nodes();
        if self.moved.len() != nodes * nodes {
            return (0.0, 0.0);
        }
        let (nx, ny) = (x / STRIDE, y / STRIDE);
        let (fx, fy) = ((x % STRIDE) as f32 / STRIDE as f32, (y % STRIDE) as f32 / STRIDE as f32);
        let node = |x: usize, y: usize| {
            let (dx, dy) = self.moved[y.min(nodes - 1) * nodes + x.min(nodes - 1)];
            (f32::from(dx), f32::from(dy))
        };
        let mix = |of: fn((f32, f32)) -> f32| {
            let above = of(node(nx, ny)) * (1.0 - fx) + of(node(nx + 1, ny)) * fx;
            let below = of(node(nx, ny + 1)) * (1.0 - fx) + of(node(nx + 1, ny + 1)) * fx;
            above * (1.0 - fy) + below * fy
        };
        (mix(|o| o.0), mix(|o| o.1))
    }

    /// Takes off the light that falls on each place: the mean of the modules around it.
    fn level(&mut self) {
        let side = self.side();
        self.add_up();
        self.moved.clear();
        let mut stands_out = std::mem::take(&mut self.stands_out);
        stands_out.clear();
        for y in 0..side {
            for x in 0..side {
                stands_out.push(self.luma[y * side + x] - self.mean(x, y, WIDE * FINE));
            }
        }
        self.stands_out = stands_out;
    }

    /// Sums over all pixels above and left of each: the mean of any rectangle is four look-ups.
    fn add_up(&mut self) {
        let side = self.side();
        self.sums.clear();
        self.sums.resize((side + 1) * (side + 1), 0.0);
        for y in 0..side {
            let mut row = 0.0;
            for x in 0..side {
                row += self.luma[y * side + x];
                self.sums[(y + 1) * (side + 1) + x + 1] = self.sums[y * (side + 1) + x + 1] + row;
            }
        }
    }

    fn mean(&self, x: usize, y: usize, reach: usize) -> f32 {
        let side = self.side();
        let (x0, x1) = (x.saturating_sub(reach), (x + reach + 1).min(side));
        let (y0, y1) = (y.saturating_sub(reach), (y + reach + 1).min(side));
        let at = |x: usize, y: usize| self.sums[y * (side + 1) + x];
        (at(x1, y1) - at(x0, y1) - at(x1, y0) + at(x0, y0)) / ((x1 - x0) * (y1 - y0)) as f32
    }
}

/// The mean of the nodes left, right, above and below.
fn neighbours(moved: &[(i8, i8)], nodes: usize, x: usize, y: usize) -> (f32, f32) {
    let (mut sum, mut count) = ((0.0, 0.0), 0.0);
    for (dx, dy) in [(-1, 0), (1, 0), (0, -1), (0, 1)] {
        let (Some(x), Some(y)) = (x.checked_add_signed(dx), y.checked_add_signed(dy)) else { continue };
        if x < nodes && y < nodes {
            let (mx, my) = moved[y * nodes + x];
            sum = (sum.0 + f32::from(mx), sum.1 + f32::from(my));
            count += 1.0;
        }
    }
    (sum.0 / count, sum.1 / count)
}

/// The unit square as seen in perspective (Heckbert 1989).
struct Plane {
    x: [f32; 3],
    y: [f32; 3],
    depth: [f32; 2],
}

impl Plane {
    fn of([a, b, c, d]: [Point; 4]) -> Self {
        let (sx, sy) = (a.x - b.x + c.x - d.x, a.y - b.y + c.y - d.y);
        let (x1, y1, x2, y2) = (b.x - c.x, b.y - c.y, d.x - c.x, d.y - c.y);
        let area = x1 * y2 - x2 * y1;
        let (g, h) = if area == 0.0 { (0.0, 0.0) } else { ((sx * y2 - x2 * sy) / area, (x1 * sy - sx * y1) / area) };
        Self {
            x: [b.x - a.x + g * b.x, d.x - a.x + h * d.x, a.x],
            y: [b.y - a.y + g * b.y, d.y - a.y + h * d.y, a.y],
            depth: [g, h],
        }
    }

    fn at(&self, u: f32, v: f32) -> Point {
        let depth = (self.depth[0] * u + self.depth[1] * v + 1.0).max(0.05);
        Point {
            x: (self.x[0] * u + self.x[1] * v + self.x[2]) / depth,
            y: (self.y[0] * u + self.y[1] * v + self.y[2]) / depth,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plane_goes_through_its_corners() {
        let corners = [(3.0, 4.0), (90.0, 10.0), (80.0, 70.0), (5.0, 60.0)].map(|(x, y)| Point { x, y });
        let plane = Plane::of(corners);
        for ((u, v), corner) in [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].into_iter().zip(corners) {
            let p = plane.at(u, v);
            assert!((p.x - corner.x).abs() < 0.01 && (p.y - corner.y).abs() < 0.01, "{p:?} {corner:?}");
        }
    }

    /// A chessboard of 21 modules, eight pixels each, pushed aside by a wave of three pixels.
    #[test]
    fn a_grid_follows_paper_that_is_not_flat() {
        let size = 25 * 8;
        let luma = (0..size * size).map(|i| {
            let (x, y) = ((i % size) as f32, (i / size) as f32);
            let x = x + 3.0 * ((y - 16.0) / 168.0 * std::f32::consts::PI).sin();
            let dark = ((x / 8.0).floor() + (y / 8.0).floor()) as i32 % 2 == 0;
            if dark { 20 } else { 220 }
        });
        let layer = Picture { luma: luma.collect(), width: size as u32, height: size as u32 };
        let corners = [(16.0, 16.0), (184.0, 16.0), (184.0, 184.0), (16.0, 184.0)].map(|(x, y)| Point { x, y });
        let mut grid = Grid::default();
        grid.rectify(&layer, corners, 21);
        grid.relax(&|| false);
        let (nodes, bits) = (grid.nodes(), grid.bits().unwrap());
        assert!(grid.moved[nodes / 2 * nodes + nodes / 2].0 < 0, "{:?}", grid.moved);
        assert!((0..21 * 21).all(|i| bits.get(i % 21, i / 21) == ((i % 21 + i / 21) % 2 == 0)));
    }
}
