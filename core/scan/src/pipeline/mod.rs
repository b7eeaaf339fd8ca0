//! The default decoder: cheap passes first, each only until enough was found or the budget ends.

mod calm;
mod layers;

use crate::decoder::{Clock, Decoder, Late};
use crate::frame::Place;
use crate::linear::Linear;
use crate::qr::{Qr, View};
use crate::stats::Light;
use crate::{Effort, Format, Frame, Hint, Job, Picture, Read, Stats, stats};
use calm::Calm;

/// Our own search over several sizes of the frame, and our own readers behind it.
pub struct Pipeline {
    clock: Clock,
    search: Search,
}

/// What the passes share; every buffer is kept for the next frame.
#[derive(Default)]
struct Search {
    layers: Layers,
    qr: Qr,
    linear: Linear,
}

/// The frame as the passes see it, upright and cut to the job's region.
#[derive(Default)]
struct Layers {
    full: Picture,
    half: Picture,
    quarter: Picture,
    double: Picture,
    /// Instead of `full` where that is noisy.
    calm: Calm,
    /// Where `full` is in the frame.
    place: Option<Place>,
    light: Light,
}

/// Below this many pixels a side, codes are small enough to be looked at twice as large.
const SMALL: u32 = 640;

impl Pipeline {
    pub fn new(clock: Clock) -> Self {
        Self { clock, search: Search::default() }
    }
}

impl Decoder for Pipeline {
    fn decode(&mut self, frame: Frame<'_>, job: &Job, out: &mut Vec<Read>) -> Stats {
        let Self { clock, search } = self;
        let start = clock();
        // Asked between passes and within them: no stretch of work without a look at the clock goes over more than about
        // 100,000 pixels, so a budget is overrun by less than a millisecond of a slow phone's time.
        let late = || job.budget_us.is_some_and(|us| (clock() - start).as_micros() >= u128::from(us));
        let mut stats = Stats::default();
        let before = out.len();
        let wanted = before + job.max_codes;
        for pass in Pass::of(job) {
            if out.len() >= wanted {
                break;
            }
            if late() {
                stats.skipped = true;
                break;
            }
            search.run(pass, &frame, job, wanted - out.len(), &late, out);
        }
        out.truncate(wanted);
        if out.len() == before && search.is_small() {
            stats.hint = Some(Hint::TooSmall);
        }
        if let Some(place) = search.layers.place {
            out[before..].iter_mut().for_each(|read| read.place(place));
        }
        stats.skipped |= out.len() < wanted && late();
        stats.took = clock() - start;
        stats
    }
}

/// One way of looking at a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pass {
    Load,
    Rows,
    /// The lines that were left out at first.
    RowsBetween,
    /// Of a frame full of noise.
    QrCalm,
    QrCalmInverted,
    Qr,
    QrHalf,
    QrQuarter,
    QrDouble,
    QrInverted,
    /// Bars at any angle.
    Along,
    AlongHarder,
    AlongDouble,
    Double,
}

impl Pass {
    /// What a job asks for, in the order of what it costs.
    fn of(job: &Job) -> impl Iterator<Item = Self> {
        let (linear, qr) = (job.formats.linear(), job.formats.contains(Format::Qr));
        let thorough = job.effort == Effort::Thorough;
        let passes = [
            (true, Self::Load),
            (linear, Self::Rows),
            (qr, Self::QrCalm),
            (qr && thorough, Self::QrCalmInverted),
            (qr, Self::Qr),
            (linear, Self::RowsBetween),
            (qr && thorough, Self::QrInverted),
            (qr, Self::QrHalf),
            (linear, Self::Along),
            (linear && thorough, Self::AlongHarder),
            (qr && thorough, Self::QrQuarter),
            (thorough, Self::Double),
            (qr && thorough, Self::QrDouble),
            (linear && thorough, Self::AlongDouble),
        ];
        passes.into_iter().filter_map(|(wanted, pass)| wanted.then_some(pass))
    }
}

