//! What a session needs beside the frame.

use petpro_scan::Picture;

use super::engine::{Engine, OURS};
use crate::bench::figure::{Bar, Figure, Report};

/// MiB over the frame.
const MOST: f64 = 64.0;
/// A phone's photograph.
const SIZE: (u32, u32) = (4_000, 3_000);

/// The most that one look at twelve megapixels of texture adds to the process; only where the system tells it.
pub fn figure(report: &mut Report) {
    let level =
        |x: u32, y: u32| 90 + ((x * 7) ^ (y * 13)) % 61 + if (x / 40 + y / 25).is_multiple_of(2) { 60 } else { 0 };
    let (width, height) = SIZE;
    let luma = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| level(x, y) as u8);
    let picture = Picture { luma: luma.collect(), width, height };
    // "5" puts the high-water mark back to what is used now.
    let Ok(()) = std::fs::write("/proc/self/clear_refs", "5") else { return };
    let Some(before) = told("VmRSS:") else { return };
    let mut engine = Engine::new(OURS);
    engine.look(&picture);
    let Some(most) = told("VmHWM:") else { return };
    report.figure(Figure::new(
        "scan.memory over a frame of 12 MP",
        (most - before) / 1024.0,
        "MiB",
        None,
        Bar::Max(MOST),
    ));
}

/// Kibibytes of a line of the process' status.
fn told(line: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|of| of.strip_prefix(line))?.split_whitespace().next()?.parse().ok()
}
