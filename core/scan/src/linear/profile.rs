//! Brightness along a line through a picture, at any angle.

use std::collections::VecDeque;
use std::ops::Range;

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

    /// Along the pixels of one row, from its first to its last.
    pub fn along_row(picture: &Picture, y: u32) -> Self {
        Self { from: Point { x: 0.0, y: y as f32 }, step: Point { x: 1.0, y: 0.0 }, samples: picture.width as usize }
    }

    /// The row it runs along, if it does.
    fn row<'a>(&self, picture: &'a Picture) -> Option<&'a [u8]> {
        let whole = self.from.x == 0.0 && self.from.y.fract() == 0.0 && self.step == Point { x: 1.0, y: 0.0 };
        let start = whole.then_some(self.from.y as usize * picture.width as usize)?;
        picture.luma.get(start..start + self.samples)
    }

    pub fn at(&self, sample: f32) -> Point {
        Point { x: self.from.x + sample * self.step.x, y: self.from.y + sample * self.step.y }
    }

    /// The samples that lie between 0 and these, with a pixel's rest to spare.
    fn inside(&self, right: f32, bottom: f32, samples: usize) -> Range<usize> {
        let (mut first, mut last) = (0.0f32, samples as f32 - 1.0);
        for (from, step, end) in [(self.from.x, self.step.x, right), (self.from.y, self.step.y, bottom)] {
            let end = end - 0.01;
            if step.abs() < 1e-6 {
                if !(0.0..end).contains(&from) {
                    return 0..0;
                }
                continue;
            }
            let (a, b) = ((0.01 - from) / step, (end - from) / step);
            first = first.max(a.min(b));
            last = last.min(a.max(b));
        }
        if first < last { first.ceil() as usize..(last as usize + 1).min(samples) } else { 0..0 }
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
    let inside = ray.inside(w as f32 - 1.0, h as f32 - 1.0, out.len());
    for (i, sum) in out.iter_mut().enumerate() {
        if inside.contains(&i) {
            continue;
        }
        let p = ray.at(i as f32);
        let (x, y) = (p.x.clamp(0.0, w as f32 - 1.0) as usize, p.y.clamp(0.0, h as f32 - 1.0) as usize);
        *sum += f32::from(picture.luma[y * w + x]);
    }
    // Pixels and their 65,536ths: steps are rounded towards zero, so that the last sample is inside too.
    let fixed = |value: f32| (value * 65_536.0) as i64;
    let from = ray.at(inside.start as f32);
    let (mut px, mut py) = (fixed(from.x), fixed(from.y));
    let (dx, dy) = (fixed(ray.step.x), fixed(ray.step.y));
    for sum in &mut out[inside] {
        let (fx, fy) = ((px >> 8 & 255) as i32, (py >> 8 & 255) as i32);
        let at = (py >> 16) as usize * w + (px >> 16) as usize;
        let (above, below) = (&picture.luma[at..at + 2], &picture.luma[at + w..at + w + 2]);
        let mix = |pair: &[u8]| i32::from(pair[0]) * (256 - fx) + i32::from(pair[1]) * fx;
        *sum += (mix(above) * (256 - fy) + mix(below) * fy) as f32 * (1.0 / 65_536.0);
        (px, py) = (px + dx, py + dy);
    }
}

/// The mean brightness of `lines` lines, so many pixels `apart`, around `ray`.
pub(super) fn sample(picture: &Picture, ray: &Ray, lines: usize, apart: f32, out: &mut Vec<f32>) {
    out.clear();
    if picture.width == 0 || picture.height == 0 || lines == 0 {
        return;
    }
    if let (1, Some(row)) = (lines, ray.row(picture)) {
        out.resize(row.len(), 0.0); // and then all at once: that is work for whole registers
        out.iter_mut().zip(row).for_each(|(value, &pixel)| *value = f32::from(pixel));
        return;
    }
    out.resize(ray.samples, 0.0);
    let middle = (lines - 1) as f32 / 2.0;
    for line in 0..lines {
        add(picture, &ray.aside((line as f32 - middle) * apart), out);
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

/// Takes the light off; owns its buffers.
#[derive(Default)]
pub(super) struct Flatten {
    brightest: Vec<f32>,
    light: Vec<f32>,
    queue: VecDeque<(usize, f32)>,
}

impl Flatten {
    /// Paper becomes 200 wherever it is lit or shaded, with an edge as sharp as a shadow's.
    ///
    /// The light is what is left when all bars are filled in (a morphological closing): the brightest within `wide`
    /// samples, and of that the darkest.
    pub fn run(&mut self, profile: &[f32], wide: usize, out: &mut Vec<f32>) {
        let reach = (wide / 2).max(2);
        extremes(profile, reach, |new, old| new >= old, &mut self.queue, &mut self.brightest);
        extremes(&self.brightest, reach, |new, old| new <= old, &mut self.queue, &mut self.light);
        out.clear();
        out.extend(profile.iter().zip(&self.light).map(|(value, light)| 200.0 * value / light.max(1.0)));
    }
}

/// The greatest (or, as `wins` says, the least) within `reach` samples on either side. Every sample enters and leaves the
/// queue once (Lemire 2006).
fn extremes(
    of: &[f32],
    reach: usize,
    wins: impl Fn(f32, f32) -> bool,
    queue: &mut VecDeque<(usize, f32)>,
    out: &mut Vec<f32>,
) {
    queue.clear();
    out.clear();
    for i in 0..of.len() + reach {
        if let Some(&new) = of.get(i) {
            while queue.back().is_some_and(|&(_, old)| wins(new, old)) {
                queue.pop_back();
            }
            queue.push_back((i, new));
        }
        let Some(middle) = i.checked_sub(reach) else { continue };
        while queue.front().is_some_and(|&(at, _)| at + reach < middle) {
            queue.pop_front();
        }
        out.extend(queue.front().map(|&(_, value)| value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shadow_across_the_bars_is_taken_off() {
        let print = |i: usize| if (i / 3).is_multiple_of(2) { 1.0 } else { 0.1 };
        let shaded: Vec<f32> = (0..60).map(|i| print(i) * if i < 31 { 220.0 } else { 40.0 }).collect();
        let mut flat = Vec::new();
        Flatten::default().run(&shaded, 9, &mut flat);
        assert!(flat.iter().enumerate().all(|(i, &v)| (v - 200.0 * print(i)).abs() < 1.0), "{flat:?}");
    }

    #[test]
    fn a_line_may_leave_the_picture() {
        let picture = Picture { luma: (0..25).collect(), width: 5, height: 5 };
        let mut out = Vec::new();
        let ray = Ray::between(Point { x: -2.0, y: -2.0 }, Point { x: 7.0, y: 7.0 });
        sample(&picture, &ray, 3, 1.0, &mut out);
        assert_eq!(out.len(), ray.samples);
        assert!(out.iter().all(|&v| (0.0..=24.0).contains(&v)), "{out:?}");
    }
}
