//! A symbol as one line saw it: for each of its characters, how badly each pattern fits.

use std::ops::Range;

use super::add_on::AddOn;
use super::facing::Facing;
use super::patterns::{CODE_128, EAN, STOP};
use super::solve::sure;
use crate::{Format, Formats, Point};

/// What a symbol is built like. A UPC-A is an EAN-13 that begins with 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
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
#[derive(Clone, Copy, Debug)]
pub(super) struct Sighting<'a> {
    pub kind: Kind,
    /// First and last edge, as the symbol is read.
    pub from: Point,
    pub to: Point,
    /// Character by character, the misfit of each pattern of the alphabet: squared deviations of edges, weighted, at
    /// most [`WORST`]. Zero is a perfect print.
    pub costs: &'a [f32],
    pub add_on: Option<AddOn>,
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

/// Finds symbols between edges; owns its buffers.
#[derive(Default)]
pub(super) struct Finder {
    /// The edges of one place, moved to where they were printed; and the one before, if there is one.
    fine: Vec<f32>,
    costs: Vec<f32>,
    /// Edges beside a symbol.
    add_on: Vec<f32>,
    /// Where symbols of this line are: no other is looked for within them.
    taken: Vec<(f32, f32)>,
}

impl Finder {
    /// A new line.
    pub fn start(&mut self) {
        self.taken.clear();
    }

    /// The same line, as seen from its other end.
    pub fn turn(&mut self, end: f32) {
        self.taken.iter_mut().for_each(|(from, to)| (*from, *to) = (end - *to, end - *from));
    }

    /// Calls `seen` with the kind, first and last edge and costs of every symbol that may begin at one of these edges.
    /// `end` is where the profile ends. `refine` puts a range of the edges where they were before blur moved them: that is
    /// dear, so places are first judged by edges as they are.
    pub fn find(
        &mut self,
        edges: &[f32],
        end: f32,
        formats: Formats,
        mut refine: impl FnMut(Range<usize>, &mut Vec<f32>),
        mut seen: impl FnMut(Kind, f32, f32, &[f32], Option<AddOn>),
    ) {
        let mut start = 0;
        while start + FEWEST < edges.len() {
            let tail = &edges[start..];
            let mut next = start + 2;
            let is_taken = self.taken.iter().any(|(from, to)| (*from..*to).contains(&tail[0]));
            if !is_taken && may_begin(tail, tail[0] - if start == 0 { 0.0 } else { edges[start - 1] }) {
                let mut fine = |from: usize, to: usize, out: &mut Vec<f32>| {
                    out.clear();
                    if from == 0 {
                        out.push(0.0); // there is no edge before the first
                    }
                    refine(from.saturating_sub(1)..to.min(edges.len()), out);
                };
                for layout in [&EAN_13, &EAN_8, &UPC_E] {
                    if layout.kind.wanted(formats) && layout.is_near(tail) {
                        fine(start, start + layout.edges + 2, &mut self.fine);
                        let before = self.fine[1] - self.fine[0];
                        let after = self.fine.get(layout.edges + 2).copied().unwrap_or(end);
                        let e = &mut self.fine[1..];
                        if let Some(&last) = e.get(layout.edges)
                            && layout.fit(e, before, after - last, &mut self.costs)
                        {
                            let (from, last) = (e[0], e[layout.edges]);
                            let right = start + layout.edges;
                            self.add_on.clear();
                            if layout.kind != Kind::Ean8 && right + 14 < edges.len() {
                                fine(right + 1, right + 36, &mut self.add_on);
                            }
                            let add_on = AddOn::find(&self.add_on, (last - from) / layout.modules);
                            seen(layout.kind, from, last, &self.costs, add_on);
                            // Read from its other end it may fit, too.
                            if sure(layout.kind, &self.costs).is_some() {
                                self.taken.push((from, last));
                            }
                            next = start + layout.edges + 1;
                            break;
                        }
                    }
                }
                if next == start + 2
                    && Kind::Code128.wanted(formats)
                    && let Some(count) = near_128(tail)
                {
                    fine(start, start + count + 2, &mut self.fine);
                    let (before, e) = (self.fine[1] - self.fine[0], &self.fine[1..]);
                    if let Some(last) = code_128(e, before, end, &mut self.costs) {
                        seen(Kind::Code128, e[0], e[last], &self.costs, None);
                        let place = (e[0], e[last]);
                        if sure(Kind::Code128, &self.costs).is_some() {
                            self.taken.push(place);
                        }
                        next = start + last + 1;
                    }
                }
            }
            start = next;
        }
    }
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

/// How many edges look like words of Code 128 one after the other, by edges that blur has moved.
fn near_128(e: &[f32]) -> Option<usize> {
    let (mut at, mut width) = (0, e[6] - e[0]);
    while let Some(word) = e.get(at..at + 7)
        && (word[6] - word[0] - width).abs() < ROUGH_WORD * width
        && at <= LONGEST
    {
        width = (width + word[6] - word[0]) / 2.0;
        at += 6;
    }
    (at >= 24).then_some(at + 1)
}

/// How far widths of words may differ before blur is undone.
const ROUGH_WORD: f32 = 0.35;
/// Elements of the longest Code 128 that is read.
const LONGEST: usize = 6 * 90;

impl Layout {
    /// Whether guards, halves and digits have about their lengths, by edges that blur has moved.
    fn is_near(&self, e: &[f32]) -> bool {
        let Some(&last) = e.get(self.edges) else { return false };
        let module = (last - e[0]) / self.modules;
        let Some(facing) = self.facing(e) else { return false };
        let near = |from: usize, to: usize, modules: f32, part: f32| {
            (facing.at(e[to]) - facing.at(e[from]) - modules * module).abs() < part * modules * module
        };
        let middle = 3 + 4 * self.left;
        near(0, 3, 3.0, 0.6)
            && near(3, middle, 7.0 * self.left as f32, 0.35)
            && match self.right {
                0 => near(middle, self.edges, 6.0, 0.5),
                _ => near(middle, middle + 5, 5.0, 0.45) && near(self.edges - 3, self.edges, 3.0, 0.6),
            }
            && (0..self.left).all(|i| near(3 + 4 * i, 7 + 4 * i, 7.0, ROUGH_WORD))
            && (0..self.right).all(|i| near(middle + 5 + 4 * i, middle + 9 + 4 * i, 7.0, ROUGH_WORD))
    }

