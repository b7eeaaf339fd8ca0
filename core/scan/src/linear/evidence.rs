//! What many lines say together.
//!
//! Lines do not vote for texts: they add up how badly each pattern fits each place, so that lines of which none could
//! be read alone still read together, and noise and scratches cancel out.

use super::add_on::AddOn;
use super::sighting::{Kind, Sighting};
use super::solve::{Answer, Solver, sure};
use crate::read::is_weak;
use crate::{Format, Formats, Point, Read};

/// Lines that crossed one symbol.
#[derive(Debug, Default)]
struct Evidence {
    kind: Kind,
    /// First and last edge of each line.
    spans: Vec<(Point, Point)>,
    /// Sums over the lines.
    costs: Vec<f32>,
    /// What a line that was sure of itself read.
    sure: Option<u64>,
    /// What lines read beside it.
    add_ons: Vec<AddOn>,
    /// How many lines there were when it was last judged, and whether they were enough.
    judged: (u32, bool),
}

/// The symbols of a picture, as far as lines have crossed them; their buffers are kept for the next one.
#[derive(Default)]
pub(super) struct Symbols {
    all: Vec<Evidence>,
    used: usize,
    formats: Formats,
    mean: Vec<f32>,
    solver: Solver,
}

/// A symbol that wants more lines.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thin {
    /// The ends of one line.
    pub from: Point,
    pub to: Point,
    /// Pixels.
    pub module: f32,
    /// How far a line must go beyond its last edge, as a part of its length.
    pub beyond: f32,
}

/// Mean misfit of a character above which a symbol is not what it was taken for. Of 612 symbols of photographs that
/// were read right the median is 0.13 and the worst 0.95.
const FITS: f32 = 1.0;
/// How much worse than the best text of all a text may fit that is right by its check.
const DOUBT: f32 = 0.5;
/// How far ahead of the next text the best must be, by the mean line, for one line; it falls with the root of their
/// number, as the error of a mean does.
const AHEAD: f32 = 6.5;
/// How far a line must go beyond a symbol: for the quiet zone as a part of its length, for an add-on in modules.
const QUIET: f32 = 0.15;
const ADD_ON: f32 = 65.0;
/// Noise has fewer lines.
const SEVERAL: u32 = 4;

impl Symbols {
    pub fn clear(&mut self, formats: Formats) {
        self.used = 0;
        self.formats = formats;
    }

    /// One more line: to the symbol it belongs to, or to a new one.
    pub fn add(&mut self, sighting: Sighting<'_>) {
        let Sighting { kind, from, to, costs, add_on } = sighting;
        let sure = sure(kind, costs);
        let known =
            self.all[..self.used].iter_mut().find(|known| known.is_crossed_by(kind, from, to, costs.len(), sure));
        if let Some(known) = known {
            known.spans.push((from, to));
            known.costs.iter_mut().zip(costs).for_each(|(sum, cost)| *sum += cost);
            known.sure = known.sure.or(sure);
            known.add_ons.extend(add_on);
            return;
        }
        if self.used == self.all.len() {
            self.all.push(Evidence::default());
        }
        let fresh = &mut self.all[self.used];
        (fresh.kind, fresh.sure, fresh.judged) = (kind, sure, (0, false));
        fresh.add_ons.clear();
        fresh.add_ons.extend(add_on);
        fresh.spans.clear();
        fresh.spans.push((from, to));
        fresh.costs.clear();
        fresh.costs.extend_from_slice(costs);
        self.used += 1;
    }

    /// Puts symbols with fewer lines than `enough` into `out`.
    pub fn thin(&self, enough: u32, out: &mut Vec<Thin>) {
        out.clear();
        let few = self.all[..self.used].iter().filter(|known| known.lines() < enough).take(6);
        out.extend(few.map(|known| {
            let (from, to) = known.spans[0];
            let (module, length) = (known.module(), (to.x - from.x).hypot(to.y - from.y));
            Thin { from, to, module, beyond: if known.add_ons.is_empty() { QUIET } else { ADD_ON * module / length } }
        }));
        // Short lines for one symbol would do for another one in their way, and never reach its add-on.
        out.sort_by(|a, b| b.beyond.total_cmp(&a.beyond));
    }

