//! What goes wrong between a label and its picture, one thing at a time.

use image::RgbImage;

use super::camera::{HEIGHT, Pixel, WIDTH};
use super::rng::Rng;

/// A kind of damage; how bad it is goes from 0 (hardly seen) to 1 (hardly anybody reads it).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Damage {
    Perspective,
    Curvature,
    Rotation,
    Blur,
    Motion,
    Noise,
    LowLight,
    LowContrast,
    Shadow,
    Glare,
    Jpeg,
    LowResolution,
}

impl Damage {
    pub const ALL: [Self; 12] = [
        Self::Perspective,
        Self::Curvature,
        Self::Rotation,
        Self::Blur,
        Self::Motion,
        Self::Noise,
        Self::LowLight,
        Self::LowContrast,
        Self::Shadow,
        Self::Glare,
        Self::Jpeg,
        Self::LowResolution,
    ];

    /// `low-light`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Perspective => "perspective",
            Self::Curvature => "curvature",
            Self::Rotation => "rotation",
            Self::Blur => "blur",
            Self::Motion => "motion",
            Self::Noise => "noise",
            Self::LowLight => "low-light",
            Self::LowContrast => "low-contrast",
            Self::Shadow => "shadow",
            Self::Glare => "glare",
            Self::Jpeg => "jpeg",
            Self::LowResolution => "low-resolution",
        }
    }
}

/// A damage and how bad it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Harm {
    pub damage: Damage,
    /// 0 to 1.
    pub level: f32,
}

impl Harm {
    /// The level of one kind among these, 0 where it is not.
    pub(super) fn of(harms: &[Self], damage: Damage) -> f32 {
        harms.iter().filter(|harm| harm.damage == damage).map(|harm| harm.level).sum()
    }

    /// What is done to light on its way: shadow, glare, a dark room, fog, a moving hand.
    pub(super) fn to_light(self, light: &mut Vec<Pixel>, rng: &mut Rng) {
        let (w, h) = (WIDTH as f32, HEIGHT as f32);
        let level = self.level;
        match self.damage {
            Damage::Shadow => {
                // An edge through the middle of the picture, at any angle, as soft as a hand's.
                let angle = rng.between(0.0, std::f32::consts::TAU);
                let dark = 1.0 - 0.88 * level;
                each(light, |x, y, pixel| {
                    let away = (x - w / 2.0) * angle.cos() + (y - h / 2.0) * angle.sin();
                    let lit = dark + (1.0 - dark) * (away / 12.0 + 0.5).clamp(0.0, 1.0);
                    pixel.map(|value| value * lit)
                });
            }
            Damage::Glare => {
                let (cx, cy) = (w * rng.between(0.35, 0.65), h * rng.between(0.4, 0.6));
                let wide = w * (0.02 + 0.1 * level);
                each(light, |x, y, pixel| {
                    let shine = 400.0 * (-((x - cx).powi(2) + (y - cy).powi(2)) / (2.0 * wide * wide)).exp();
                    pixel.map(|value| value + shine)
                });
            }
            Damage::LowLight => each(light, |_, _, pixel| pixel.map(|value| value * (0.35 - 0.3 * level))),
            Damage::LowContrast => {
                each(light, |_, _, pixel| pixel.map(|value| 140.0 + (value - 140.0) * (0.6 - 0.52 * level)));
            }
            Damage::Motion => {
                let angle = rng.between(0.0, std::f32::consts::PI);
                smear(light, (angle.cos(), angle.sin()), 2 + (14.0 * level) as i32);
            }
            _ => {}
        }
    }

    /// Grey levels of noise beside the sensor's own.
    pub(super) fn noise(harms: &[Self]) -> f32 {
        45.0 * Self::of(harms, Damage::Noise) + 4.0 * Self::of(harms, Damage::LowLight)
    }

    /// Pixels of blur beside the lens' own: a module is three or four.
    pub(super) fn blur(harms: &[Self]) -> f32 {
        4.0 * Self::of(harms, Damage::Blur)
    }

    /// A smaller picture, each pixel the mean of those it covers.
    pub(super) fn to_size(harms: &[Self], image: RgbImage) -> RgbImage {
        let level = Self::of(harms, Damage::LowResolution);
        if level <= 0.0 {
            return image;
        }
        let part = 1.0 - 0.68 * level;
        let (w, h) = ((WIDTH as f32 * part) as u32, (HEIGHT as f32 * part) as u32);
        image::imageops::resize(&image, w, h, image::imageops::FilterType::Triangle)
    }
}

fn each(light: &mut [Pixel], to: impl Fn(f32, f32, Pixel) -> Pixel) {
    for (i, pixel) in light.iter_mut().enumerate() {
        *pixel = to((i as u32 % WIDTH) as f32, (i as u32 / WIDTH) as f32, *pixel);
    }
}

/// The mean along a line.
fn smear(light: &mut Vec<Pixel>, (dx, dy): (f32, f32), steps: i32) {
    let from = |x: f32, y: f32| {
        let (x, y) = (x.clamp(0.0, WIDTH as f32 - 1.0) as u32, y.clamp(0.0, HEIGHT as f32 - 1.0) as u32);
        light[(y * WIDTH + x) as usize]
    };
    let mean = |x: u32, y: u32| {
        let mut sum = [0.0; 3];
        for step in 0..steps {
            let along = step as f32 - (steps - 1) as f32 / 2.0;
            let near = from(x as f32 + 0.5 + along * dx, y as f32 + 0.5 + along * dy);
            (0..3).for_each(|c| sum[c] += near[c] / steps as f32);
        }
        sum
    };
    *light = (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (x, y))).map(|(x, y)| mean(x, y)).collect();
}
