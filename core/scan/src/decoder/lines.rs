//! What many scan lines of one picture say together. rxing believes the first line that reads; noise reads too.

use crate::{Format, Point, Read};

/// A line's reading between its guards.
pub(super) struct Line {
    pub read: Read,
    pub from: Point,
    pub to: Point,
}

/// Distinct texts of a picture and the lines that gave them.
#[derive(Default)]
pub(super) struct Lines(Vec<Read>);

impl Lines {
    pub fn clear(&mut self) {
        self.0.clear();
    }

    pub fn push(&mut self, line: Line) {
        let Line { mut read, from, to } = line;
        match self.0.iter_mut().find(|known| known.key() == read.key()) {
            Some(known) => {
                known.lines += 1;
                grow(&mut known.corners, from, to);
            }
            None => {
                read.lines = 1;
                read.corners = [from, to, to, from];
                self.0.push(read);
            }
        }
    }

    /// Codes that already have so many lines that no others can overtake them.
    pub fn settled(&self) -> usize {
        self.0.iter().filter(|read| read.lines >= SETTLED).count()
    }

    /// The texts that may be believed, most lines first. A short symbol read inside a longer one is a piece of it.
    pub fn take(&mut self, out: &mut Vec<Read>) {
        self.0.sort_by_key(|read| std::cmp::Reverse(read.lines));
        let start = out.len();
        for mut read in self.0.drain(..) {
            clockwise(&mut read.corners);
            let enough = read.lines >= if read.is_weak() { 3 } else { 1 };
            let piece = out[start..].iter().any(|better| overlap(better, &read));
            if enough && !piece {
                out.push(read);
            }
        }
    }
}

const SETTLED: u32 = 6;

/// Corners are kept as from-first, to-first, to-last, from-last, in the order the lines came.
fn grow(corners: &mut [Point; 4], from: Point, to: Point) {
    let distance = |a: Point, b: Point| (a.x - b.x).powi(2) + (a.y - b.y).powi(2);
    let [first, _, _, last] = *corners;
    let height = distance(first, last);
    if distance(from, first) >= height && distance(from, first) >= distance(from, last) {
        (corners[3], corners[2]) = (from, to);
    } else if distance(from, last) >= height {
        (corners[0], corners[1]) = (from, to);
    }
}

/// Lines come from the middle out, so the last may lie above the first.
fn clockwise(corners: &mut [Point; 4]) {
    let [a, b, _, d] = *corners;
    if (b.x - a.x) * (d.y - a.y) < (b.y - a.y) * (d.x - a.x) {
        corners.swap(0, 3);
        corners.swap(1, 2);
    }
}

fn overlap(a: &Read, b: &Read) -> bool {
    let side = |read: &Read, of: fn(&Point) -> f32| {
        let values = read.corners.iter().map(of);
        (values.clone().fold(f32::MAX, f32::min), values.fold(f32::MIN, f32::max))
    };
    let meet = |of| {
        let (a, b) = (side(a, of), side(b, of));
        a.0 <= b.1 && b.0 <= a.1
    };
    meet(|p| p.x) && meet(|p| p.y)
}

/// Whether five modules beside both guards of an EAN-8 or UPC-E are empty; `is_blank` asks the row for a range of
/// columns. `from` and `to` are the middles of the guards.
pub(super) fn has_quiet_zones(format: Format, from: f32, to: f32, is_blank: impl Fn(usize, usize) -> bool) -> bool {
    // Modules between the middles of the guards, and from the last guard's middle to its end.
    let (between, end) = match format {
        Format::Ean8 => (64.0, 1.5),
        Format::UpcE => (46.5, 3.0),
        _ => return true,
    };
    let module = (to - from) / between;
    let (left, right) = (from - 2.0 * module, to + (end + 0.5) * module);
    let quiet = 4.5 * module; // five, less the half that blur takes
    left - quiet >= 0.0
        && is_blank((left - quiet).round() as usize, left.round() as usize)
        && is_blank(right.round() as usize, (right + quiet).round() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(format: Format, text: &str, x: f32, y: f32) -> Line {
        let read = Read {
            format,
            text: text.into(),
            raw: Vec::new(),
            fnc1: None,
            part: None,
            add_on: None,
            corners: Default::default(),
            lines: 0,
            frames: 0,
            inverted: false,
        };
        Line { read, from: Point { x, y }, to: Point { x: x + 100.0, y } }
    }

    fn believed(lines: Vec<Line>) -> Vec<(String, u32)> {
        let (mut votes, mut out) = (Lines::default(), Vec::new());
        lines.into_iter().for_each(|line| votes.push(line));
        votes.take(&mut out);
        out.into_iter().map(|read| (read.text, read.lines)).collect()
    }

    #[test]
    fn a_short_symbol_needs_three_lines() {
        let two = || vec![line(Format::UpcE, "01234565", 0.0, 1.0), line(Format::UpcE, "01234565", 0.0, 2.0)];
        assert_eq!(believed(two()), []);
        let mut three = two();
        three.push(line(Format::UpcE, "01234565", 0.0, 3.0));
        assert_eq!(believed(three), [("01234565".to_owned(), 3)]);
    }

    #[test]
    fn of_two_texts_in_one_place_the_one_with_more_lines_stays() {
        let lines = vec![
            line(Format::Ean13, "4006381333931", 0.0, 1.0),
            line(Format::Ean13, "9520000000011", 10.0, 2.0),
            line(Format::Ean13, "9520000000011", 10.0, 0.0),
        ];
        assert_eq!(believed(lines), [("9520000000011".to_owned(), 2)]);
    }

    #[test]
    fn two_codes_side_by_side_are_both_there() {
        let lines =
            vec![line(Format::Ean13, "4006381333931", 0.0, 1.0), line(Format::Ean13, "9520000000011", 200.0, 1.0)];
        assert_eq!(believed(lines).len(), 2);
    }

    #[test]
    fn corners_span_the_outermost_lines_clockwise_from_the_top_left() {
        let (mut votes, mut out) = (Lines::default(), Vec::new());
        for y in [10.0, 12.0, 8.0, 14.0, 6.0] {
            votes.push(line(Format::Ean13, "9520000000011", 0.0, y));
        }
        votes.take(&mut out);
        assert_eq!(out[0].corners.map(|p| (p.x, p.y)), [(0.0, 6.0), (100.0, 6.0), (100.0, 14.0), (0.0, 14.0)]);
    }
}
