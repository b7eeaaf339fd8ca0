//! `bench scan`: our decoder beside rxing and zxing-cpp in one process, on the same luma planes.
//!
//! What each reads of the same pictures, what it invents, what a look costs and how often it asks for memory.
//! Times are ratios to zxing-cpp looking for one code, picture by picture in turns, so that a busy neighbour slows both.

mod engine;
mod judge;
mod memory;
mod pictures;
mod tables;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::figure::Report;
use engine::{Engine, Found};
use judge::Verdict;

/// What is looked at and how often.
#[derive(Clone, Debug)]
pub struct Options {
    /// Pictures, folders of pictures, folders with an `expected.csv`; none for made scenes.
    pub images: Vec<PathBuf>,
    /// How many scenes are made.
    pub synthetic: usize,
    pub seed: u64,
    /// The shortest of so many looks counts.
    pub repeats: usize,
    /// Where every look is written down, one JSON object a line.
    pub looks: Option<PathBuf>,
}

/// One engine's look at one picture.
#[derive(Debug, Serialize)]
pub struct Look {
    pub engine: &'static str,
    /// Where it lies; none of a made scene.
    pub file: Option<PathBuf>,
    pub path: String,
    pub group: String,
    pub wanted: Vec<String>,
    pub found: Vec<Found>,
    #[serde(flatten)]
    pub verdict: Verdict,
    pub ms: f64,
    /// Of the last look.
    pub allocations: usize,
    /// How many of the wanted codes were read.
    pub codes: usize,
}

/// With a 40 ms budget no look may take longer than this.
const BUDGET: Duration = Duration::from_millis(40);

pub fn run(options: &Options, report: &mut Report) -> anyhow::Result<()> {
    let pictures = pictures::all(options)?;
    report.note(&format!("{} pictures, {} engines", pictures.len(), engine::NAMES.len()));
    let bar = ProgressBar::new(pictures.len() as u64);
    bar.set_style(ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}")?);
    let mut looks = Vec::new();
    let mut engines: Vec<Engine> = engine::NAMES.iter().map(|name| Engine::new(name)).collect();
    let (mut budgeted, mut all) = (Engine::budgeted(BUDGET), Engine::all());
    for picture in &pictures {
        bar.set_message(picture.path.clone());
        let luma = picture.luma().with_context(|| picture.path.clone())?;
        let once = [engine::WITHIN_BUDGET, engine::ALL];
        let of = |engine: &str| if once.contains(&engine) { 1 } else { options.repeats };
        // Only sets of pictures with several codes are asked for all of them.
        let all = (picture.group == tables::SEVERAL).then_some(&mut all);
        for engine in engines.iter_mut().chain([&mut budgeted]).chain(all) {
            let (mut best, mut found, mut allocations) = (Duration::MAX, Vec::new(), 0);
            for _ in 0..of(engine.name()) {
                let before = allocated();
                let start = Instant::now();
                engine.look(&luma);
                best = best.min(start.elapsed());
                allocations = allocated() - before;
                found = engine.take();
            }
            let verdict = judge::judge(picture, &found);
            looks.push(Look {
                engine: engine.name(),
                file: picture.file(),
                path: picture.path.clone(),
                group: picture.group.clone(),
                wanted: picture.codes.iter().map(|code| code.text.clone()).collect(),
                codes: judge::count(picture, &found),
                found,
                verdict,
                ms: best.as_secs_f64() * 1e3,
                allocations,
            });
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    tables::figures(&looks, report);
    memory::figure(report);
    if let Some(file) = &options.looks {
        let lines: Result<Vec<_>, _> = looks.iter().map(serde_json::to_string).collect();
        std::fs::write(file, lines?.join("\n") + "\n").with_context(|| file.display().to_string())?;
    }
    Ok(())
}

/// Allocations of this process so far, where the binary counts them.
fn allocated() -> usize {
    let stats = stats_alloc::INSTRUMENTED_SYSTEM.stats();
    stats.allocations + stats.reallocations
}
