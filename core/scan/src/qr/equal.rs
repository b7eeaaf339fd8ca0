//! Blur undone as far as noise lets it: what a module is, judged from all that is seen around it.
//!
//! Each place around a module's middle has a weight, the same for all modules of the symbol: the weights with which the
//! sums come nearest to the modules as they were judged before (least squares). Better weights judge better, and so on: a
//! decision-directed equaliser, as modems have them (Lucky 1966). Neither blur nor noise need be known. Where there is much
//! noise the weights come out broad, where there is little they undo the blur.

use super::code::Modules;
use super::grid::Grid;
use crate::decoder::Late;

/// Half modules that are looked at each way from a module's middle.
const REACH: usize = 3;
const SIDE: usize = 2 * REACH + 1;
/// Places opposite each other weigh the same; the last weight is that of what is the same everywhere.
const WEIGHTS: usize = SIDE * SIDE / 2 + 2;
const ROUNDS: usize = 3;
/// What is added to the squares of each place, as a part of the usual one: keeps weights small that nothing asks for.
const STIFF: f32 = 0.01;

type Around = [f32; WEIGHTS];

/// Judges the modules of a grid anew; `modules` has them as they were judged before.
pub(super) fn judge(grid: &Grid, modules: &mut Modules, late: &Late<'_>) {
    for _ in 0..ROUNDS {
        let Some(weights) = weights(grid, modules, late) else { return };
        modules.fill(modules.side, |x, y| {
            around(grid, x, y).iter().zip(&weights).map(|(seen, weight)| seen * weight).sum()
        });
    }
}

fn around(grid: &Grid, x: usize, y: usize) -> Around {
    let seen = grid.around::<{ SIDE * SIDE }>(x, y);
    std::array::from_fn(|nth| match nth {
        _ if nth + 1 < WEIGHTS => seen[nth] + seen[SIDE * SIDE - 1 - nth],
        _ => 1.0,
    })
}

/// None where the time is up.
fn weights(grid: &Grid, modules: &Modules, late: &Late<'_>) -> Option<Around> {
    let mut rows = [[0.0f32; WEIGHTS + 1]; WEIGHTS];
    for y in 0..modules.side {
        if late() {
            return None;
        }
        for x in 0..modules.side {
            let around = around(grid, x, y);
            let judged = modules.light(x, y).signum();
            for (row, of) in rows.iter_mut().zip(around) {
                row.iter_mut().zip(around).for_each(|(sum, other)| *sum += of * other);
                row[WEIGHTS] += of * judged;
            }
        }
    }
    let usual = (0..WEIGHTS).map(|i| rows[i][i]).sum::<f32>() / WEIGHTS as f32;
    rows.iter_mut().enumerate().for_each(|(i, row)| row[i] += STIFF * usual);
    Some(solved(rows))
}

/// Gauss' elimination; the squares on the diagonal are all above nought.
fn solved(mut rows: [[f32; WEIGHTS + 1]; WEIGHTS]) -> Around {
    for i in 0..WEIGHTS {
        let first = rows[i];
        for row in &mut rows[i + 1..] {
            let part = row[i] / first[i];
            row.iter_mut().zip(first).for_each(|(of, by)| *of -= part * by);
        }
    }
    let mut all = [0.0; WEIGHTS];
    for i in (0..WEIGHTS).rev() {
        let known: f32 = (i + 1..WEIGHTS).map(|k| rows[i][k] * all[k]).sum();
        all[i] = (rows[i][WEIGHTS] - known) / rows[i][i];
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::qr::place::{Grey, Warp};
    use crate::{Picture, Point};

    /// Numbers that look random (xorshift).
    fn numbers(mut state: u64) -> impl FnMut() -> u64 {
        move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state >> 11
        }
    }

    /// 45 modules of three pixels, blurred so that a module by itself hardly shows, and under noise.
    #[test]
    fn most_of_what_blur_and_noise_turned_over_is_turned_back() {
        const MODULES: usize = 45;
        const SIDE: usize = 3 * (MODULES + 8);
        let mut number = numbers(5);
        let dark: Vec<bool> = (0..MODULES * MODULES).map(|_| number().is_multiple_of(2)).collect();
        let is_dark = |x: usize, y: usize| {
            let (x, y) = ((x / 3).wrapping_sub(4), (y / 3).wrapping_sub(4));
            x < MODULES && y < MODULES && dark[y * MODULES + x]
        };
        let mut values: Vec<f32> =
            (0..SIDE * SIDE).map(|i| if is_dark(i % SIDE, i / SIDE) { 60.0 } else { 200.0 }).collect();
        for step in [1, SIDE].repeat(4) {
            let before = values.clone();
            for at in step..values.len() - step {
                values[at] = (before[at - step] + 2.0 * before[at] + before[at + step]) / 4.0;
            }
        }
        let luma = values.into_iter().map(|value| (value + (number() % 41) as f32 - 20.0) as u8);
        let layer = Picture { luma: luma.collect(), width: SIDE as u32, height: SIDE as u32 };
        let (near, far) = (12.0, 12.0 + 3.0 * MODULES as f32);
        let corners = [(near, near), (far, near), (far, far), (near, far)].map(|(x, y)| Point { x, y });
        let (mut grid, mut modules) = (Grid::default(), Modules::default());
        let warp = Warp::between(corners, MODULES as f32);
        grid.rectify(&Grey { layer: &layer, inverted: false }, &warp, MODULES, &|| false);
        grid.read(&mut modules);
        let wrong = |modules: &Modules| {
            let all = dark.iter().enumerate();
            all.filter(|&(i, &dark)| (modules.light(i % MODULES, i / MODULES) < 0.0) != dark).count()
        };
        let before = wrong(&modules);
        judge(&grid, &mut modules, &|| false);
        let after = wrong(&modules);
        assert!(before > 60 && after * 4 < before, "{before} of {} before, {after} after", dark.len());
    }
}
