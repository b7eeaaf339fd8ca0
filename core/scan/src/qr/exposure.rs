//! One symbol exposed over several frames of a film: what noise hides in each of them shows in their sum.
//!
//! In every frame the symbol is put straight by its own squares, so a hand may move in between. To add up what was received
//! several times before it is decoded is Chase's code combining (IEEE Transactions on Communications 33, 1985); for the codes
//! of a film see Kato and others, "Low resolution QR-code recognition by applying super-resolution using the property of
//! QR-codes" (ICDAR 2011).

use super::code::{Modules, Version};
use super::film::is_fresh;
use crate::Point;

/// Weight of the newest frame is at least one in so many: what was added wrongly fades, and light changes.
const LONGEST: f32 = 16.0;
/// How far a symbol may have moved since, as a part of its side, and how much larger or smaller it may be.
const MOVED: f32 = 0.5;
const GROWN: f32 = 1.25;
/// Modules that two sights of one code have in common. Two steps of a pass share what the server signed and a mask now and
/// then, and come to 0.8.
const ALIKE: f32 = 0.85;

/// Where a symbol was seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sight {
    pub at_ms: u64,
    pub version: Version,
    /// In pixels of the frame.
    pub middle: Point,
    pub side: f32,
}

impl Sight {
    /// Whether it may be the same symbol, a little later.
    fn is_near(&self, other: &Self) -> bool {
        let away = (self.middle.x - other.middle.x).hypot(self.middle.y - other.middle.y);
        let grown = self.side / other.side;
        self.version == other.version && away < MOVED * other.side && (1.0 / GROWN..GROWN).contains(&grown)
    }
}

/// The mean of the frames that have shown one symbol; its buffers are kept for the next one.
#[derive(Default)]
struct Exposure {
    /// As it was when the last frame was added.
    last: Option<Sight>,
    frames: u32,
    /// The mean of what is seen around each module, put straight.
    luma: Vec<f32>,
    /// As they were judged by the mean.
    modules: Modules,
}

/// Two: a code that follows another one does not wait until that is forgotten, and a frame that is put straight wrongly does
/// no harm.
#[derive(Default)]
pub(super) struct Exposures {
    all: [Exposure; 2],
    /// Which was added to last.
    nth: usize,
}

impl Exposures {
    /// Adds what a frame shows: the symbol put straight, and its modules as they were judged. Answers the mean of this and
    /// the frames before, where there were any.
    pub fn add(&mut self, sight: Sight, luma: &[f32], modules: &Modules) -> Option<&[f32]> {
        let same = self.all.iter().position(|of| of.is_of(&sight) && of.modules.alike(modules) > ALIKE);
        // What is no longer fresh goes first, then what has shown the least.
        let least = if self.all[0].worth(sight.at_ms) < self.all[1].worth(sight.at_ms) { 0 } else { 1 };
        let nth = same.unwrap_or(least);
        let exposure = &mut self.all[nth];
        if same.is_none() {
            exposure.begin(luma);
        } else if exposure.last.is_some_and(|last| last.at_ms == sight.at_ms) {
            return None; // a frame is looked at in several ways, and counts once
        }
        exposure.add(sight, luma, modules);
        self.nth = nth;
        (exposure.frames > 1).then_some(&exposure.luma)
    }

    /// The modules of the mean that was answered, for the next frame to be compared with.
    pub fn judged(&mut self, modules: &Modules) {
        self.all[self.nth].modules.copy_from(modules);
    }
}

impl Exposure {
    fn begin(&mut self, luma: &[f32]) {
        self.frames = 0;
        self.luma.clear();
        self.luma.extend_from_slice(luma);
    }

    fn add(&mut self, sight: Sight, luma: &[f32], modules: &Modules) {
        self.frames += 1;
        let part = (1.0 / self.frames as f32).max(1.0 / LONGEST);
        self.luma.iter_mut().zip(luma).for_each(|(mean, own)| *mean += part * (own - *mean));
        self.modules.copy_from(modules);
        self.last = Some(sight);
    }

    /// Whether it may be what is seen there.
    fn is_of(&self, sight: &Sight) -> bool {
        self.last.is_some_and(|last| is_fresh(last.at_ms, sight.at_ms) && sight.is_near(&last))
    }

    /// Frames that would be lost.
    fn worth(&self, at_ms: u64) -> u32 {
        self.last.filter(|last| is_fresh(last.at_ms, at_ms)).map_or(0, |_| self.frames)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDE: usize = 21;

    /// A symbol all of one code: of a hundred modules so many are other ones.
    fn modules(other: usize) -> Modules {
        let mut modules = Modules::default();
        modules.fill(SIDE, |x, y| if (y * SIDE + x) % 100 < other { -1.0 } else { 1.0 });
        modules
    }

    fn sight(at_ms: u64, x: f32) -> Sight {
        Sight { at_ms, version: Version(1), middle: Point { x, y: 100.0 }, side: 60.0 }
    }

    #[test]
    fn what_is_answered_is_the_mean_of_the_frames() {
        let mut exposures = Exposures::default();
        assert_eq!(exposures.add(sight(0, 100.0), &[3.0], &modules(0)), None, "one frame is no more than itself");
        assert_eq!(exposures.add(sight(33, 110.0), &[6.0], &modules(5)), Some(&[4.5][..]));
        assert_eq!(exposures.add(sight(33, 110.0), &[90.0], &modules(5)), None, "the same frame");
        assert_eq!(exposures.add(sight(66, 100.0), &[9.0], &modules(5)), Some(&[6.0][..]));
    }

    #[test]
    fn another_code_in_the_same_place_has_a_sum_of_its_own() {
        let mut exposures = Exposures::default();
        exposures.add(sight(0, 100.0), &[3.0], &modules(0));
        assert_eq!(exposures.add(sight(33, 100.0), &[50.0], &modules(20)), None);
        assert_eq!(exposures.add(sight(66, 100.0), &[70.0], &modules(20)), Some(&[60.0][..]));
        assert_eq!(
            exposures.add(sight(99, 100.0), &[5.0], &modules(0)),
            Some(&[4.0][..]),
            "the first one is still known"
        );
    }

    #[test]
    fn a_symbol_that_jumped_or_grew_or_was_away_begins_anew() {
        for (at_ms, x, side) in [(33, 131.0, 60.0), (33, 100.0, 76.0), (501, 100.0, 60.0)] {
            let mut exposures = Exposures::default();
            exposures.add(sight(0, 100.0), &[3.0], &modules(0));
            let sight = Sight { side, ..sight(at_ms, x) };
            assert_eq!(exposures.add(sight, &[5.0], &modules(0)), None, "{sight:?}");
        }
    }

    #[test]
    fn one_frame_that_shows_something_else_does_not_cost_what_is_known() {
        let mut exposures = Exposures::default();
        for at_ms in [0, 33] {
            exposures.add(sight(at_ms, 100.0), &[3.0], &modules(0));
        }
        for (at_ms, other) in [(66, 30), (99, 60)] {
            exposures.add(sight(at_ms, 100.0), &[50.0], &modules(other));
        }
        assert_eq!(exposures.add(sight(132, 100.0), &[6.0], &modules(0)), Some(&[4.0][..]));
    }
}