impl Search {
    /// Whether a code was seen that has too few pixels to be read.
    fn is_small(&self) -> bool {
        self.qr.is_small() || self.linear.is_small()
    }

    fn run(&mut self, pass: Pass, frame: &Frame<'_>, job: &Job, most: usize, late: &Late<'_>, out: &mut Vec<Read>) {
        let Self { layers, qr, linear } = self;
        match pass {
            Pass::Load => {
                let place = layers.load(frame, job);
                qr.start((job.effort == Effort::Quick).then_some((frame.at_ms, place)));
                linear.start(job.formats, layers.light.contrast);
            }
            Pass::Rows => linear.rows(&layers.full, false, late),
            Pass::RowsBetween => linear.rows(&layers.full, true, late),
            Pass::Along => {
                layers.need_half();
                let (layer, scale) = layers.coarse();
                linear.along(layer, &layers.full, scale, most, late);
            }
            Pass::AlongHarder => linear.along_harder(&layers.full, layers.coarse().1, most, late),
            Pass::Double if layers.full.width.max(layers.full.height) < SMALL => {
                layers.double.double(&layers.full, late)
            }
            Pass::Double => layers.double = Picture::default(),
            Pass::AlongDouble if !layers.double.luma.is_empty() => {
                linear.along_harder(&layers.double, 2.0 * layers.coarse().1, most, late);
            }
            Pass::AlongDouble => {}
            Pass::QrCalm if Calm::wants(&layers.full, &layers.light) => {
                layers.calm.fill(&layers.full, &layers.light, late);
                qr.read(layers.calm(false), most, late, out);
            }
            Pass::QrCalmInverted if Calm::wants(&layers.full, &layers.light) => {
                qr.read(layers.calm(true), most, late, out)
            }
            Pass::QrCalm | Pass::QrCalmInverted => {}
            Pass::Qr => qr.read(layers.view(&layers.full, 1.0, false), most, late, out),
            Pass::QrHalf => {
                layers.need_half();
                qr.read(layers.view(&layers.half, 0.5, false), most, late, out);
            }
            Pass::QrQuarter => {
                layers.need_half();
                layers.quarter.halve(&layers.half);
                qr.read(layers.view(&layers.quarter, 0.25, false), most, late, out);
            }
            Pass::QrDouble => qr.read(layers.view(&layers.double, 2.0, false), most, late, out),
            Pass::QrInverted => qr.read(layers.view(&layers.full, 1.0, true), most, late, out),
        }
        if matches!(pass, Pass::Rows | Pass::RowsBetween | Pass::Along | Pass::AlongHarder | Pass::AlongDouble) {
            linear.take(most, out);
        }
    }
}

impl Layers {
    fn load(&mut self, frame: &Frame<'_>, job: &Job) -> Place {
        let place = self.full.fill(frame, job.region);
        self.place = Some(place);
        self.half.luma.clear();
        self.light = stats::light(&self.full);
        place
    }

    /// Many frames end before it is asked for.
    fn need_half(&mut self) {
        if self.half.luma.is_empty() {
            self.half.halve(&self.full);
        }
    }

    fn view<'a>(&self, layer: &'a Picture, scale: f32, inverted: bool) -> View<'a> {
        // What looks like noise may be a code that fills the frame: here it is not taken for noise.
        View { layer, tall: None, scale, light: Light { noise: 0.0, ..self.light }, inverted }
    }

    fn calm(&self, inverted: bool) -> View<'_> {
        let Calm { picture, tall, light, .. } = &self.calm;
        View { layer: picture, tall: Some(tall), scale: 1.0, light: *light, inverted }
    }

    /// Where to look for bars, and how many pixels of the frame each of its pixels is.
    fn coarse(&self) -> (&Picture, f32) {
        if self.full.width.max(self.full.height) > SMALL { (&self.half, 2.0) } else { (&self.full, 1.0) }
    }
}
