//! The default decoder: cheap passes first, each only until enough was found or the budget ends.

mod layers;

use std::time::Duration;

use crate::decoder::{Clock, Decoder};
use crate::qr::Qr;
use crate::{Effort, Format, Frame, Job, Picture, Read, Rxing, Stats, stats};

/// Own search over several sizes of the frame, rxing's sampling and error correction behind it.
pub struct Pipeline {
    clock: Clock,
    layers: Layers,
    qr: Qr,
    lines: Rxing,
}

/// The frame as the passes see it, upright and cut to the job's region.
#[derive(Default)]
struct Layers {
    full: Picture,
    half: Picture,
    quarter: Picture,
    double: Picture,
    contrast: u8,
}

/// Below this many pixels a side, codes are small enough to be looked at twice as large.
const SMALL: u32 = 640;

impl Pipeline {
    pub fn new(clock: Clock) -> Self {
        let lines = Rxing::new(Box::new(|| Duration::ZERO));
        Self { clock, layers: Layers::default(), qr: Qr::default(), lines }
    }
}

impl Decoder for Pipeline {
    fn decode(&mut self, frame: Frame<'_>, job: &Job, out: &mut Vec<Read>) -> Stats {
        let start = (self.clock)();
        let mut stats = Stats::default();
        let wanted = out.len() + job.max_codes;
        for pass in Pass::of(job) {
            if out.len() >= wanted {
                break;
            }
            if job.budget_us.is_some_and(|us| ((self.clock)() - start).as_micros() >= u128::from(us)) {
                stats.skipped = true;
                break;
            }
            self.run(pass, &frame, job, wanted - out.len(), out);
        }
        out.truncate(wanted);
        stats.took = (self.clock)() - start;
        stats
    }
}

/// One way of looking at a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pass {
    Lines,
    Load,
    Qr,
    QrHalf,
    QrQuarter,
    QrDouble,
    QrInverted,
}

impl Pass {
    /// What a job asks for, in the order of what it costs.
    fn of(job: &Job) -> impl Iterator<Item = Self> {
        let (linear, qr) = (job.formats.linear(), job.formats.contains(Format::Qr));
        let thorough = qr && job.effort == Effort::Thorough;
        let passes = [
            (linear, Self::Lines),
            (qr, Self::Load),
            (qr, Self::Qr),
            (qr, Self::QrHalf),
            (thorough, Self::QrQuarter),
            (thorough, Self::QrDouble),
            (thorough, Self::QrInverted),
        ];
        passes.into_iter().filter_map(|(wanted, pass)| wanted.then_some(pass))
    }
}

impl Pipeline {
    fn run(&mut self, pass: Pass, frame: &Frame<'_>, job: &Job, most: usize, out: &mut Vec<Read>) {
        let Self { layers, qr, lines, .. } = self;
        let (start, contrast) = (out.len(), layers.contrast);
        match pass {
            Pass::Lines => {
                let linear = Job { formats: job.formats.without(Format::Qr), max_codes: most, ..*job };
                lines.decode(*frame, &linear, out);
                return; // in the whole picture's pixels already
            }
            Pass::Load => layers.load(frame, job),
            Pass::Qr => qr.read(&layers.full, 1.0, contrast, false, most, out),
            Pass::QrHalf => {
                layers.half.halve(&layers.full);
                qr.read(&layers.half, 0.5, contrast, false, most, out);
            }
            Pass::QrQuarter => {
                layers.quarter.halve(&layers.half);
                qr.read(&layers.quarter, 0.25, contrast, false, most, out);
            }
            Pass::QrDouble if layers.full.width.max(layers.full.height) < SMALL => {
                layers.double.double(&layers.full);
                qr.read(&layers.double, 2.0, contrast, false, most, out);
            }
            Pass::QrDouble => {}
            Pass::QrInverted => qr.read(&layers.full, 1.0, contrast, true, most, out),
        }
        if let Some(region) = job.region.map(|region| region.within(frame.upright().0, frame.upright().1)) {
            out[start..].iter_mut().for_each(|read| read.shift(region.x, region.y));
        }
    }
}

impl Layers {
    fn load(&mut self, frame: &Frame<'_>, job: &Job) {
        self.full.fill(frame, job.region);
        self.contrast = stats::measure(&self.full.frame()).contrast;
    }
}
