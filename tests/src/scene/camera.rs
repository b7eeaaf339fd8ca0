//! From a flat label to a photograph of it: perspective, table, lamp, lens, sensor, JPEG.

use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, Rgb, RgbImage};

use super::damage::{Damage, Harm};
use super::label::{Label, MODULE};
use super::rng::Rng;
pub use super::{HEIGHT, WIDTH};

type Point = (f32, f32);
/// Red, green and blue.
pub type Pixel = [f32; 3];

/// What one picture is taken of, and how.
#[derive(Clone, Copy, Default)]
pub struct Camera<'a> {
    /// With a harm one more thing goes wrong; without any the picture is the same as ever.
    pub harms: &'a [Harm],
    /// How far away: pixels of a module in the picture. Without it the label fills most of the picture.
    pub module_px: Option<f32>,
    /// Without it lens, sensor and file are drawn by lot, and the harms add theirs.
    pub taken: Option<Taken>,
    /// Of a film, thirty frames a second: 0 is the picture itself. Each has noise and a file of its own, and a hand has moved.
    pub nth: u32,
}

/// A lens, a sensor and a file that are known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taken {
    /// Pixels, one sigma, all blur there is.
    pub blur: f32,
    /// Grey levels, one sigma, all noise there is.
    pub noise: f32,
    /// Of the JPEG file, 1 to 100.
    pub quality: u8,
}

impl Camera<'_> {
    pub fn shoot(self, label: &Label, rng: &mut Rng) -> RgbImage {
        let harms = self.harms;
        let hand = Hand::at(rng, self.nth);
        let view = View::towards(label, rng, self, hand);
        let table = Table::new(rng);
        let lamp = Lamp::new(rng);
        let mut light: Vec<[f32; 3]> = Vec::with_capacity((WIDTH * HEIGHT) as usize);
        for (x, y) in (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (x, y))) {
            let (x, y) = (x as f32, y as f32);
            // Four rays a pixel: a sensor collects over its area. The table has nothing that fine.
            let rays = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)].map(|(dx, dy)| {
                let (u, v) = view.on_label(x + dx, y + dy);
                label.at(u, v)
            });
            let printed: Option<f32> = rays.into_iter().sum();
            let seen = printed.map_or_else(|| table.at(x, y), |sum| [sum / 4.0; 3]);
            let lit = lamp.at(x, y);
            light.push([0, 1, 2].map(|c| seen[c] * lit * lamp.tint[c]));
        }
        for harm in harms {
            harm.to_light(&mut light, rng);
        }
        let sigma = rng.between(0.6, 1.1) + Harm::blur(harms);
        blur(&mut light, self.taken.map_or(sigma, |taken| taken.blur));
        let noise = rng.between(2.0, 7.0) + Harm::noise(harms);
        let noise = self.taken.map_or(noise, |taken| taken.noise);
        let rng = &mut rng.apart(self.nth);
        let image = RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
            let grain = rng.bell() * noise;
            Rgb(light[(y * WIDTH + x) as usize].map(|value| (value + grain).clamp(0.0, 255.0) as u8))
        });
        let quality = self.taken.map_or(rng.between(72.0, 92.0), |taken| f32::from(taken.quality));
        if harms.is_empty() {
            return compressed(&image, quality as u8);
        }
        let worse = Harm::of(harms, Damage::Jpeg);
        let quality = if worse > 0.0 { 30.0 - 27.0 * worse } else { quality };
        compressed(&Harm::to_size(harms, image), quality as u8)
    }
}

/// How a hand that holds a code still has moved since a film began.
#[derive(Clone, Copy, Debug, Default)]
struct Hand {
    /// Pixels.
    shift: Point,
    /// Radians.
    turn: f32,
    /// A part of its size.
    nearer: f32,
}