    /// None where the middle guard is too far from the middle for any view; a UPC-E has none, and is taken as it is.
    fn facing(&self, e: &[f32]) -> Option<Facing> {
        let (ends, guard) = ((e[0], e[self.edges]), 3 + 4 * self.left);
        match self.right {
            0 => Facing::of(ends, (ends.0 + ends.1) / 2.0),
            _ => Facing::of(ends, (e[guard] + e[guard + 5]) / 2.0),
        }
    }

    /// Puts the costs of all digits into `costs`. Answers whether these edges may be a symbol of this kind. `before` and
    /// `after` are blank. The edges are put where they were seen from straight ahead.
    fn fit(&self, e: &mut [f32], before: f32, after: f32, costs: &mut Vec<f32>) -> bool {
        costs.clear();
        if e.len() <= self.edges {
            return false;
        }
        let Some(facing) = self.facing(e) else { return false };
        e[1..self.edges].iter_mut().for_each(|edge| *edge = facing.at(*edge));
        let module = (e[self.edges] - e[0]) / self.modules;
        let near = |value: f32, modules: f32, part: f32| (value - modules * module).abs() <= part * modules * module;
        // Either end may lie a little short, at the rim of a picture or of a label.
        if before.min(after) < self.quiet * module * 0.7 || before.max(after) < self.quiet * module {
            return false;
        }
        let middle = 3 + 4 * self.left;
        let (right, tail) = if self.right > 0 { (middle + 5, self.edges - 3) } else { (self.edges, middle) };
        if !near(e[3] - e[0], 3.0, 0.4) || (self.right > 0 && !near(e[right] - e[middle], 5.0, 0.3)) {
            return false;
        }
        if !near(e[self.edges] - e[tail], if self.right > 0 { 3.0 } else { 6.0 }, 0.4) {
            return false;
        }
        let Some(growth) = self.growth(e, module, middle, tail) else { return false };
        let digits = (0..self.left).map(|i| (3 + 4 * i, true)).chain((0..self.right).map(|i| (right + 4 * i, false)));
        let mut width = module * 7.0;
        for (at, left) in digits {
            let digit = &e[at..at + 5];
            let wide = digit[4] - digit[0];
            if (wide - width).abs() > self.slack * width {
                return false;
            }
            width = (width + wide) / 2.0;
            digit_costs(digit, if left { growth } else { -growth }, left, costs);
        }
        // Noise that happens to have the right widths fits no digits.
        let misfit: f32 = costs.chunks(20).map(|c| c.iter().fold(WORST, |best, &cost| best.min(cost))).sum();
        misfit < 1.6 * (self.left + self.right) as f32
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

/// The index of the last edge; the costs of all words between the quiet zones, the start's and the check's included.
fn code_128(e: &[f32], before: f32, end: f32, costs: &mut Vec<f32>) -> Option<usize> {
    costs.clear();
    let first = e.get(6)? - e[0];
    if before < 0.35 * first {
        return None;
    }
    let costs_of = |word: &[f32]| {
        let same = similar(word);
        CODE_128.iter().map(move |pattern| misfit_128(&same, pattern))
    };
    if costs_of(&e[..7]).skip(103).all(|cost| cost >= WORST * 0.7) {
        return None; // no start
    }
    let last = stop(e, end)?;
    let mut fits = 0.0;
    for at in (0..last - 7).step_by(6) {
        costs.extend(costs_of(&e[at..at + 7]));
        fits += costs[costs.len() - 106..].iter().copied().fold(WORST, f32::min);
    }
    (fits < 2.0 * (last / 6 - 1) as f32).then_some(last)
}

/// The last edge of the first stop after words of about the same length, with a blank behind it.
fn stop(e: &[f32], end: f32) -> Option<usize> {
    let mut width = e[6] - e[0];
    for at in (0..=LONGEST).step_by(6) {
        let word = e.get(at..at + 7)?;
        let wide = word[6] - word[0];
        if (wide - width).abs() > 0.25 * width {
            return None;
        }
        width = (width + wide) / 2.0;
        if at >= 18
            && let Some(&last) = e.get(at + 7)
            && misfit_128(&similar(word), &STOP[..6]) < WORST * 0.7
            && (0.4..1.8).contains(&((last - word[6]) * 5.5 / wide))
        {
            let after = e.get(at + 8).copied().unwrap_or(end) - last;
            return (after > 0.35 * wide).then_some(at + 7);
        }
    }
    None
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
