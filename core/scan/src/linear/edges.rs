//! Edges of bars, to a fraction of a sample.
//!
//! No threshold is laid through the profile: an edge lies half way between a crest and the trough beside it, so it is
//! found where light falls off along the line and where blur leaves a narrow bar grey.

use std::ops::Range;

/// Where the profile changes sides. Even ones fall from light to dark: a bar begins there.
#[derive(Default)]
pub(super) struct Edges {
    pub at: Vec<f32>,
    turns: Vec<(usize, f32)>,
    blocks: Vec<(f32, f32)>,
    steps: Vec<f32>,
    /// Dark and light beside each edge.
    levels: Vec<(f32, f32)>,
    /// The same of ten edges around.
    wide: Vec<(f32, f32)>,
    blurs: Vec<f32>,
    fine: Vec<f32>,
    moved: Vec<f32>,
}

/// Samples over which the contrast around a place is judged: this many blocks on either side.
const BLOCK: usize = 16;
const REACH: usize = 3;
/// A rise or fall counts when it is this part of the contrast around it.
const SHARE: f32 = 0.14;

/// Edges on either side over which dark and light are judged.
const WIDE: usize = 10;
const ROUNDS: usize = 5;
/// Edges on either side whose blur reaches an edge.
const NEAR: usize = 4;
/// Pixels: when no edge moves further, all are where they belong.
const STILL: f32 = 0.05;
const TAU_ROOT: f32 = 2.506_628_3;

impl Edges {
    /// `least`: grey levels below which nothing is an edge.
    pub fn find(&mut self, profile: &[f32], least: f32) {
        self.at.clear();
        self.levels.clear();
        self.judge(profile, least);
        self.turn(profile);
        for pair in self.turns.windows(2) {
            let [(from, a), (to, b)] = [pair[0], pair[1]];
            if self.at.is_empty() && a < b {
                continue; // the first edge falls
            }
            let level = (a + b) / 2.0;
            let side = |value: f32| (value < level) == (a < level);
            // The last place still on the side of `a`, so that a plateau's ripples do not matter.
            let Some(last) = (from..to).rev().find(|&i| side(profile[i])) else { continue };
            let (p, q) = (profile[last], profile[last + 1]);
            let part = if p == q { 0.5 } else { (p - level) / (p - q) };
            self.at.push(last as f32 + part);
            self.levels.push((a.min(b), a.max(b)));
        }
    }

    /// The edges of `range` where they must be so that, blurred, they give the profile that was seen. Half way up a bar
    /// that blur has left half as dark is not where its edge was printed: narrow bars would all seem wider than they are.
    pub fn unblur(&mut self, profile: &[f32], range: Range<usize>) -> &[f32] {
        self.fine.clear();
        self.fine.extend_from_slice(&self.at[range.clone()]);
        let n = range.len();
        if n < 8 {
            return &self.fine;
        }
        // Of ten edges around, some bound elements wide enough to be quite dark and quite light.
        let levels = &self.levels[range.clone()];
        let around = |i: usize| i.saturating_sub(WIDE)..(i + WIDE + 1).min(n);
        let level =
            |i: usize| levels[around(i)].iter().fold((f32::MAX, f32::MIN), |(l, h), v| (l.min(v.0), h.max(v.1)));
        self.wide.clear();
        self.wide.extend((0..n).map(level));
        self.blurs.clear();
        self.blurs.extend(self.fine.iter().zip(&self.wide).map(|(&x, (dark, light))| {
            let slope = (value(profile, x + 0.5) - value(profile, x - 0.5)).abs().max(1e-3);
            (light - dark) / (slope * TAU_ROOT)
        }));
        let (_, blur, _) = self.blurs.select_nth_unstable_by(n / 8, f32::total_cmp);
        let blur = blur.clamp(0.4, 6.0);
        let falls = |i: usize| (range.start + i).is_multiple_of(2);
        for _ in 0..ROUNDS {
            self.moved.clear();
            let mut furthest: f32 = 0.0;
            for (i, &x) in self.fine.iter().enumerate() {
                let (dark, light) = self.wide[i];
                let seen = (value(profile, x) - dark) / (light - dark).max(1.0);
                // Half way over this edge, and what the tails of its neighbours add.
                let (sign, mut model) = (if falls(i) { -1.0 } else { 1.0 }, 0.5);
                let left = self.fine[i.saturating_sub(NEAR)..i].iter().rev().map(|edge| x - edge);
                for (nth, away) in left.enumerate() {
                    let Some(tail) = tail(away / blur) else { break };
                    model += if nth % 2 == 0 { sign * tail } else { -sign * tail };
                }
                let right = self.fine[i + 1..(i + 1 + NEAR).min(n)].iter().map(|edge| edge - x);
                for (nth, away) in right.enumerate() {
                    let Some(tail) = tail(away / blur) else { break };
                    model += if nth % 2 == 0 { -sign * tail } else { sign * tail };
                }
                let shift = (0.6 * (model - seen) * sign * blur * TAU_ROOT).clamp(-0.4 * blur, 0.4 * blur);
                furthest = furthest.max(shift.abs());
                self.moved.push(x + shift);
            }
            // No edge overtakes another.
            for i in 1..n {
                if self.moved[i] < self.moved[i - 1] + 0.2 {
                    self.moved[i] = self.moved[i - 1] + 0.2;
                }
            }
            std::mem::swap(&mut self.fine, &mut self.moved);
            if furthest < STILL {
                break;
            }
        }
        &self.fine
    }

