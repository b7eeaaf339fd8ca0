//! Bar codes: lines across the picture, edges along a line, characters between edges, and what the lines say together.

mod add_on;
mod edges;
mod evidence;
mod facing;
mod likeness;
mod patterns;
mod profile;
mod regions;
mod sighting;
mod solve;
mod words;

use std::ops::Range;

use crate::decoder::Late;
use crate::{Formats, Picture, Point, Read};
use edges::Edges;
use evidence::{Symbols, Thin};
use likeness::Likeness;
use profile::{Flatten, Ray, sample, sharpen};
use regions::{Region, Regions};
use sighting::{Finder, Sighting};

/// Looks for bar codes in one frame; owns its buffers. Passes add to what earlier ones saw.
#[derive(Default)]
pub(crate) struct Linear {
    symbols: Symbols,
    profile: Vec<f32>,
    mean: Vec<f32>,
    flatten: Flatten,
    edges: Edges,
    /// The edges as they are read from one end.
    turned: Vec<f32>,
    finder: Finder,
    thin: Vec<Thin>,
    believed: Vec<Read>,
    regions: Regions,
    like: Likeness,
    /// The regions of this frame that hold bars.
    bars: Vec<Region>,
    formats: Formats,
    contrast: u8,
    /// Grey levels below which nothing is an edge of a single line.
    least: f32,
}

/// Straight lines of a pass over the whole picture.
const LINES: u32 = 64;
/// Of these, every so many come first.
const FAR: u32 = 3;
/// Lines through a region, on either side of its middle.
const RAYS: usize = 8;
/// Of these, every so many decide whether the others are looked at harder.
const SPARSE: usize = 3;
/// Lines, and pixels between them, of which means are taken.
const MEANS: [(usize, f32); 2] = [(5, 1.0), (9, 2.0)];
/// Blurs that are undone, in pixels on either side.
const BLURS: [usize; 2] = [3, 6];
/// The widest bar, as a part of the whole symbol: four modules of 50, and some room.
const WIDEST: f32 = 0.09;
/// Grey levels below which nothing is an edge of a mean, where noise is small.
const LEAST_OF_MEANS: f32 = 1.2;
/// The same where paper is made 200.
const LEAST_OF_FLAT: f32 = 12.0;
/// A symbol that so many lines have crossed needs no more of them.
const ENOUGH: u32 = 6;
/// Pixels a module below which a code is read by luck.
const SMALL: f32 = 1.4;

impl Linear {
    /// A new frame; `contrast` is that of its pixels.
    pub fn start(&mut self, formats: Formats, contrast: u8) {
        self.symbols.clear(formats);
        self.formats = formats;
        self.contrast = contrast;
        self.least = (f32::from(contrast) / 24.0).max(2.0);
    }

    /// Whether a symbol was crossed that has too few pixels for a reading.
    pub fn is_small(&self) -> bool {
        self.symbols.has_unread_below(SMALL)
    }

    /// Lines along the rows, from the middle outwards, until a code is sure: most product frames end here. The first are
    /// far apart; `rest` are those between them.
    pub fn rows(&mut self, picture: &Picture, rest: bool, late: &Late<'_>) {
        let middle = picture.height / 2;
        let step = (picture.height / LINES).max(1);
        for nth in (0..LINES).filter(|nth| nth.div_ceil(2).is_multiple_of(FAR) != rest) {
            let away = nth.div_ceil(2) * step;
            let y = if nth % 2 == 0 { middle + away } else { middle.wrapping_sub(away) };
            if y >= picture.height || late() {
                break;
            }
            let seen = self.look(picture, &Ray::along_row(picture, y));
            if seen && self.again(picture) {
                return;
            }
        }
    }

    /// Lines the way the bars are read, where the gradients of `layer` show bars, until `most` codes are sure. `scale`:
    /// pixels of `picture` for each of the layer's.
    pub fn along(&mut self, layer: &Picture, picture: &Picture, scale: f32, most: usize, late: &Late<'_>) {
        self.regions.find(layer, self.contrast, late);
        let mut bars = std::mem::take(&mut self.bars);
        bars.clear();
        let found = self.regions.found().iter().take_while(|_| !late());
        bars.extend(found.filter(|region| self.like.has_bars(picture, region, scale)));
        bars.retain(|region| {
            let before = self.symbols.settled(ENOUGH);
            before >= most || {
                heights(1)
                    .take_while(|_| !late())
                    .find(|&height| {
                        self.look(picture, &region.ray(height, scale)) && self.symbols.settled(ENOUGH) > before
                    })
                    .is_none()
            }
        });
        self.bars = bars;
    }

