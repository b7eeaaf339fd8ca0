//! A small painter of flat figures: signed distance to the edge gives one smooth pixel of border.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

/// Width and height in pixels.
pub const SIDE: u32 = 240;

/// Red, green, blue.
pub type Colour = [u8; 3];
/// A place on the canvas, 0.0 to 240.0 from the upper left.
pub type Point = (f32, f32);

/// A figure whose edge is known by distance.
pub enum Figure<'a> {
    /// Centre, half width, half height, radius of the corners.
    Block(Point, f32, f32, f32),
    /// Centre, radius.
    Disc(Point, f32),
    /// Centre, radius of the middle line, half its thickness.
    Ring(Point, f32, f32),
    /// Two ends, half the thickness.
    Stroke(Point, Point, f32),
    /// Centre, half width, half height.
    Oval(Point, f32, f32),
    /// Corners in order.
    Polygon(&'a [Point]),
}

/// Pixels being painted.
pub struct Canvas {
    pixels: Vec<u8>,
}

impl Canvas {
    /// All of one colour.
    pub fn new(back: Colour) -> Self {
        Self { pixels: back.repeat((SIDE * SIDE) as usize) }
    }

    /// Paints `figure` over what is there.
    pub fn paint(&mut self, figure: Figure, colour: Colour) {
        for y in 0..SIDE {
            for x in 0..SIDE {
                let cover = (0.5 - figure.distance((x as f32 + 0.5, y as f32 + 0.5))).clamp(0.0, 1.0);
                if cover > 0.0 {
                    let at = ((y * SIDE + x) * 3) as usize;
                    for (pixel, new) in self.pixels[at..at + 3].iter_mut().zip(colour) {
                        *pixel = (f32::from(*pixel) * (1.0 - cover) + f32::from(new) * cover).round() as u8;
                    }
                }
            }
        }
    }

    /// The picture as a PNG file.
    pub fn png(&self) -> Result<Vec<u8>, image::ImageError> {
        let mut file = Vec::new();
        PngEncoder::new_with_quality(&mut file, CompressionType::Best, FilterType::Adaptive).write_image(
            &self.pixels,
            SIDE,
            SIDE,
            ExtendedColorType::Rgb8,
        )?;
        Ok(file)
    }
}

impl Figure<'_> {
    /// Negative inside, positive outside, in pixels.
    fn distance(&self, at: Point) -> f32 {
        match *self {
            Self::Block(centre, half_w, half_h, radius) => {
                let (dx, dy) = ((at.0 - centre.0).abs() - half_w + radius, (at.1 - centre.1).abs() - half_h + radius);
                dx.max(0.0).hypot(dy.max(0.0)) + dx.max(dy).min(0.0) - radius
            }
            Self::Disc(centre, radius) => (at.0 - centre.0).hypot(at.1 - centre.1) - radius,
            Self::Ring(centre, radius, half) => ((at.0 - centre.0).hypot(at.1 - centre.1) - radius).abs() - half,
            Self::Stroke(a, b, half) => to_segment(at, a, b) - half,
            Self::Oval(centre, half_w, half_h) => {
                let scaled = ((at.0 - centre.0) / half_w).hypot((at.1 - centre.1) / half_h);
                (scaled - 1.0) * half_w.min(half_h)
            }
            Self::Polygon(corners) => polygon(at, corners),
        }
    }
}

fn to_segment(at: Point, a: Point, b: Point) -> f32 {
    let (along, way) = ((b.0 - a.0, b.1 - a.1), (at.0 - a.0, at.1 - a.1));
    let part = ((way.0 * along.0 + way.1 * along.1) / (along.0 * along.0 + along.1 * along.1)).clamp(0.0, 1.0);
    (way.0 - along.0 * part).hypot(way.1 - along.1 * part)
}

fn polygon(at: Point, corners: &[Point]) -> f32 {
    let (mut nearest, mut inside) = (f32::MAX, false);
    for (i, &a) in corners.iter().enumerate() {
        let b = corners[(i + 1) % corners.len()];
        nearest = nearest.min(to_segment(at, a, b));
        if (a.1 > at.1) != (b.1 > at.1) && at.0 < (b.0 - a.0) * (at.1 - a.1) / (b.1 - a.1) + a.0 {
            inside = !inside;
        }
    }
    if inside { -nearest } else { nearest }
}
