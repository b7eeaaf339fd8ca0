//! Brightness along a line through a picture, at any angle.

use crate::{Picture, Point};

/// A line through a picture: where it starts, and one sample's step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ray {
    pub from: Point,
    pub step: Point,
    pub samples: usize,
}

impl Ray {
    /// From one point to another, about one sample a pixel.
    pub fn between(from: Point, to: Point) -> Self {
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let samples = dx.hypot(dy).max(1.0);
        let step = Point { x: dx / samples, y: dy / samples };
        Self { from, step, samples: samples as usize + 1 }
    }

    pub fn at(&self, sample: f32) -> Point {
        Point { x: self.from.x + sample * self.step.x, y: self.from.y + sample * self.step.y }
    }

    /// The same line, moved sideways by so many pixels.
    pub fn aside(&self, pixels: f32) -> Self {
        let length = self.step.x.hypot(self.step.y).max(f32::MIN_POSITIVE);
        let (x, y) = (-self.step.y / length * pixels, self.step.x / length * pixels);
        Self { from: Point { x: self.from.x + x, y: self.from.y + y }, ..*self }
    }
}

/// Adds the brightness along `ray` to `out`, which has its length: bilinear, the rim repeated outside of the picture.
fn add(picture: &Picture, ray: &Ray, out: &mut [f32]) {
    let (w, h) = (picture.width as usize, picture.height as usize);
    let (last_x, last_y) = ((w - 1) as f32, (h - 1) as f32);
    for (i, sum) in out.iter_mut().enumerate() {
        let p = ray.at(i as f32);
        let (x, y) = (p.x.clamp(0.0, last_x), p.y.clamp(0.0, last_y));
        let (x0, y0) = (x as usize, y as usize);
        let (fx, fy) = (x - x0 as f32, y - y0 as f32);
        let (x1, y1) = ((x0 + 1).min(w - 1), (y0 + 1).min(h - 1));
        let pixel = |x: usize, y: usize| f32::from(picture.luma[y * w + x]);
        let above = pixel(x0, y0) * (1.0 - fx) + pixel(x1, y0) * fx;
        let below = pixel(x0, y1) * (1.0 - fx) + pixel(x1, y1) * fx;
        *sum += above * (1.0 - fy) + below * fy;
    }
}

/// The mean brightness of `lines` lines, one pixel apart, around `ray`.
pub(super) fn sample(picture: &Picture, ray: &Ray, lines: usize, out: &mut Vec<f32>) {
    out.clear();
    if picture.width == 0 || picture.height == 0 || lines == 0 {
        return;
    }
    out.resize(ray.samples, 0.0);
    let middle = (lines - 1) as f32 / 2.0;
    for line in 0..lines {
        add(picture, &ray.aside(line as f32 - middle), out);
    }
    out.iter_mut().for_each(|sum| *sum /= lines as f32);
}

/// Undoes some of a blur: what stands out from the `reach` samples on either side stands out two and a half times as much.
/// Bars that had merged have edges again; where those are is [`super::edges`]' business.
pub(super) fn sharpen(profile: &[f32], reach: usize, out: &mut Vec<f32>) {
    out.clear();
    let Some(last) = profile.len().checked_sub(1) else { return };
    let at = |i: usize| profile[i.saturating_sub(reach).min(last)]; // counted from `reach` before the first
    let mut sum: f32 = (0..2 * reach).map(at).sum();
    for (i, &value) in profile.iter().enumerate() {
        sum += at(i + 2 * reach);
        let mean = sum / (2 * reach + 1) as f32;
        sum -= at(i);
        out.push(value + 1.5 * (value - mean));
    }
}
