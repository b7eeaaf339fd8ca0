//! What a shell holds while a scanner screen is open.

mod consensus;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use crate::stats::{MIN_CONTRAST, measure};
use crate::{Decoder, Effort, Formats, Frame, Job, Picture, Read, Region, Stats, check};
use consensus::Consensus;

/// What a look gave.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Believed, and not told in the last two seconds.
    pub accepted: Vec<Read>,
    pub stats: Stats,
}

/// Owns the decoder and every buffer; believes nothing it has seen once only.
pub struct Session<D> {
    decoder: D,
    job: Job,
    reads: Vec<Read>,
    again: Vec<Read>,
    upright: Picture,
    scaled: Picture,
    consensus: Consensus,
    /// Around the code of the frame before, and when that was.
    last: Option<(Region, u64)>,
}

/// A code of a frame so old may be anywhere.
const NEAR_MS: u64 = 500;
/// How much around its last place a code is looked for first, as a part of its greater side: a hand moves.
const GROWN: f32 = 0.5;

impl<D: Decoder> Session<D> {
    pub fn new(decoder: D, job: Job) -> Self {
        Self {
            decoder,
            job,
            reads: Vec::new(),
            again: Vec::new(),
            upright: Picture::default(),
            scaled: Picture::default(),
            consensus: Consensus::default(),
            last: None,
        }
    }

    /// The next frame of a film. A QR code is believed at once (Reed-Solomon has checked it); a linear code when two
    /// frames within a second agree (three for EAN-8, UPC-E and a Code 128 under six characters) and no other text has
    /// half its votes. It is looked for where it last was, and elsewhere only when it is gone. What was told is not told
    /// again until it has been out of sight for two seconds.
    ///
    /// What noise hides of a QR code in each frame several of them show together, those that are less than half a second
    /// apart by their `at_ms`.
    ///
    /// A frame that is cut short, or that makes the decoder panic, counts as empty.
    pub fn see(&mut self, frame: Frame<'_>) -> Seen {
        let near = self.last.filter(|(_, at_ms)| frame.at_ms.abs_diff(*at_ms) <= NEAR_MS);
        let near = near.filter(|_| self.job.max_codes == 1 && self.job.region.is_none());
        let mut stats = Stats::default();
        self.reads.clear();
        if let Some((region, _)) = near {
            stats = look(&mut self.decoder, frame, &Job { region: Some(region), ..self.job }, &mut self.reads);
        }
        if self.reads.is_empty() {
            let took = stats.took;
            let job = Job { budget_us: self.job.budget_us.map(|us| left(us, took)), ..self.job };
            stats = look(&mut self.decoder, frame, &job, &mut self.reads);
            stats.took += took;
        }
        let size = frame.upright();
        self.last = self.reads.first().map(|read| (read.around(GROWN, size), frame.at_ms)).filter(|_| frame.is_whole());
        let accepted = self.consensus.hear(&self.reads, frame.at_ms);
        Seen { accepted, stats }
    }

    /// A picture that stands alone. There is no second frame, so a linear code counts when six lines at two heights agree,
    /// or when another sampling grid gives the same text: its place at 0.9 of its size. Short symbols need that always, and
    /// at 0.8 too.
    pub fn still(&mut self, frame: Frame<'_>) -> Seen {
        let job = Job { effort: Effort::Thorough, ..self.job };
        let mut stats = look(&mut self.decoder, frame, &job, &mut self.reads);
        for read in &mut self.reads {
            // Its place alone, and a little around it for the quiet zones.
            let region = read.with_quiet_zones(frame.upright());
            for (tenths, looks) in [(9, 2), (8, 3)] {
                if read.stands_alone() || read.looks_needed() < looks || read.frames != looks - 1 {
                    break;
                }
                self.upright.fill(&frame, Some(region));
                self.scaled.scale(&self.upright, tenths);
                let budget_us = job.budget_us.map(|us| left(us, stats.took));
                let job = Job { region: None, budget_us, formats: Formats::of(&[read.format]), max_codes: 1, ..job };
                let again = look(&mut self.decoder, self.scaled.frame(), &job, &mut self.again);
                stats.took += again.took;
                stats.skipped |= again.skipped;
                read.frames += u32::from(self.again.iter().any(|other| other.key() == read.key()));
            }
        }
        let accepted =
            self.reads.drain(..).filter(|read| read.stands_alone() || read.frames >= read.looks_needed()).collect();
        Seen { accepted, stats }
    }
}

/// What is left of a budget in microseconds.
fn left(budget: u64, took: Duration) -> u64 {
    budget.saturating_sub(u64::try_from(took.as_micros()).unwrap_or(u64::MAX))
}

/// One look that cannot fail: `out` holds what was read and adds up.
fn look(decoder: &mut impl Decoder, frame: Frame<'_>, job: &Job, out: &mut Vec<Read>) -> Stats {
    out.clear();
    if !frame.is_whole() {
        return Stats::default();
    }
    let measured = measure(&frame);
    if measured.contrast < MIN_CONTRAST {
        return measured;
    }
    // rxing has panicked on 170 of about 20,000 photographs. Its buffers are refilled by the next look.
    let looked = catch_unwind(AssertUnwindSafe(|| decoder.decode(frame, job, out)));
    let Ok(stats) = looked else {
        out.clear();
        return Stats { panicked: true, ..measured };
    };
    out.retain(|read| job.formats.contains(read.format) && check::holds(read));
    out.iter_mut().for_each(|read| read.frames = 1);
    let hint = if out.is_empty() { stats.hint.or(measured.hint) } else { None };
    Stats { contrast: measured.contrast, hint, ..stats }
}