    /// How much a turn must climb or fall, block by block.
    fn judge(&mut self, profile: &[f32], least: f32) {
        self.blocks.clear();
        self.blocks.extend(profile.chunks(BLOCK).map(span));
        self.steps.clear();
        for i in 0..self.blocks.len() {
            let around = &self.blocks[i.saturating_sub(REACH)..(i + REACH + 1).min(self.blocks.len())];
            let (low, high) = around.iter().fold((f32::MAX, f32::MIN), |(l, h), b| (l.min(b.0), h.max(b.1)));
            self.steps.push(((high - low) * SHARE).max(least));
        }
    }

    /// Crests and troughs, in turns.
    fn turn(&mut self, profile: &[f32]) {
        let Self { turns, blocks, steps, .. } = self;
        turns.clear();
        let Some(&first) = profile.first() else { return };
        let (mut high, mut low) = ((0, first), (0, first));
        let mut rising = None;
        for ((nth, values), (&(least, most), &step)) in
            profile.chunks(BLOCK).enumerate().zip(blocks.iter().zip(&*steps))
        {
            // Most blocks of most lines hold no turn, and that is seen from their span.
            let is_still = match rising {
                Some(true) => most <= high.1 && high.1 - least <= step,
                Some(false) => least >= low.1 && most - low.1 <= step,
                None => false,
            };
            if is_still {
                continue;
            }
            for (i, &value) in (nth * BLOCK..).zip(values) {
                if rising != Some(false) {
                    if value > high.1 {
                        high = (i, value);
                    } else if high.1 - value > step {
                        turns.push(high);
                        (rising, low) = (Some(false), (i, value));
                        continue;
                    }
                }
                if rising != Some(true) {
                    if value < low.1 {
                        low = (i, value);
                    } else if value - low.1 > step {
                        turns.push(low);
                        (rising, high) = (Some(true), (i, value));
                    }
                }
            }
        }
        match rising {
            Some(true) => turns.push(high),
            Some(false) => turns.push(low),
            None => {}
        }
    }

    /// Whole bars: a last one without an end is left out.
    pub fn whole(&mut self) {
        if self.at.len() % 2 == 1 {
            self.at.pop();
            self.levels.pop();
        }
    }
}

/// The least and the greatest. A whole block is folded in four lanes: a comparison that waits for the one before it is
/// most of the time of an empty line.
fn span(block: &[f32]) -> (f32, f32) {
    let (mut low, mut high) = ([f32::MAX; 4], [f32::MIN; 4]);
    let (quads, rest) = block.as_chunks::<4>();
    for quad in quads {
        for lane in 0..4 {
            low[lane] = if quad[lane] < low[lane] { quad[lane] } else { low[lane] };
            high[lane] = if quad[lane] > high[lane] { quad[lane] } else { high[lane] };
        }
    }
    let all = |from: [f32; 4], best: fn(f32, f32) -> f32| from.into_iter().chain(rest.iter().copied()).reduce(best);
    (all(low, f32::min).unwrap_or(f32::MAX), all(high, f32::max).unwrap_or(f32::MIN))
}

fn value(profile: &[f32], x: f32) -> f32 {
    let x = x.clamp(0.0, (profile.len() - 1) as f32);
    let low = x as usize;
    let part = x - low as f32;
    profile[low] * (1.0 - part) + profile[(low + 1).min(profile.len() - 1)] * part
}

/// The upper tail of the normal distribution to 0.0003, without an exponential: Abramowitz and Stegun 7.1.27. None where
/// it is next to nothing.
fn tail(z: f32) -> Option<f32> {
    let x = z * std::f32::consts::FRAC_1_SQRT_2;
    let series = 1.0 + x * (0.278_393 + x * (0.230_389 + x * (0.000_972 + x * 0.078_108)));
    let square = series * series;
    (z < 3.2).then(|| 0.5 / (square * square))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_lie_between_samples_and_under_shade() {
        // A bar from 10.5 to 14.25, the light falling off along the line.
        let cover = |i: f32| ((i + 1.0).min(14.75) - i.max(11.0)).clamp(0.0, 1.0);
        let profile: Vec<f32> = (0..30).map(|i| (200.0 - i as f32) * (1.0 - 0.9 * cover(i as f32))).collect();
        let mut edges = Edges::default();
        edges.find(&profile, 4.0);
        assert_eq!(edges.at.len(), 2, "{:?}", edges.at);
        assert!((edges.at[0] - 10.5).abs() < 0.2 && (edges.at[1] - 14.25).abs() < 0.2, "{:?}", edges.at);
    }

    #[test]
    fn a_flat_profile_has_none() {
        let mut edges = Edges::default();
        edges.find(&[50.0; 40], 4.0);
        assert!(edges.at.is_empty());
        edges.find(&[], 4.0);
        assert!(edges.at.is_empty());
    }
}
