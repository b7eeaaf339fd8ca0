//! The same codes before a camera that goes on looking: thirty frames a second, each with noise and a file of its own, and a
//! hand that moves a little.

use std::time::Duration;

use petpro_scan::{Correction, Frame, Job, Pipeline, Purpose, Session, qr_symbol};

use super::{BLURS, DIMS, Dim, MODULE_PX, SHARP, mean};
use crate::bench::figure::{Bar, Figure, Report};
use crate::bench::sample::Sample;
use crate::passes::{NOW_MS, Office};
use crate::scene::{luma, shot};

/// A second.
const FRAMES: u32 = 30;
const FRAME_MS: u64 = 33;
/// The frame with which the code turns, where it does, and by how much.
const TURNED: u32 = 4;
const STEP_MS: i64 = 30_000;

/// What a number of films came to.
#[derive(Default)]
struct Films {
    /// Frames it took in those that were read; the code as it was shown by then.
    took: Vec<u32>,
    count: usize,
    /// Texts that were never shown.
    wrong: usize,
    looks: Sample,
}

pub fn run(scenes: usize, report: &mut Report) -> anyhow::Result<()> {
    let office = Office::default();
    let (mut rates, mut wrong, mut looks) = (Vec::new(), 0, Sample::default());
    for dim in &DIMS {
        for blur in [SHARP].iter().chain(&BLURS) {
            let films = Films::of(scenes, &office, dim, *blur, false)?;
            films.tell(&format!("checkin.film_blurred_dim {} {blur}", dim.light), report);
            if *blur != SHARP {
                rates.push(films.rate(FRAMES));
            }
            wrong += films.wrong;
            looks.append(films.looks);
        }
    }
    report.figure(Figure::new("checkin.film_blurred_dim", mean(&rates), "%", None, Bar::Min(95.0)));
    let [.., dark] = &DIMS;
    let films = Films::of(scenes, &office, dark, BLURS[BLURS.len() - 1], true)?;
    films.tell("checkin.film_turned", report);
    let wrong = (wrong + films.wrong) as f64;
    report.figure(Figure::new("checkin.film_wrong", wrong, "codes", None, Bar::Max(0.0)));
    let ms = |seconds: f64| seconds * 1_000.0;
    report.figure(Figure::new("checkin.film_look_median", ms(looks.median()), "ms", None, Bar::None));
    report.figure(Figure::new("checkin.film_look_p99", ms(looks.p99()), "ms", None, Bar::None));
    report.note(&format!("{} frames of {MODULE_PX} px a module were looked at", looks.len()));
    Ok(())
}

impl Films {
    /// Films of a second, each until its code is read. `turning`: the code is another one from the [`TURNED`] frame on, and
    /// only that counts.
    fn of(count: usize, office: &Office, dim: &Dim, blur: f32, turning: bool) -> anyhow::Result<Self> {
        let mut films = Self { count, ..Self::default() };
        let first = if turning { TURNED } else { 0 };
        for seed in 0..count as u64 {
            let texts = [0, STEP_MS].map(|later| office.shown(seed, NOW_MS + later).to_string());
            let [before, after] = &texts;
            let symbols = [qr_symbol(before, Correction::Medium)?, qr_symbol(after, Correction::Medium)?];
            let mut session = Session::new(Pipeline::new(Box::new(|| Duration::ZERO)), Job::film(Purpose::Clinic));
            for nth in 0..FRAMES {
                let now = usize::from(turning && nth >= TURNED);
                let picture = luma(shot(&symbols[now], seed, dim.camera(&dim.harms(), blur, nth)));
                let frame = Frame { at_ms: u64::from(nth) * FRAME_MS, ..picture.frame() };
                let seen = films.looks.take(|| session.see(frame)).accepted;
                films.wrong += seen.iter().filter(|read| !texts[..=now].contains(&read.text)).count();
                if nth >= first && seen.iter().any(|read| read.text == texts[now]) {
                    films.took.push(nth + 1 - first);
                    break;
                }
            }
        }
        films.took.sort_unstable();
        Ok(films)
    }

    /// How many of a hundred are read by then.
    fn rate(&self, frames: u32) -> f64 {
        self.took.iter().filter(|&&took| took <= frames).count() as f64 * 100.0 / self.count as f64
    }

    fn tell(&self, name: &str, report: &mut Report) {
        report.figure(Figure::new(name, self.rate(FRAMES), "%", None, Bar::None));
        // Where fewer are read in a second there is no such frame.
        if let Some(&took) = self.took.get((self.count * 95).div_ceil(100).saturating_sub(1)) {
            report.figure(Figure::new(&format!("{name}, 95 of 100 by frame"), f64::from(took), "", None, Bar::None));
        }
    }
}
