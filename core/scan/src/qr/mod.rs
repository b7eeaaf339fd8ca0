//! QR codes of one layer: light and dark, three squares, where the modules are, and what they say.

mod binary;
mod bits;
mod code;
mod equal;
mod exposure;
mod film;
mod finders;
mod grid;
mod place;
mod rings;
mod triples;

use crate::decoder::Late;
use crate::frame::Place;
use crate::stats::Light;
use crate::{Format, Picture, Point, Read};
use binary::Binary;
use bits::Bits;
use code::{Code, Content, Modules, Version};
use exposure::{Exposures, Sight};
use film::Film;
use finders::Finders;
use grid::Grid;
use place::{Grey, Sized, Warp};
use triples::{Triple, Triples};

/// Three squares make a triple, and a page of text makes thousands; the plausible ones come first.
const TRIPLES: usize = 200;
/// Of those that have the lines of a code but were not read, so many get a second look.
const AGAIN: usize = 6;
/// Where so much of the squares and lines that every code has is missing, there is none.
const ALIKE: f32 = 0.7;
/// The same before words are put right at all.
const ALIKE_AT_ALL: f32 = 0.6;
/// Pixels a module below which a code is read by luck.
const SMALL: f32 = 2.5;

/// Looks for QR codes; owns its buffers.
#[derive(Default)]
pub(crate) struct Qr {
    binary: Binary,
    bits: Bits,
    finders: Finders,
    triples: Triples,
    reader: Reader,
    /// Squares of symbols that were read.
    used: Vec<usize>,
    /// The size of the layer whose pixels `bits` are.
    filled: (u32, u32),
    /// Pixels a module, in the frame, of a symbol that was seen and not read.
    unread: Option<f32>,
    film: Film,
}

/// What reads one symbol.
#[derive(Default)]
struct Reader {
    modules: Modules,
    code: Code,
    grid: Grid,
    exposures: Exposures,
}

/// What is looked at.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub layer: &'a Picture,
    /// Pixels of the layer for each of the frame's.
    pub scale: f32,
    /// The same smoothed along its columns, where the layer is noisy.
    pub tall: Option<&'a Picture>,
    /// Of the whole frame.
    pub light: Light,
    pub inverted: bool,
}

/// Where a symbol lies, and how like one it looks there.
struct Likely {
    warp: Warp,
    version: Version,
    likeness: f32,
}

impl Likely {
    /// Where that is in the frame of a film.
    fn sight(&self, at_ms: u64, place: Place, scale: f32) -> Sight {
        let [a, _, c, _] = place::corners(&self.warp, self.version);
        let middle = place.in_frame(Point { x: (a.x + c.x) / 2.0 / scale, y: (a.y + c.y) / 2.0 / scale });
        let side = (a.x - c.x).hypot(a.y - c.y) / std::f32::consts::SQRT_2 / scale * place.by as f32;
        Sight { at_ms, version: self.version, middle, side }
    }
}

impl Qr {
    /// A new frame; of a film with the time when it was taken, and where what is looked at lies in it.
    pub fn start(&mut self, film: Option<(u64, Place)>) {
        self.film.start(film);
        self.unread = None;
        self.filled = (0, 0);
    }

    /// Whether a symbol was seen whose modules are too small for this frame.
    pub fn is_small(&self) -> bool {
        self.unread.is_some_and(|module| module < SMALL)
    }

