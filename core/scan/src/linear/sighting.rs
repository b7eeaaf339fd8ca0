//! A symbol as one line saw it: for each of its characters, how badly each pattern fits.

use super::patterns::{CODE_128, EAN, STOP};
use crate::{Format, Formats, Point};

/// What a symbol is built like. A UPC-A is an EAN-13 that begins with 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Ean13,
    Ean8,
    UpcE,
    Code128,
}

impl Kind {
    /// Patterns of a character: ten digits of set A (or C), then ten of set B; or the words of Code 128.
    pub fn alphabet(self) -> usize {
        if self == Self::Code128 { 106 } else { 20 }
    }

    pub fn wanted(self, formats: Formats) -> bool {
        let any = |of: &[Format]| of.iter().any(|&format| formats.contains(format));
        match self {
            Self::Ean13 => any(&[Format::Ean13, Format::UpcA]),
            Self::Ean8 => any(&[Format::Ean8]),
            Self::UpcE => any(&[Format::UpcE]),
            Self::Code128 => any(&[Format::Code128]),
        }
    }
}

/// One line through one symbol.
#[derive(Clone, Debug)]
pub(super) struct Sighting {
    pub kind: Kind,
    /// First and last edge, as the symbol is read.
    pub from: Point,
    pub to: Point,
    /// Character by character, the misfit of each pattern of the alphabet: squared deviations of edges, weighted, at
    /// most [`WORST`]. Zero is a perfect print.
    pub costs: Vec<f32>,
}

/// A scratch on one character must not outweigh all other lines.
pub(super) const WORST: f32 = 8.0;

/// Deviations from one edge to the next of its kind, which ink and blur do not move, count fully; those of a single
/// bar's width, of which growth has been taken off, count half.
const SAME_EDGE: f32 = 6.0;
const BAR: f32 = 3.0;

/// A kind of EAN symbol in edges: three for each guard, four for each digit.
struct Layout {
    kind: Kind,
    left: usize,
    right: usize,
    /// Elements and modules of the whole symbol.
    edges: usize,
    modules: f32,
    /// Blank modules that are asked for at both ends, less than the standards do: real print has less.
    quiet: f32,
    /// How far a digit's width may be from its neighbours', as a part of it.
    slack: f32,
}

const EAN_13: Layout =
    Layout { kind: Kind::Ean13, left: 6, right: 6, edges: 59, modules: 95.0, quiet: 3.0, slack: 0.2 };
const EAN_8: Layout = Layout { kind: Kind::Ean8, left: 4, right: 4, edges: 43, modules: 67.0, quiet: 4.0, slack: 0.14 };
const UPC_E: Layout = Layout { kind: Kind::UpcE, left: 6, right: 0, edges: 33, modules: 51.0, quiet: 4.0, slack: 0.14 };

/// Calls `seen` for every symbol that may begin at one of these edges. `end` is where the profile ends.
pub(super) fn find(edges: &[f32], end: f32, formats: Formats, mut seen: impl FnMut(Kind, f32, f32, Vec<f32>)) {
    let mut start = 0;
    while start + FEWEST < edges.len() {
        let tail = &edges[start..];
        let before = tail[0] - if start == 0 { 0.0 } else { edges[start - 1] };
        let mut next = start + 2;
        if may_begin(tail, before) {
            for layout in [&EAN_13, &EAN_8, &UPC_E] {
                if layout.kind.wanted(formats)
                    && let Some(costs) = layout.fit(tail, before, end)
                {
                    seen(layout.kind, tail[0], tail[layout.edges], costs);
                    next = start + layout.edges + 1;
                    break;
                }
            }
            if next == start + 2
                && Kind::Code128.wanted(formats)
                && let Some((last, costs)) = code_128(tail, before, end)
            {
                seen(Kind::Code128, tail[0], tail[last], costs);
                next = start + last + 1;
            }
        }
        start = next;
    }
}

/// Whether a symbol may begin anywhere: the cheap test, which nearly all lines fail.
pub(super) fn may_begin_in(edges: &[f32]) -> bool {
    let blank = |i: usize| edges[i] - if i == 0 { 0.0 } else { edges[i - 1] };
    edges.len() > FEWEST && (0..edges.len() - FEWEST).step_by(2).any(|i| may_begin(&edges[i..], blank(i)))
}

/// A Code 128 of one character has a few more edges.
const FEWEST: usize = 20;

/// A blank about as wide as the first three elements, and these about as wide as a start and the elements after it.
fn may_begin(e: &[f32], before: f32) -> bool {
    let (three, next) = (e[3] - e[0], e[6] - e[0]);
    let ean = (1.4..3.6).contains(&((e[7] - e[3]) / three));
    let code_128 = (2.0..3.6).contains(&(next / three));
    before * 1.4 > three && (ean || code_128)
}