    /// Whether some lines crossed a symbol whose modules have fewer pixels than these, and it is not believed.
    pub fn has_unread_below(&self, pixels: f32) -> bool {
        let unread = self.all[..self.used].iter().filter(|known| known.lines() >= SEVERAL && !known.judged.1);
        unread.map(Evidence::module).any(|module| module < pixels)
    }

    /// How many codes at least so many lines speak for, well enough to be believed.
    pub fn settled(&mut self, lines: u32) -> usize {
        (0..self.used).filter(|&at| self.all[at].lines() >= lines && self.is_believed(at)).count()
    }

    /// Calls `seen` with the codes that enough speaks for.
    pub fn believed(&mut self, mut seen: impl FnMut(Read)) {
        for at in 0..self.used {
            if self.is_believed(at)
                && let Some((format, answer, _)) = self.judge(at)
            {
                let text = &answer.text[usize::from(format == Format::UpcA)..];
                let (text, raw, fnc1) = (text.to_owned(), answer.raw.clone(), answer.fnc1);
                let known = &self.all[at];
                seen(Read {
                    format,
                    text,
                    raw,
                    fnc1,
                    part: None,
                    add_on: known.add_on().map(AddOn::text),
                    corners: known.corners(),
                    lines: known.lines(),
                    frames: 1,
                    inverted: false,
                });
            }
        }
    }

    fn is_believed(&mut self, at: usize) -> bool {
        let lines = self.all[at].lines();
        if self.all[at].judged.0 != lines {
            self.all[at].judged = (lines, self.judge(at).is_some_and(|(.., is_believed)| is_believed));
        }
        self.all[at].judged.1
    }

    /// What the lines read together, and whether it may be believed: two lines, three for the short kinds, that fit well
    /// and leave no other text as good. A UPC-A's answer has the zero in front that makes it an EAN-13.
    fn judge(&mut self, at: usize) -> Option<(Format, &Answer, bool)> {
        let known = &self.all[at];
        let lines = known.lines();
        if lines < 2 {
            return None;
        }
        self.mean.clear();
        self.mean.extend(known.costs.iter().map(|cost| cost / lines as f32));
        let answer = self.solver.solve(known.kind, &self.mean)?;
        let format = match known.kind {
            Kind::Ean13 if answer.text.starts_with('0') && self.formats.contains(Format::UpcA) => Format::UpcA,
            Kind::Ean13 => Format::Ean13,
            Kind::Ean8 => Format::Ean8,
            Kind::UpcE => Format::UpcE,
            Kind::Code128 => Format::Code128,
        };
        let is_weak = is_weak(format, &answer.text);
        let enough = lines >= if is_weak { 3 } else { 2 };
        let ahead = answer.margin * (lines as f32).sqrt() > AHEAD;
        // The check digit may decide where the lines are in doubt. It never overrules them: a symbol that reads clearly
        // and does not add up is a wrong one.
        let is_clear = answer.misfit < FITS && answer.repair <= if is_weak { 0.01 } else { DOUBT };
        Some((format, answer, self.formats.contains(format) && enough && is_clear && ahead))
    }
}

impl Evidence {
    fn lines(&self) -> u32 {
        self.spans.len() as u32
    }

    /// What at least two lines, and more than half of those that saw any, read beside the symbol.
    fn add_on(&self) -> Option<AddOn> {
        let count = |wanted: &AddOn| self.add_ons.iter().filter(|seen| *seen == wanted).count();
        let most = self.add_ons.iter().max_by_key(|add_on| count(add_on))?;
        (count(most) >= 2 && 2 * count(most) > self.add_ons.len()).then_some(*most)
    }

    /// Pixels.
    fn module(&self) -> f32 {
        let (from, to) = self.spans[0];
        let characters = (self.costs.len() / self.kind.alphabet()) as f32;
        let modules = if self.kind == Kind::Code128 { 11.0 * characters + 13.0 } else { 7.0 * characters + 11.0 };
        (to.x - from.x).hypot(to.y - from.y) / modules
    }

