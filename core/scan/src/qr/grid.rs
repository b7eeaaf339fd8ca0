//! A second look at a symbol that was found but not read: its modules are sampled again, from grey and not from black
//! and white, on a grid that follows the paper.
//!
//! Cloth folds, labels go round bottles, and one wrong corner bends the whole grid. So every part of the grid is moved,
//! with its neighbours, to where its sampling points lie in the middle of modules: there they are darkest and lightest.
//! Relaxation labelling of this kind is old (Rosenfeld, Hummel and Zucker 1976); for QR codes on curved surfaces see
//! Lay and others, "Rectification of QR-code images using the parametric cylindrical surface model" (2015).

use super::code::Modules;
use super::place::{Grey, Warp};
use crate::decoder::Late;

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
/// Rows of the rectified picture between two looks at the clock.
const ROWS: usize = 32;
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
    /// Takes a symbol of so many modules a side out of a layer. What there is no time for stays dark.
    pub fn rectify(&mut self, grey: &Grey<'_>, warp: &Warp, modules: usize, late: &Late<'_>) {
        self.modules = modules;
        let side = self.side();
        let place = |at: usize| (at as f32 + 0.5) / FINE as f32 - RIM as f32;
        self.luma.clear();
        for y in 0..side {
            if y % ROWS == 0 && late() {
                self.luma.resize(side * side, 0.0);
                break;
            }
            self.luma.extend((0..side).map(|x| grey.at(warp.at(place(x), place(y)))));
        }
        self.level();
    }

    /// The symbol, put straight: row by row, with its rim.
    pub fn luma(&self) -> &[f32] {
        &self.luma
    }

    /// Another picture of the same symbol in its place.
    pub fn show(&mut self, luma: &[f32]) {
        self.luma.clear();
        self.luma.extend_from_slice(luma);
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

    /// Moves the grid to where its points are in the middle of modules, as long as it is not too late.
    pub fn relax(&mut self, late: &Late<'_>) {
        let nodes = self.nodes();
        self.moved.clear();
        self.moved.resize(nodes * nodes, (0, 0));
        let contrast = self.stands_out.iter().map(|value| value.abs()).sum::<f32>() / self.stands_out.len() as f32;
        for _ in 0..ROUNDS {
            let mut before = std::mem::take(&mut self.before);
            before.clone_from(&self.moved);
            for ny in 0..nodes {
                if late() {
                    return;
                }
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

    /// The modules where the grid has them now.
    pub fn read(&self, modules: &mut Modules) {
        modules.fill(self.modules, |x, y| {
            let (dx, dy) = self.offset(x, y);
            self.module(x, y, dx, dy)
        });
    }

    /// What is seen in a square of places around a module, half a module from each to the next, row by row.
    pub fn around<const ALL: usize>(&self, x: usize, y: usize) -> [f32; ALL] {
        let (dx, dy) = self.offset(x, y);
        let side = ALL.isqrt();
        let away = |nth: usize| (nth as f32 - (side / 2) as f32) * FINE as f32 / 2.0;
        std::array::from_fn(|nth| self.module(x, y, dx + away(nth % side), dy + away(nth / side)))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Picture, Point};

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
        let (mut grid, mut modules) = (Grid::default(), Modules::default());
        grid.rectify(&Grey { layer: &layer, inverted: false }, &Warp::between(corners, 21.0), 21, &|| false);
        grid.relax(&|| false);
        grid.read(&mut modules);
        let nodes = grid.nodes();
        assert!(grid.moved[nodes / 2 * nodes + nodes / 2].0 < 0, "{:?}", grid.moved);
        assert!((0..21 * 21).all(|i| (modules.light(i % 21, i / 21) < 0.0) == ((i % 21 + i / 21) % 2 == 0)));
    }
}
