//! The sides of one of the three squares, to a fraction of a pixel.

use super::grey::Grey;
use crate::Point;

/// A square of seven modules: its middle, and what a module is there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outline {
    pub middle: Point,
    /// One module to the right and one down, in pixels, as the symbol is read.
    pub right: Point,
    pub down: Point,
    /// Clockwise from its top left.
    pub corners: [Point; 4],
    /// Sides that were seen, of four.
    pub seen: u32,
}

/// Where the sides are crossed, in modules beside the middle: all within the dark frame.
const ACROSS: [f32; 6] = [-2.8, -1.7, -0.6, 0.6, 1.7, 2.8];
/// Crossings of a side that must be seen.
const LEAST: usize = 3;
/// Modules that the frame may be off, so that it is still found.
const FROM: f32 = 2.7;
const TO: f32 = 4.4;
const STEPS: usize = 9;

type Line = (Point, Point);

impl Outline {
    /// `right` and `down`: one module each way, as [`paced`] has them.
    pub fn of(grey: &Grey<'_>, middle: Point, right: Point, down: Point) -> Self {
        let sides = [(minus(down), right), (right, down), (down, right), (minus(right), down)];
        let mut seen = 0;
        let [top, east, bottom, west] = sides.map(|(out, along)| {
            let line = side(grey, middle, out, along);
            seen += u32::from(line.is_some());
            line.unwrap_or((add(middle, out, 3.5), along))
        });
        let corner = |a: Line, b: Line, du: f32, dv: f32| {
            let plain = add(add(middle, right, 3.5 * du), down, 3.5 * dv);
            let far = |p: &Point| {
                (p.x - plain.x).hypot(p.y - plain.y) < 1.5 * right.x.hypot(right.y).max(down.x.hypot(down.y))
            };
            crossing(a, b).filter(far).unwrap_or(plain)
        };
        let corners = [
            corner(top, west, -1.0, -1.0),
            corner(top, east, 1.0, -1.0),
            corner(bottom, east, 1.0, 1.0),
            corner(bottom, west, -1.0, 1.0),
        ];
        let [a, b, c, d] = corners;
        let mean = |p: Point, q: Point, r: Point, s: Point| Point {
            x: (q.x - p.x + r.x - s.x) / 14.0,
            y: (q.y - p.y + r.y - s.y) / 14.0,
        };
        Self { middle, right: mean(a, b, c, d), down: mean(a, d, c, b), corners, seen }
    }

    /// Pixels of a module's side.
    pub fn module(&self) -> f32 {
        (self.right.x * self.down.y - self.right.y * self.down.x).abs().sqrt()
    }

    /// How light a place beside the square is, in modules from its middle.
    pub fn beside(&self, right: f32, down: f32) -> Point {
        add(add(self.middle, self.right, right), self.down, down)
    }
}

fn add(p: Point, by: Point, times: f32) -> Point {
    Point { x: p.x + by.x * times, y: p.y + by.y * times }
}

fn minus(p: Point) -> Point {
    Point { x: -p.x, y: -p.y }
}

/// The step once more, as long as a module is in truth: half a square is three and a half, from dark over light and dark
/// to light. None where that is not seen.
pub(super) fn paced(grey: &Grey<'_>, middle: Point, step: Point) -> Option<Point> {
    let forth = third_turn(grey, middle, step)?;
    let back = third_turn(grey, middle, minus(step))?;
    let long = (forth + back) / 7.0;
    Some(Point { x: step.x * long, y: step.y * long })
}

/// Where the line leaves the frame, in steps.
fn third_turn(grey: &Grey<'_>, middle: Point, step: Point) -> Option<f32> {
    const PARTS: usize = 6;
    let value = |i: usize| grey.or_light(add(middle, step, i as f32 / PARTS as f32));
    let values: [f32; 6 * PARTS] = std::array::from_fn(value);
    let (low, high) = values.iter().fold((f32::MAX, f32::MIN), |(l, h), &v| (l.min(v), h.max(v)));
    let level = (low + high) / 2.0;
    let mut turns = (1..values.len()).filter(|&i| (values[i] < level) != (values[i - 1] < level));
    let (first, second, third) = (turns.next()?, turns.next()?, turns.next()?);
    let [a, b, c] = [first, second, third].map(|i| {
        let (p, q) = (values[i - 1], values[i]);
        (i as f32 - 1.0 + (p - level) / (p - q)) / PARTS as f32
    });
    let is_square = values[0] < level && (0.4..2.2).contains(&(2.0 * (c - b) / (b - a + c - b)));
    (is_square && (1.8..5.5).contains(&c) && a < 2.6 * (c - a)).then_some(c)
}

/// A line along the outer edge of a side: a point and a direction.
fn side(grey: &Grey<'_>, middle: Point, out: Point, along: Point) -> Option<Line> {
    let (mut points, mut count) = ([Point::default(); ACROSS.len()], 0);
    for across in ACROSS {
        let start = add(middle, along, across);
        let step = (TO - FROM) / (STEPS - 1) as f32;
        let values: [f32; STEPS] = std::array::from_fn(|i| grey.at(add(start, out, FROM + step * i as f32)));
        let darkest = values[..STEPS / 2 + 1].iter().copied().fold(f32::MAX, f32::min);
        let lightest = values[STEPS / 2 - 1..].iter().copied().fold(f32::MIN, f32::max);
        let level = (darkest + lightest) / 2.0;
        if lightest - darkest < 8.0 {
            continue;
        }
        let Some(last) = (0..STEPS - 1).rev().find(|&i| values[i] < level && values[i + 1] >= level) else { continue };
        let part = (level - values[last]) / (values[last + 1] - values[last]);
        points[count] = add(start, out, FROM + step * (last as f32 + part));
        count += 1;
    }
    let mut points = &mut points[..count];
    if count < LEAST {
        return None;
    }
    let mut line = fitted(points);
    // The one that is furthest off may lie on a stain.
    let off = |p: &Point| ((p.x - line.0.x) * line.1.y - (p.y - line.0.y) * line.1.x).abs();
    let worst = (0..points.len()).max_by(|&a, &b| off(&points[a]).total_cmp(&off(&points[b])))?;
    if points.len() > LEAST && off(&points[worst]) > 0.3 * out.x.hypot(out.y) {
        let last = points.len() - 1;
        points.swap(worst, last);
        points = &mut points[..last];
        line = fitted(points);
    }
    Some(line)
}

/// The line from which the points are least far: through their mean, along their widest spread.
fn fitted(points: &[Point]) -> Line {
    let n = points.len() as f32;
    let mean = points.iter().fold(Point::default(), |sum, p| Point { x: sum.x + p.x / n, y: sum.y + p.y / n });
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for p in points {
        let (x, y) = (p.x - mean.x, p.y - mean.y);
        (xx, yy, xy) = (xx + x * x, yy + y * y, xy + x * y);
    }
    let angle = (2.0 * xy).atan2(xx - yy) / 2.0;
    (mean, Point { x: angle.cos(), y: angle.sin() })
}

pub(super) fn crossing((p, d): Line, (q, e): Line) -> Option<Point> {
    let area = d.x * e.y - d.y * e.x;
    let lengths = d.x.hypot(d.y) * e.x.hypot(e.y);
    (area.abs() > 0.02 * lengths).then(|| add(p, d, ((q.x - p.x) * e.y - (q.y - p.y) * e.x) / area))
}