    /// Appends up to `most` codes, in the pixels of the frame.
    pub fn read(&mut self, view: View<'_>, most: usize, late: &Late<'_>, out: &mut Vec<Read>) {
        let View { layer, tall, scale, light, inverted } = view;
        let Self { binary, bits, finders, triples, reader, used, filled, unread, film } = self;
        // The inverse of a layer is asked for right after the layer itself.
        if !(inverted && *filled == (layer.width, layer.height)) {
            *filled = (0, 0);
            if !binary.fill(tall.unwrap_or(layer), light, late, bits) {
                return;
            }
            *filled = (layer.width, layer.height);
        }
        if inverted {
            bits.invert();
            *filled = (0, 0);
        }
        let grey = Grey { layer, inverted };
        match tall {
            Some(_) => {
                finders.sense(bits, &grey, &film.squares, late);
                film.keep(&finders.found);
            }
            None => finders.find(bits, late),
        }
        if finders.found.len() < 3 {
            return;
        }
        triples.find(&finders.found);
        used.clear();
        let (mut found, mut again) = (0, 0);
        for &Triple { top_left, top_right, bottom_left, .. } in triples.found.iter().take(TRIPLES) {
            let three = [top_left, top_right, bottom_left];
            if late() {
                return;
            }
            if three.iter().any(|square| used.contains(square)) {
                continue;
            }
            let squares = three.map(|square| finders.found[square]);
            let module = squares.iter().map(|square| square.size).sum::<f32>() / 21.0;
            let Some(frame) = place::Frame::of(&grey, squares.map(|square| square.middle), module) else { continue };
            let mut likely: Option<Likely> = None;
            let mut content = None;
            for sized in frame.sizes(&grey).into_iter().flatten() {
                content = reader.look(&grey, binary, &frame, &sized, &mut likely);
                if content.is_some() {
                    break;
                }
            }
            let Some(likely) = likely.filter(|likely| content.is_some() || likely.likeness > ALIKE) else { continue };
            if content.is_none() && again < AGAIN {
                again += 1;
                let sight = film.now.map(|(at_ms, place)| likely.sight(at_ms, place, scale));
                content = reader.again(&grey, tall.is_some(), &likely, sight, late);
                if content.is_none() {
                    *unread = Some(frame.module() / scale);
                }
            }
            let Some(Content { text, fnc1, part }) = content else { continue };
            used.extend(three);
            let mut corners = place::corners(&likely.warp, likely.version);
            for corner in &mut corners {
                (corner.x, corner.y) = (corner.x / scale, corner.y / scale);
            }
            let raw = reader.code.data().to_vec();
            let read = Read {
                format: Format::Qr,
                text,
                raw,
                fnc1,
                part,
                add_on: None,
                corners,
                lines: 0,
                frames: 1,
                inverted,
            };
            if !out.iter().any(|known| known.is_same(&read)) {
                out.push(read);
                found += 1;
            }
            if found >= most {
                return;
            }
        }
    }
}

impl Reader {
    /// Samples a symbol of this size wherever it may lie and reads it there. `likely` is where it looks most like one, or
    /// where it was read.
    fn look(
        &mut self,
        grey: &Grey<'_>,
        binary: &Binary,
        frame: &place::Frame,
        sized: &Sized,
        likely: &mut Option<Likely>,
    ) -> Option<Content> {
        for plane in frame.planes(grey, sized) {
            let version = sized.version;
            let warp = Warp::follow(grey, plane, version);
            self.sample(grey, binary, &warp, version);
            let likeness = self.modules.likeness();
            let content = if likeness > ALIKE_AT_ALL { self.code.read(&self.modules, false) } else { None };
            if content.is_some() || likely.as_ref().is_none_or(|old| old.likeness < likeness) {
                *likely = Some(Likely { warp, version, likeness });
            }
            if content.is_some() {
                return content;
            }
        }
        None
    }

    /// How much lighter each module is than what the layer was split at there.
    fn sample(&mut self, grey: &Grey<'_>, binary: &Binary, warp: &Warp, version: Version) {
        self.modules.fill(version.side(), |x, y| {
            let p = warp.at(x as f32 + 0.5, y as f32 + 0.5);
            let level = binary.level(p.x, p.y);
            grey.at(p) - if grey.inverted { 255.0 - level } else { level }
        });
    }

    /// A symbol that was found but not read: modules by a grid that follows the paper, from grey and from sharpened grey, its
    /// doubtful words as unknown ones. In noise first from all that is seen around each module: there a single place says
    /// little, and a grid follows noise. Of a film (`sight`) together with the frames before.
    fn again(
        &mut self,
        grey: &Grey<'_>,
        is_noisy: bool,
        likely: &Likely,
        sight: Option<Sight>,
        late: &Late<'_>,
    ) -> Option<Content> {
        let Self { modules, code, grid, exposures } = self;
        grid.rectify(grey, &likely.warp, likely.version.side(), late);
        let mut harder = |modules: &Modules| code.read(modules, false).or_else(|| code.read(modules, true));
        if is_noisy {
            grid.read(modules);
            equal::judge(grid, modules, late);
            let content = harder(modules);
            if content.is_some() || late() {
                return content;
            }
            // What the frames before add says more than the grid of this one would, which follows noise.
            if let Some(sight) = sight
                && let Some(mean) = exposures.add(sight, grid.luma(), modules)
            {
                grid.show(mean);
                grid.read(modules);
                equal::judge(grid, modules, late);
                exposures.judged(modules);
                return harder(modules);
            }
        }
        for sharpen in [false, true] {
            if sharpen {
                grid.sharpen();
            }
            grid.relax(late);
            grid.read(modules);
            let content = harder(modules);
            if content.is_some() || late() {
                return content;
            }
        }
        None
    }
}
