//! What all looks come to, group by group.

use std::collections::BTreeSet;

use super::Look;
use super::engine::{ALL, FILM, NAMES, OURS, WITHIN_BUDGET, ZXING_CPP};
use crate::bench::figure::{Bar, Figure, Report};
use crate::bench::sample::median;

/// Groups whose rate has a bar, in per cent.
const RATES: [(&str, f64); 4] = [("photo-QR", 97.0), ("photo-1D", 77.0), ("degraded-QR", 68.0), ("degraded-1D", 72.0)];
/// Milliseconds that the longest look may take with a budget of 40.
const LONGEST: f64 = 44.0;
const ALLOCATIONS: f64 = 20.0;
/// The group whose pictures hold several codes, and how many of all of them are to be read, in per cent.
pub const SEVERAL: &str = "boofcv";
const ALL_CODES: f64 = 70.0;

pub fn figures(looks: &[Look], report: &mut Report) {
    let groups: BTreeSet<&str> = looks.iter().map(|look| look.group.as_str()).collect();
    let of = |engine: &'static str, group: &str| {
        let group = group.to_owned();
        looks.iter().filter(move |look| look.engine == engine && look.group == group)
    };
    for &group in &groups {
        for &engine in NAMES.iter().filter(|engine| **engine != FILM) {
            let (mut right, mut count) = (0, 0);
            for look in of(engine, group).filter(|look| !look.wanted.is_empty()) {
                (right, count) = (right + usize::from(look.verdict.right), count + 1);
            }
            if count > 0 {
                let bar = RATES.iter().find(|(name, _)| *name == group && engine == OURS);
                let bar = bar.map_or(Bar::None, |(_, least)| Bar::Min(*least));
                let rate = 100.0 * right as f64 / count as f64;
                report.figure(Figure::new(&format!("scan.read {group} {engine}"), rate, "%", None, bar));
            }
        }
    }
    let (wanted, read) = looks
        .iter()
        .filter(|look| look.engine == ALL)
        .fold((0, 0), |(wanted, read), look| (wanted + look.wanted.len(), read + look.codes));
    if wanted > 0 {
        let rate = 100.0 * read as f64 / wanted as f64;
        report.figure(Figure::new(&format!("scan.read {SEVERAL}, all codes"), rate, "%", None, Bar::Min(ALL_CODES)));
    }
    for &engine in NAMES {
        let count =
            |is: fn(&Look) -> bool| looks.iter().filter(|look| look.engine == engine && is(look)).count() as f64;
        let ours = [OURS, FILM].contains(&engine);
        let bar = |most| if ours { Bar::Max(most) } else { Bar::None };
        let invented = count(|look| look.verdict.invented);
        report.figure(Figure::new(&format!("scan.invented {engine}"), invented, "codes", None, bar(0.0)));
        let misread = count(|look| look.verdict.wrong && look.found.iter().any(|found| found.format != "QR"));
        report.figure(Figure::new(&format!("scan.misread 1D {engine}"), misread, "codes", None, bar(3.0)));
    }
    // How long a look at what is damaged takes depends on how much of it is read.
    for &group in groups.iter().filter(|group| !group.starts_with("damaged")) {
        let ms = |engine| of(engine, group).map(|look| look.ms).collect::<Vec<_>>();
        let theirs = ms(ZXING_CPP);
        let told =
            |values: &[f64]| if group.ends_with("QR") || group.ends_with("qr") { mean(values) } else { median(values) };
        let floor = (!theirs.is_empty()).then(|| told(&theirs));
        for engine in [OURS, FILM] {
            let most = match group {
                "frames-nocode" | "scenes-nocode" => Some(1.0),
                "frames-1d" | "photo-1D" | "scenes-1D" => Some(0.4),
                "frames-qr" | "photo-QR" | "scenes-QR" => Some(1.2),
                _ => None,
            };
            let bar = most.filter(|_| floor.is_some()).map_or(Bar::None, Bar::RatioMax);
            report.figure(Figure::new(&format!("scan.time {group} {engine}"), told(&ms(engine)), "ms", floor, bar));
        }
    }
    for engine in [OURS, FILM] {
        let counts: Vec<_> =
            looks.iter().filter(|look| look.engine == engine).map(|look| look.allocations as f64).collect();
        let most = counts.iter().copied().fold(0.0, f64::max);
        for (which, count) in [("", median(&counts)), (" most", most)] {
            let name = format!("scan.allocations {engine}{which}");
            report.figure(Figure::new(&name, count, "", None, Bar::Max(ALLOCATIONS)));
        }
    }
    let longest = looks.iter().filter(|look| look.engine == WITHIN_BUDGET).map(|look| look.ms).fold(0.0, f64::max);
    report.figure(Figure::new("scan.longest with 40 ms", longest, "ms", None, Bar::Max(LONGEST)));
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}
