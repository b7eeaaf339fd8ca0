//! Bar codes: lines across the picture, edges along a line, characters between edges, and what the lines say together.

mod edges;
mod evidence;
mod patterns;
mod profile;
mod regions;
mod sighting;
mod solve;
mod words;

use crate::{Formats, Picture, Point, Read};
use edges::Edges;
use evidence::Symbols;
use profile::{Ray, sample, sharpen};
use regions::Regions;
use sighting::Sighting;

/// Looks for bar codes in one frame; owns its buffers. Passes add to what earlier ones saw.
#[derive(Default)]
pub(crate) struct Linear {
    symbols: Symbols,
    profile: Vec<f32>,
    sharp: Vec<f32>,
    edges: Edges,
    regions: Regions,
    formats: Formats,
    /// Grey levels below which nothing is an edge.
    least: f32,
}

/// How a line is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    Plain,
    /// The mean of five lines, a pixel apart: against noise.
    Mean,
    /// The same, with a blur of so many pixels undone.
    Sharp(usize),
}

/// Straight lines of a pass over the whole picture.
const LINES: usize = 64;
/// Lines through a region, on either side of its middle.
const RAYS: i8 = 8;
/// A symbol that so many lines have crossed needs no more of them.
const ENOUGH: u32 = 6;

impl Linear {
    /// A new frame; `contrast` is that of its pixels.
    pub fn start(&mut self, formats: Formats, contrast: u8) {
        self.symbols.clear();
        self.formats = formats;
        self.least = (f32::from(contrast) / 24.0).max(2.0);
    }

    /// Lines along the rows: most product frames end here.
    pub fn rows(&mut self, picture: &Picture) {
        let (w, h) = (picture.width as f32 - 1.0, picture.height as f32 - 1.0);
        for y in (0..LINES).map(|nth| (nth as f32 + 0.5) / LINES as f32 * h) {
            self.look(picture, &Ray::between(Point { x: 0.0, y }, Point { x: w, y }), Look::Plain);
        }
        self.again(picture);
    }

    /// Lines along the columns.
    pub fn columns(&mut self, picture: &Picture) {
        let (w, h) = (picture.width as f32 - 1.0, picture.height as f32 - 1.0);
        for x in (0..LINES).map(|nth| (nth as f32 + 0.5) / LINES as f32 * w) {
            self.look(picture, &Ray::between(Point { x, y: 0.0 }, Point { x, y: h }), Look::Plain);
        }
        self.again(picture);
    }

    /// Lines the way the bars are read, where the gradients of `layer` show bars. `scale`: pixels of
    /// `picture` for each of the layer's.
    pub fn along(&mut self, layer: &Picture, picture: &Picture, scale: f32, look: Look) {
        let regions = std::mem::take(&mut self.regions);
        let mut regions = regions;
        for region in regions.find(layer) {
            for height in (-RAYS..=RAYS).map(|nth| 0.9 * f32::from(nth) / f32::from(RAYS)) {
                self.look(picture, &region.ray(height, scale), look);
            }
        }
        self.regions = regions;
    }

    /// More lines beside those that saw something.
    fn again(&mut self, picture: &Picture) {
        for (from, to, module) in self.symbols.thin(ENOUGH) {
            let (dx, dy) = (0.15 * (to.x - from.x), 0.15 * (to.y - from.y)); // the quiet zones
            let (a, b) = (Point { x: from.x - dx, y: from.y - dy }, Point { x: to.x + dx, y: to.y + dy });
            let ray = Ray::between(a, b);
            for away in (1..=5).map(|nth| nth as f32 * module.max(1.0)) {
                self.look(picture, &ray.aside(away), Look::Plain);
                self.look(picture, &ray.aside(-away), Look::Plain);
            }
        }
    }

    /// One line, read both ways.
    fn look(&mut self, picture: &Picture, ray: &Ray, look: Look) {
        sample(picture, ray, if look == Look::Plain { 1 } else { 5 }, &mut self.profile);
        if let Look::Sharp(reach) = look {
            sharpen(&self.profile, reach, &mut self.sharp);
            std::mem::swap(&mut self.profile, &mut self.sharp);
        }
        self.edges.find(&self.profile, self.least);
        let end = ray.samples as f32 - 1.0;
        for backwards in [false, true] {
            if backwards {
                self.edges.reverse(ray.samples);
            }
            let place = |edge: f32| ray.at(if backwards { end - edge } else { edge });
            sighting::find(&self.edges.at, end, self.formats, |kind, from, to, costs| {
                self.symbols.add(Sighting { kind, from: place(from), to: place(to), costs });
            });
        }
    }

    /// Appends up to `most` codes that enough speaks for, those with most lines first. What is read inside of another
    /// code is a piece of it.
    pub fn take(&self, most: usize, out: &mut Vec<Read>) {
        let mut believed: Vec<Read> = self.symbols.believed(self.formats).collect();
        believed.sort_by_key(|read| std::cmp::Reverse(read.lines));
        let start = out.len();
        for read in believed {
            if out.len() < start + most && !out.iter().any(|known| known.holds(read.middle())) {
                out.push(read);
            }
        }
    }
}