impl Hand {
    /// It sways by some pixels a second and trembles by half of one. A still hand: how that blurs a frame is in the blur that
    /// the frame is taken with.
    fn at(rng: &Rng, nth: u32) -> Self {
        if nth == 0 {
            return Self::default();
        }
        let (mut own, mut tremble) = (rng.apart(u32::MAX), rng.apart(nth));
        let seconds = nth as f32 / 30.0;
        let mut sway = |wide: f32| {
            let (hertz, phase) = (own.between(0.3, 0.9), own.between(0.0, std::f32::consts::TAU));
            wide * ((std::f32::consts::TAU * hertz * seconds + phase).sin() - phase.sin())
        };
        Self {
            shift: (sway(4.0) + 0.5 * tremble.bell(), sway(4.0) + 0.5 * tremble.bell()),
            turn: (sway(0.5) + 0.05 * tremble.bell()).to_radians(),
            nearer: sway(0.01),
        }
    }

    fn moved(self, (x, y): Point, (cx, cy): Point) -> Point {
        let (sin, cos) = self.turn.sin_cos();
        let (x, y) = ((x - cx) * (1.0 + self.nearer), (y - cy) * (1.0 + self.nearer));
        (cx + x * cos - y * sin + self.shift.0, cy + x * sin + y * cos + self.shift.1)
    }
}

/// The projective map from the picture to the label, and how much the label is bent round a bottle.
struct View {
    map: [f32; 9],
    width: f32,
    /// Sine of the angle at which its left and right edge turn away; 0 is flat.
    bent: f32,
}

impl View {
    /// The label fills most of the width, turned up to six degrees and seen a little from the side.
    fn towards(label: &Label, rng: &mut Rng, camera: Camera<'_>, hand: Hand) -> Self {
        let (w, h) = (label.width as f32, label.height as f32);
        let scale = (WIDTH as f32 * rng.between(0.55, 0.7) / w).min(HEIGHT as f32 * 0.75 / h);
        let turn = rng.between(-6.0, 6.0).to_radians();
        let scale = camera.module_px.map_or(scale, |pixels| pixels / MODULE as f32);
        let of = |damage: Damage| Harm::of(camera.harms, damage);
        let turn = turn + of(Damage::Rotation) * std::f32::consts::PI;
        // A turned label has to fit the picture's height, too; one that is tilted loses width and one side of its height.
        let scale = scale * (1.0 - 0.3 * of(Damage::Rotation).min(0.5) * 2.0);
        let tilt = of(Damage::Perspective);
        let (cx, cy) = (WIDTH as f32 * rng.between(0.45, 0.55), HEIGHT as f32 * rng.between(0.45, 0.55));
        let mut corner = |x: f32, y: f32| {
            let near = 1.0 - tilt * 0.45 * (x + 0.5);
            let (x, y) = (x * (1.0 - 0.5 * tilt), y * near);
            let (x, y) = (x * scale * w * rng.between(0.97, 1.03), y * scale * h * rng.between(0.97, 1.03));
            (cx + x * turn.cos() - y * turn.sin(), cy + x * turn.sin() + y * turn.cos())
        };
        let corners = [corner(-0.5, -0.5), corner(0.5, -0.5), corner(0.5, 0.5), corner(-0.5, 0.5)];
        let corners = corners.map(|corner| hand.moved(corner, (cx, cy)));
        let mut map = inverse(from_unit_square(corners));
        map[..3].iter_mut().for_each(|m| *m *= w);
        map[3..6].iter_mut().for_each(|m| *m *= h);
        Self { map, width: w, bent: 0.93 * of(Damage::Curvature) }
    }