    /// The places again where nothing was sure, against noise, shadows and blur: means of lines, light taken off, blur
    /// undone. A few lines decide whether the others are worth it.
    pub fn along_harder(&mut self, picture: &Picture, scale: f32, most: usize, late: &Late<'_>) {
        let bars = std::mem::take(&mut self.bars);
        for region in &bars {
            let before = self.symbols.settled(ENOUGH);
            if before >= most {
                break;
            }
            let wide = (region.length() * scale * WIDEST) as usize;
            let mut seen = false;
            for height in heights(SPARSE).take_while(|_| !late()) {
                seen |= self.look_harder(picture, &region.ray(height, scale), wide);
            }
            if !seen {
                continue;
            }
            let others = heights(1).enumerate().filter(|(nth, _)| !nth.is_multiple_of(SPARSE));
            for (_, height) in others.take_while(|_| !late()) {
                if self.look_harder(picture, &region.ray(height, scale), wide) && self.symbols.settled(ENOUGH) > before
                {
                    break;
                }
            }
        }
        self.bars = bars;
    }

    /// One line in all the ways that help against noise, shadow and blur. `wide`: pixels of the widest bar.
    fn look_harder(&mut self, picture: &Picture, ray: &Ray, wide: usize) -> bool {
        let mut seen = false;
        for (lines, apart) in MEANS {
            sample(picture, ray, lines, apart, &mut self.mean);
            std::mem::swap(&mut self.mean, &mut self.profile);
            seen |= self.read(ray, self.least.min(LEAST_OF_MEANS));
            std::mem::swap(&mut self.mean, &mut self.profile);
            self.flatten.run(&self.mean, wide, &mut self.profile);
            seen |= self.read(ray, LEAST_OF_FLAT);
            if apart > 1.0 {
                continue; // lines that lie so far apart are blurred by that
            }
            for blur in BLURS {
                sharpen(&self.mean, blur, &mut self.profile);
                seen |= self.read(ray, self.least);
            }
        }
        seen
    }

    /// More lines beside those that saw something. Answers whether a code can be believed now.
    fn again(&mut self, picture: &Picture) -> bool {
        let mut thin = std::mem::take(&mut self.thin);
        self.symbols.thin(ENOUGH, &mut thin);
        let mut sure = self.symbols.settled(ENOUGH) > 0;
        for &Thin { from, to, module, beyond } in &thin {
            let (dx, dy) = (to.x - from.x, to.y - from.y);
            let (a, b) = (
                Point { x: from.x - 0.15 * dx, y: from.y - 0.15 * dy },
                Point { x: to.x + beyond * dx, y: to.y + beyond * dy },
            );
            let ray = Ray::between(a, b);
            for away in (1..=5).map(|nth| nth as f32 * module.max(1.0)) {
                if sure {
                    break;
                }
                self.look(picture, &ray.aside(away));
                self.look(picture, &ray.aside(-away));
                sure = self.symbols.settled(ENOUGH) > 0;
            }
        }
        self.thin = thin;
        sure
    }

    /// One line as it is. Answers whether it crossed a symbol.
    fn look(&mut self, picture: &Picture, ray: &Ray) -> bool {
        sample(picture, ray, 1, 1.0, &mut self.profile);
        self.read(ray, self.least)
    }

    /// Reads the profile both ways. `least`: grey levels below which nothing is an edge.
    fn read(&mut self, ray: &Ray, least: f32) -> bool {
        let Self { edges, profile, finder, symbols, turned, .. } = self;
        edges.find(profile, least);
        let (end, mut seen) = (ray.samples as f32 - 1.0, false);
        let mut add = |kind, from, to, costs: &[f32], add_on| {
            symbols.add(Sighting { kind, from: ray.at(from), to: ray.at(to), costs, add_on });
            seen = true;
        };
        turned.clear();
        turned.extend_from_slice(&edges.at);
        let forwards = |range, out: &mut Vec<f32>| out.extend_from_slice(edges.unblur(profile, range));
        finder.start();
        finder.find(turned, end, self.formats, forwards, &mut add);
        finder.turn(end);
        edges.whole();
        turned.clear();
        turned.extend(edges.at.iter().rev().map(|edge| end - edge));
        let n = turned.len();
        let backwards = |range: Range<usize>, out: &mut Vec<f32>| {
            out.extend(edges.unblur(profile, n - range.end..n - range.start).iter().rev().map(|edge| end - edge));
        };
        finder.find(turned, end, self.formats, backwards, |kind, from, to, costs, add_on| {
            add(kind, end - from, end - to, costs, add_on);
        });
        seen
    }

    /// Appends up to `most` codes that enough speaks for, those with most lines first. What is read inside of another
    /// code is a piece of it.
    pub fn take(&mut self, most: usize, out: &mut Vec<Read>) {
        let Self { symbols, believed, .. } = self;
        symbols.believed(|read| believed.push(read));
        believed.sort_by_key(|read| std::cmp::Reverse(read.lines));
        let start = out.len();
        for read in believed.drain(..) {
            if out.len() < start + most && !out.iter().any(|known| known.holds(read.middle())) {
                out.push(read);
            }
        }
    }
}

/// From the middle of the bars outwards, nearly to their ends; every so many only.
fn heights(every: usize) -> impl Iterator<Item = f32> {
    let nth = |n: usize| if n.is_multiple_of(2) { n as f32 / 2.0 } else { -(n as f32 + 1.0) / 2.0 };
    (0..=2 * RAYS).step_by(every).map(move |n| 0.9 * nth(n) / RAYS as f32)
}