    /// Whether this line crosses the symbol that the others cross.
    fn is_crossed_by(&self, kind: Kind, from: Point, to: Point, costs: usize, sure: Option<u64>) -> bool {
        let disputed = self.sure.zip(sure).is_some_and(|(mine, theirs)| mine != theirs);
        if self.kind != kind || self.costs.len() != costs || disputed {
            return false;
        }
        self.spans.iter().any(|&(first, last)| {
            let (dx, dy) = (last.x - first.x, last.y - first.y);
            let length = dx.hypot(dy);
            let is_near = |p: Point, q: Point| {
                let (x, y) = (p.x - q.x, p.y - q.y);
                let (along, across) = ((x * dx + y * dy).abs() / length, (x * dy - y * dx).abs() / length);
                along < 0.12 * length + 0.3 * across && across < 0.7 * length
            };
            is_near(from, first) && is_near(to, last)
        })
    }

    /// Around the outermost lines, clockwise from the top left as the code is read.
    fn corners(&self) -> [Point; 4] {
        let (first, last) = self.spans[0];
        let (dx, dy) = (last.x - first.x, last.y - first.y);
        let below = |(from, _): &(Point, Point)| (from.y - first.y) * dx - (from.x - first.x) * dy;
        let (mut top, mut bottom) = (self.spans[0], self.spans[0]);
        for span in &self.spans {
            if below(span) < below(&top) {
                top = *span;
            }
            if below(span) > below(&bottom) {
                bottom = *span;
            }
        }
        [top.0, top.1, bottom.1, bottom.0]
    }
}

#[cfg(test)]
mod tests {
    use super::super::sighting::WORST;
    use super::*;

    /// A line that is `off` from every right pattern, and `doubt` from one wrong one.
    fn line(text: &str, y: f32, off: f32, doubt: Option<(usize, u8)>) -> (f32, Vec<f32>) {
        let mut costs = vec![WORST; 8 * 20];
        for (place, digit) in text.bytes().enumerate() {
            costs[place * 20 + usize::from(digit - b'0')] = off;
        }
        if let Some((place, digit)) = doubt {
            costs[place * 20 + usize::from(digit)] = off - 0.05;
        }
        (y, costs)
    }

    fn texts(lines: impl IntoIterator<Item = (f32, Vec<f32>)>) -> Vec<(String, u32)> {
        let (mut symbols, mut texts) = (Symbols::default(), Vec::new());
        symbols.clear(Formats::ALL);
        for (y, costs) in lines {
            let (from, to) = (Point { x: 10.0, y }, Point { x: 110.0, y });
            symbols.add(Sighting { kind: Kind::Ean8, from, to, costs: &costs, add_on: None });
        }
        symbols.believed(|read| texts.push((read.text, read.lines)));
        texts
    }

    #[test]
    fn a_short_symbol_needs_three_lines() {
        let lines = |n: u8| (0..n).map(|y| line("96385074", f32::from(y), 0.1, None));
        assert_eq!(texts(lines(2)), []);
        assert_eq!(texts(lines(3)), [("96385074".to_owned(), 3)]);
    }

    #[test]
    fn what_fits_badly_is_not_believed_however_many_lines_agree() {
        assert_eq!(texts((0..20u8).map(|y| line("96385074", f32::from(y), 1.2, None))), []);
    }

    #[test]
    fn lines_with_different_doubts_read_together() {
        // Each line prefers a wrong digit somewhere; the check digit and the other lines settle it.
        let lines = (0..4u8).map(|y| line("96385074", f32::from(y), 0.3, Some((usize::from(y), 1))));
        assert_eq!(texts(lines), [("96385074".to_owned(), 4)]);
    }

    #[test]
    fn two_labels_above_each_other_are_two_symbols() {
        let first = (0..3u8).map(|y| line("96385074", f32::from(y), 0.1, None));
        let second = (0..3u8).map(|y| line("55123457", 20.0 + f32::from(y), 0.1, None));
        assert_eq!(texts(first.chain(second)).len(), 2);
    }
}