    fn on_label(&self, x: f32, y: f32) -> Point {
        let m = &self.map;
        let w = m[6] * x + m[7] * y + m[8];
        let (u, v) = ((m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w);
        if self.bent <= 0.0 {
            return (u, v);
        }
        // Round a bottle: what is seen is the sine of what is printed.
        let seen = 2.0 * u / self.width - 1.0;
        let printed = (seen * self.bent).clamp(-1.0, 1.0).asin() / self.bent.asin();
        ((printed + 1.0) / 2.0 * self.width, v)
    }
}

/// The map that takes (0,0), (1,0), (1,1), (0,1) to these corners (Heckbert 1989, section 2.2).
fn from_unit_square([p0, p1, p2, p3]: [Point; 4]) -> [f32; 9] {
    let (dx1, dy1) = (p1.0 - p2.0, p1.1 - p2.1);
    let (dx2, dy2) = (p3.0 - p2.0, p3.1 - p2.1);
    let (sx, sy) = (p0.0 - p1.0 + p2.0 - p3.0, p0.1 - p1.1 + p2.1 - p3.1);
    let det = dx1 * dy2 - dx2 * dy1;
    let (g, h) = ((sx * dy2 - dx2 * sy) / det, (dx1 * sy - sx * dy1) / det);
    let (a, b) = (p1.0 - p0.0 + g * p1.0, p3.0 - p0.0 + h * p3.0);
    let (d, e) = (p1.1 - p0.1 + g * p1.1, p3.1 - p0.1 + h * p3.1);
    [a, b, p0.0, d, e, p0.1, g, h, 1.0]
}

/// Up to a factor, which a projective map does not feel: the adjugate.
fn inverse([a, b, c, d, e, f, g, h, i]: [f32; 9]) -> [f32; 9] {
    [
        e * i - f * h,
        c * h - b * i,
        b * f - c * e,
        f * g - d * i,
        a * i - c * g,
        c * d - a * f,
        d * h - e * g,
        b * g - a * h,
        a * e - b * d,
    ]
}

/// Wood, more or less: bands of colour with a wave in them.
struct Table {
    colour: [f32; 3],
    wave: f32,
    phase: f32,
}

impl Table {
    fn new(rng: &mut Rng) -> Self {
        let colour = [rng.between(90.0, 170.0), rng.between(70.0, 130.0), rng.between(50.0, 110.0)];
        Self { colour, wave: rng.between(0.02, 0.06), phase: rng.between(0.0, 6.0) }
    }

    fn at(&self, x: f32, y: f32) -> [f32; 3] {
        let band = ((y + 12.0 * (x * 0.01 + self.phase).sin()) * self.wave).sin();
        self.colour.map(|c| c + 18.0 * band)
    }
}

/// One lamp to the side, and a lens that is darker in its corners.
struct Lamp {
    slope: Point,
    tint: [f32; 3],
}

impl Lamp {
    fn new(rng: &mut Rng) -> Self {
        let slope = (rng.between(-0.35, 0.35), rng.between(-0.35, 0.35));
        Self { slope, tint: [1.0, rng.between(0.94, 1.0), rng.between(0.82, 1.0)] }
    }

    fn at(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x / WIDTH as f32 - 0.5, y / HEIGHT as f32 - 0.5);
        (0.8 + self.slope.0 * x + self.slope.1 * y) * (1.0 - 0.35 * (x * x + y * y))
    }
}

/// Gaussian, along rows and then along columns.
fn blur(light: &mut Vec<[f32; 3]>, sigma: f32) {
    let reach = if sigma > 1.2 { (3.0 * sigma).ceil() as i32 } else { 3 };
    let weights: Vec<f32> = (-reach..=reach).map(|d| (-(d * d) as f32 / (2.0 * sigma * sigma)).exp()).collect();
    let sum: f32 = weights.iter().sum();
    let (w, h) = (WIDTH as i32, HEIGHT as i32);
    for (dx, dy) in [(1, 0), (0, 1)] {
        let from = |x: i32, y: i32| light[(y.clamp(0, h - 1) * w + x.clamp(0, w - 1)) as usize];
        let pixel = |x: i32, y: i32| {
            let mut out = [0.0; 3];
            for (d, weight) in (-reach..=reach).zip(&weights) {
                let near = from(x + d * dx, y + d * dy);
                (0..3).for_each(|c| out[c] += near[c] * weight / sum);
            }
            out
        };
        *light = (0..h).flat_map(|y| (0..w).map(move |x| (x, y))).map(|(x, y)| pixel(x, y)).collect();
    }
}

/// What a phone writes and another one reads.
fn compressed(image: &RgbImage, quality: u8) -> RgbImage {
    let mut jpeg = Vec::new();
    let written = JpegEncoder::new_with_quality(&mut jpeg, quality).encode_image(image);
    let read = written.and_then(|()| image::load_from_memory_with_format(&jpeg, ImageFormat::Jpeg));
    read.expect("a picture in memory is written and read back").into_rgb8()
}
