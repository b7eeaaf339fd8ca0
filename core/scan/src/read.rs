//! One code that a decoder read.

use std::borrow::Cow;

use crate::frame::Place;
use crate::job::{Format, Region};

/// Pixels of the upright picture, from its top left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub x: f32,
    pub y: f32,
}

/// Where a GS1 function character stood: what the text then is follows GS1's rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fnc1 {
    /// GS1-128 or GS1 QR: the text is a GS1 element string with 0x1D between its fields.
    First,
    /// An industry's own format.
    Second,
}

/// One of several QR codes that hold a text together (structured append).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// From 0.
    pub index: u8,
    /// How many there are; 0 where the symbol does not say.
    pub count: u8,
    /// All bytes of the whole text, exclusive or: the same in every part.
    pub parity: u8,
}

/// What was read, and how much speaks for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    pub format: Format,
    /// EAN and UPC with their check digit; UPC-E in its 8 digits.
    pub text: String,
    /// The symbol's own code words where the decoder gives them, else empty.
    pub raw: Vec<u8>,
    pub fnc1: Option<Fnc1>,
    /// Only of a QR code.
    pub part: Option<Part>,
    /// The 2 or 5 digits beside an EAN-13, UPC-A or UPC-E: an issue, a price. They have no check digit of their own, and
    /// no part in `text`.
    pub add_on: Option<String>,
    /// Around the code, clockwise from its top left as the code is read.
    pub corners: [Point; 4],
    /// Scan lines that gave this text; 0 for QR.
    pub lines: u32,
    /// Frames, or passes over a still picture, that gave this text.
    pub frames: u32,
    /// Light on dark.
    pub inverted: bool,
}

/// Pixels of bars that a second look takes.
const BAND: f32 = 48.0;
/// Lines that must agree, and how far the outermost must be apart as a part of their length, for one look to be enough.
const ALONE: u32 = 6;
const APART: f32 = 0.03;

impl Read {
    /// What two readings of the same symbol have in common: a UPC-A is the EAN-13 with a leading zero.
    pub(crate) fn key(&self) -> (Format, Cow<'_, str>) {
        match self.format {
            Format::UpcA => (Format::Ean13, Cow::Owned(format!("0{}", self.text))),
            format => (format, Cow::Borrowed(&self.text)),
        }
    }

    /// See [`is_weak`].
    pub(crate) fn is_weak(&self) -> bool {
        is_weak(self.format, &self.text)
    }

    /// How many frames, or passes over a still picture, must agree before it is believed.
    pub(crate) fn looks_needed(&self) -> u32 {
        match self.format {
            Format::Qr => 1, // Reed-Solomon has checked it
            _ if self.is_weak() => 3,
            _ => 2,
        }
    }

    /// Whether one still picture is enough: many lines agree, and they do not all lie on one scratch.
    pub(crate) fn stands_alone(&self) -> bool {
        let [a, b, _, d] = self.corners;
        let (length, height) = ((b.x - a.x).hypot(b.y - a.y), (d.x - a.x).hypot(d.y - a.y));
        !self.is_weak() && self.lines >= ALONE && height > APART * length
    }

    /// The same symbol, seen once more: its text in its place.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.key() == other.key() && self.holds(other.middle())
    }

    /// The middle of its corners.
    pub(crate) fn middle(&self) -> Point {
        let sum = self.corners.iter().fold((0.0, 0.0), |sum, p| (sum.0 + p.x, sum.1 + p.y));
        Point { x: sum.0 / 4.0, y: sum.1 / 4.0 }
    }

    /// Whether a place is nearer to its middle than half its diagonal.
    pub(crate) fn holds(&self, p: Point) -> bool {
        let (middle, [a, _, c, _]) = (self.middle(), self.corners);
        (p.x - middle.x).hypot(p.y - middle.y) < (a.x - c.x).hypot(a.y - c.y) / 2.0
    }

    /// The upright rectangle around it, wider on all sides by this part of its greater side, within a picture of this size.
    pub(crate) fn around(&self, part: f32, size: (u32, u32)) -> Region {
        let ((left, right), (top, bottom)) = self.spans();
        let rim = part * (right - left).max(bottom - top);
        region((left - rim, right + rim), (top - rim, bottom + rim), size)
    }

    /// The upright rectangle around a linear code with what must be blank beside it, and some more of its bars: as far as
    /// lines have crossed them they may be a narrow band. Of bars that stand upright and are long a band is enough.
    pub(crate) fn with_quiet_zones(&self, size: (u32, u32)) -> Region {
        let ((left, right), (mut top, mut bottom)) = self.spans();
        let [a, b, ..] = self.corners;
        let skew = (b.y - a.y).abs();
        if skew * 4.0 < (b.x - a.x).abs() {
            let (middle, half) = ((top + bottom) / 2.0, BAND / 2.0 + skew);
            (top, bottom) = (top.max(middle - half), bottom.min(middle + half));
        }
        let (w, h) = (right - left, bottom - top);
        let (beside, above) = (0.2 * w + 0.06 * h, 0.2 * h + 0.06 * w);
        region((left - beside, right + beside), (top - above, bottom + above), size)
    }

    /// From its leftmost to its rightmost corner, and from the topmost to the lowest.
    fn spans(&self) -> ((f32, f32), (f32, f32)) {
        let span = |of: fn(&Point) -> f32| {
            let values = self.corners.iter().map(of);
            (values.clone().fold(f32::MAX, f32::min), values.fold(f32::MIN, f32::max))
        };
        (span(|p| p.x), span(|p| p.y))
    }

    /// Moves it from a picture to the frame that the picture was taken from.
    pub(crate) fn place(&mut self, place: Place) {
        self.corners = self.corners.map(|corner| place.in_frame(corner));
    }
}

/// Whole pixels of a picture of this size.
fn region((left, right): (f32, f32), (top, bottom): (f32, f32), (width, height): (u32, u32)) -> Region {
    let (x, y) = (left.max(0.0) as u32, top.max(0.0) as u32);
    let (right, bottom) = (right.ceil() as u32, bottom.ceil() as u32);
    Region { x, y, width: right.saturating_sub(x), height: bottom.saturating_sub(y) }.within(width, height)
}

/// Short symbols whose check catches little: noise has read as these, so they need three looks.
pub(crate) fn is_weak(format: Format, text: &str) -> bool {
    match format {
        Format::Ean8 | Format::UpcE => true,
        Format::Code128 => text.chars().count() < 6,
        Format::Qr | Format::Ean13 | Format::UpcA => false,
    }
}
