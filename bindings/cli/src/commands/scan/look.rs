//! One look at one picture, measured.

use std::path::PathBuf;

use petpro_client::Code;
use petpro_client::pictures::{Frame, Job, Picture, Read, Scanner};
use petpro_client::state::Scanned;
use petpro_client::texts::Lang;
use serde_json::{Value, json};

use super::super::{App, cart, catalog};
use crate::allocations::{Allocations, counted};
use crate::answer::{Answer, Failure, envelope};
use crate::args::Scan;
use crate::print::Timer;

/// More codes than a picture holds.
const ALL: usize = 256;
/// Between two pictures of `--frames`; a film has its own times.
const FRAME_MS: u64 = 40;

/// What one picture gave.
pub struct Look {
    /// As it was named; a film's frame with its number, `film.y4m#12`.
    pub path: PathBuf,
    /// Decoding alone, the best of all repetitions.
    cost: Cost,
    /// Everything that was read, also what is no product here.
    pub read: Vec<Scanned>,
    pub answer: Result<Answer, Failure>,
}

#[derive(Clone, Copy, Default)]
struct Cost {
    ms: f64,
    allocations: Allocations,
}

impl Look {
    /// A picture that could not be looked at.
    pub fn refused(path: PathBuf, failure: Failure) -> Self {
        Self { path, cost: Cost::default(), read: Vec::new(), answer: Err(failure) }
    }

    /// The usual object of an answer, with path, readings and what they cost beside it.
    pub fn line(&self, lang: Lang) -> Value {
        let mut line = envelope("scan", self.cost.ms, &self.answer, lang);
        let read = |found: &Scanned| json!({ "format": found.format, "text": found.text, "points": found.points });
        line["path"] = json!(self.path.to_string_lossy());
        line["results"] = self.read.iter().map(read).collect();
        line["allocs"] = json!(self.cost.allocations.count);
        line["alloc_bytes"] = json!(self.cost.allocations.bytes);
        line
    }

    /// Corners of everything that was read.
    pub fn places(&self) -> Vec<[[f32; 2]; 4]> {
        self.read.iter().map(|found| found.points).collect()
    }
}

/// One scanner for all pictures of a command, and one for its film: a frame has to be cheap, the next one comes anyway.
pub struct Looks<'a> {
    scan: &'a Scan,
    stills: Scanner,
    film: Scanner,
    frames: u64,
}

impl<'a> Looks<'a> {
    pub fn new(scan: &'a Scan) -> Self {
        let purpose = scan.purpose.into();
        let scanner = |job: Job| {
            let max_codes = if scan.multi { ALL } else { 1 };
            Scanner::new(Job { max_codes, budget_us: scan.budget.map(|ms| u64::from(ms) * 1_000), ..job })
        };
        Self { scan, stills: scanner(Job::still(purpose)), film: scanner(Job::film(purpose)), frames: 0 }
    }

    /// A picture that stands alone, or with `--frames` the film's next one.
    pub fn at(&mut self, app: &App, path: PathBuf, picture: &Picture) -> Look {
        let (codes, cost) = match self.scan.frames {
            true => {
                let frame = Frame { at_ms: self.frames * FRAME_MS, ..picture.frame() };
                self.frames += 1;
                self.film(frame)
            }
            false => self.still(picture),
        };
        self.meaning(app, path, &codes, cost)
    }

    /// The next frame of a film.
    pub fn next(&mut self, app: &App, path: PathBuf, frame: Frame<'_>) -> Look {
        let (codes, cost) = self.film(frame);
        self.meaning(app, path, &codes, cost)
    }

    fn meaning(&self, app: &App, path: PathBuf, codes: &[Read], cost: Cost) -> Look {
        let mut read = Vec::new();
        let answer = self.answer(app, codes, &mut read);
        Look { path, cost, read, answer }
    }

    fn answer(&self, app: &App, codes: &[Read], read: &mut Vec<Scanned>) -> Result<Answer, Failure> {
        for code in codes {
            read.push(app.petpro.recognize(code)?);
        }
        // The first is what a screen would show; the others are in the list.
        let first = read.first().ok_or_else(|| Failure::new(Code::NoCodeFound))?;
        if first.pet.is_some() {
            return Ok(Answer::new(first, first.screen.lines()));
        }
        let hit = first.product.as_ref().ok_or_else(|| catalog::refused(&first.screen))?;
        let mut answer = Answer::new(first, first.screen.lines());
        if let Some(n) = self.scan.add {
            let added = cart::added(app, hit, n)?;
            answer.data["added"] = added.data;
            answer.lines.extend(added.lines);
        }
        Ok(answer)
    }

    fn film(&mut self, frame: Frame<'_>) -> (Vec<Read>, Cost) {
        let timer = Timer::start();
        let (seen, allocations) = counted(|| self.film.see(frame));
        (seen.accepted, Cost { ms: timer.ms(), allocations })
    }

    fn still(&mut self, picture: &Picture) -> (Vec<Read>, Cost) {
        let mut best: Option<Cost> = None;
        let mut codes = Vec::new();
        for _ in 0..self.scan.reps {
            let timer = Timer::start();
            let (seen, allocations) = counted(|| self.stills.still(picture));
            let cost = Cost { ms: timer.ms(), allocations };
            codes = seen.accepted;
            best = Some(best.map_or(cost, |best| best.or_better(cost)));
        }
        (codes, best.unwrap_or_default())
    }
}

impl Cost {
    fn or_better(self, other: Self) -> Self {
        Self { ms: self.ms.min(other.ms), allocations: self.allocations.min(other.allocations) }
    }
}