impl Layout {
    fn fit(&self, e: &[f32], before: f32, end: f32) -> Option<Vec<f32>> {
        if e.len() <= self.edges {
            return None;
        }
        let module = (e[self.edges] - e[0]) / self.modules;
        let after = e.get(self.edges + 1).copied().unwrap_or(end) - e[self.edges];
        let near = |value: f32, modules: f32, part: f32| (value - modules * module).abs() <= part * modules * module;
        // Either end may lie a little short, at the rim of a picture or of a label.
        if before.min(after) < self.quiet * module * 0.7 || before.max(after) < self.quiet * module {
            return None;
        }
        let middle = 3 + 4 * self.left;
        let (right, tail) = if self.right > 0 { (middle + 5, self.edges - 3) } else { (self.edges, middle) };
        if !near(e[3] - e[0], 3.0, 0.4) || (self.right > 0 && !near(e[right] - e[middle], 5.0, 0.3)) {
            return None;
        }
        if !near(e[self.edges] - e[tail], if self.right > 0 { 3.0 } else { 6.0 }, 0.4) {
            return None;
        }
        let growth = self.growth(e, module, middle, tail)?;
        let mut costs = Vec::with_capacity((self.left + self.right) * 20);
        let digits = (0..self.left).map(|i| (3 + 4 * i, true)).chain((0..self.right).map(|i| (right + 4 * i, false)));
        let mut width = module * 7.0;
        for (at, left) in digits {
            let digit = &e[at..at + 5];
            let wide = digit[4] - digit[0];
            if (wide - width).abs() > self.slack * width {
                return None;
            }
            width = (width + wide) / 2.0;
            digit_costs(digit, if left { growth } else { -growth }, left, &mut costs);
        }
        // Noise that happens to have the right widths fits no digits.
        let misfit: f32 = costs.chunks(20).map(|c| c.iter().fold(WORST, |best, &cost| best.min(cost))).sum();
        (misfit < 1.6 * (self.left + self.right) as f32).then_some(costs)
    }

    /// How much wider than a module the bars of the guards are, in modules; none where they are no guards.
    fn growth(&self, e: &[f32], module: f32, middle: usize, tail: usize) -> Option<f32> {
        let wide = |i: usize| (e[i + 1] - e[i]) / module;
        let (mut sum, mut count) = (0.0, 0.0);
        let guards = [0..3, middle..if self.right > 0 { middle + 5 } else { middle }, tail..self.edges];
        for (i, element) in guards.into_iter().flatten().map(|i| (i, wide(i))) {
            if !(0.3..2.0).contains(&element) {
                return None;
            }
            sum += if i % 2 == 0 { element - 1.0 } else { 1.0 - element };
            count += 1.0;
        }
        Some(sum / count)
    }
}

/// `grown`: how much too narrow the first element is, in modules.
fn digit_costs(e: &[f32], grown: f32, left: bool, costs: &mut Vec<f32>) {
    let unit = 7.0 / (e[4] - e[0]);
    let [a, b, c] = [(e[1] - e[0]) * unit, (e[2] - e[0]) * unit, (e[3] - e[1]) * unit];
    let a = a + grown;
    let misfit = |p: [u8; 4]| {
        let [p0, p1, p2, _] = p.map(f32::from);
        let (first, second, bar) = (b - p0 - p1, c - p1 - p2, a - p0);
        (SAME_EDGE * (first * first + second * second) + BAR * bar * bar).min(WORST)
    };
    costs.extend(EAN.iter().map(|&p| misfit(p)));
    costs.extend(EAN.iter().map(|&[a, b, c, d]| if left { misfit([d, c, b, a]) } else { WORST }));
}

/// The index of the last edge and the costs of all words between the quiet zones, the start's and the check's included.
fn code_128(e: &[f32], before: f32, end: f32) -> Option<(usize, Vec<f32>)> {
    let first = e.get(6)? - e[0];
    if before < 0.35 * first {
        return None;
    }
    let (mut costs, mut at, mut width) = (Vec::new(), 0, first);
    loop {
        let word = e.get(at..at + 7)?;
        let wide = word[6] - word[0];
        if (wide - width).abs() > 0.25 * width {
            return None;
        }
        width = (width + wide) / 2.0;
        let same = similar(word);
        if at >= 18
            && let Some(&last) = e.get(at + 7)
            && misfit_128(&same, &STOP[..6]) < WORST * 0.7
            && (0.4..1.8).contains(&((last - word[6]) * 5.5 / wide))
        {
            let after = e.get(at + 8).copied().unwrap_or(end) - last;
            let fits: f32 = costs.chunks(106).map(|c: &[f32]| c.iter().fold(WORST, |best, &cost| best.min(cost))).sum();
            return (after > 0.35 * wide && fits < 2.0 * (at / 6) as f32).then_some((at + 7, costs));
        }
        costs.extend(CODE_128.iter().map(|pattern| misfit_128(&same, pattern)));
        let best =
            |range: std::ops::Range<usize>| costs[costs.len() - 106..][range].iter().copied().fold(WORST, f32::min);
        if at == 0 && best(103..106) >= WORST * 0.7 {
            return None;
        }
        at += 6;
        if at > 6 * 90 {
            return None;
        }
    }
}

/// From each edge to the next of its kind, and the share of the bars, in modules.
fn similar(word: &[f32]) -> [f32; 5] {
    let unit = 11.0 / (word[6] - word[0]);
    let bars = (word[1] - word[0]) + (word[3] - word[2]) + (word[5] - word[4]);
    let t = |i: usize| (word[i + 2] - word[i]) * unit;
    [t(0), t(1), t(2), t(3), bars * unit]
}

fn misfit_128(seen: &[f32; 5], pattern: &[u8]) -> f32 {
    let mut cost = 0.0;
    for i in 0..4 {
        let off = seen[i] - f32::from(pattern[i] + pattern[i + 1]);
        cost += off * off;
    }
    // Three bars grow at once; their sum says little, and is even in every word.
    let bars = seen[4] - f32::from(pattern[0] + pattern[2] + pattern[4]);
    (cost * SAME_EDGE * 0.7 + bars * bars * 0.25).min(WORST)
}
