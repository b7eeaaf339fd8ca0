//! QR codes of one layer: own binarizer, rxing's finder search and sampling, and where that reads nothing a second look
//! at the grey pixels; Reed-Solomon is rxing's.

mod binary;
mod bits;
mod finders;
mod grid;

use rxing::common::cpp_essentials::StructuredAppendInfo;
use rxing::common::{BitMatrix, DetectorRXingResult};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FinderPatternSet, GenerateFinderPatternSets, SampleQR};
use rxing::{BarcodeFormat, RXingResult};

use crate::decoder::{Late, qr_read};
use crate::{Part, Picture, Point, Read};
use binary::Binary;
use bits::Bits;
use finders::Finders;
use grid::Grid;

/// Three finder patterns make a triple, and a page of text makes thousands; the plausible ones come first.
const TRIPLES: usize = 200;
/// Of those that were sampled but not read, so many get a second look.
const AGAIN: usize = 6;
/// Where so much of the squares and lines that every code has is missing, there is none.
const ALIKE: f32 = 0.7;
/// Pixels a module below which a code is read by luck.
const SMALL: f32 = 2.5;

/// Looks for QR codes; owns its buffers.
#[derive(Default)]
pub(crate) struct Qr {
    binary: Binary,
    bits: Bits,
    finders: Finders,
    grid: Grid,
    /// The size of the layer whose pixels `bits` are.
    filled: (u32, u32),
    /// Pixels a module, in the frame, of a symbol that was seen and not read.
    unread: Option<f32>,
}

/// What is looked at.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub layer: &'a Picture,
    /// Pixels of the layer for each of the frame's.
    pub scale: f32,
    /// Of the whole frame.
    pub contrast: u8,
    pub inverted: bool,
}

impl Qr {
    /// A new frame.
    pub fn start(&mut self) {
        self.unread = None;
        self.filled = (0, 0);
    }

    /// Whether a symbol was seen whose modules are too small for this frame.
    pub fn is_small(&self) -> bool {
        self.unread.is_some_and(|module| module < SMALL)
    }

    /// Appends up to `most` codes, in the pixels of the frame.
    pub fn read(&mut self, view: View<'_>, most: usize, late: &Late<'_>, out: &mut Vec<Read>) {
        let View { layer, scale, contrast, inverted } = view;
        // The inverse of a layer is asked for right after the layer itself.
        if !(inverted && self.filled == (layer.width, layer.height)) {
            self.filled = (0, 0);
            if !self.binary.fill(layer, contrast, &mut self.bits) {
                return;
            }
            self.filled = (layer.width, layer.height);
        }
        if inverted {
            self.bits.invert();
            self.filled = (0, 0);
        }
        self.finders.find(&mut self.bits);
        if self.finders.found.len() < 3 {
            return;
        }
        let Some(bits) = self.bits.matrix() else { return };
        let (mut used, mut found, mut again) = (Vec::new(), 0, 0);
        for triple in GenerateFinderPatternSets(&mut self.finders.found).into_iter().take(TRIPLES) {
            if late() {
                return;
            }
            let FinderPatternSet { bl, tl, tr } = triple;
            if [bl, tl, tr].iter().any(|pattern| used.contains(pattern)) {
                continue;
            }
            let Ok(sampled) = SampleQR(bits, &triple) else { continue };
            let points = sampled.getPoints();
            let mut read = decode(sampled.getBits(), points, inverted);
            if read.is_none() && again < AGAIN {
                again += 1;
                let [a, b, d, c] = [0, 1, 2, 3].map(|i| Point { x: points[i].x, y: points[i].y });
                let modules = sampled.getBits().width();
                read = match second(&mut self.grid, layer, [a, b, c, d], sampled.getBits(), inverted, late) {
                    Second::Bits(bits) => decode(&bits, points, inverted),
                    Second::Unread => {
                        let side = (a.x - b.x).hypot(a.y - b.y).max((b.x - c.x).hypot(b.y - c.y));
                        self.unread = Some(side / modules as f32 / scale);
                        None
                    }
                    Second::NoCode => None,
                };
            }
            let Some(mut read) = read else { continue };
            used.extend([bl, tl, tr]);
            for corner in &mut read.corners {
                (corner.x, corner.y) = (corner.x / scale, corner.y / scale);
            }
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

fn decode(bits: &BitMatrix, points: &[rxing::Point], inverted: bool) -> Option<Read> {
    let decoded = Decode(bits).ok().filter(|decoded| decoded.isValid())?;
    let part = part(decoded.structuredAppend());
    let read = qr_read(&RXingResult::with_decoder_result(decoded, points, BarcodeFormat::QR_CODE), inverted)?;
    Some(Read { part, ..read })
}

fn part(append: &StructuredAppendInfo) -> Option<Part> {
    let byte = |n: i32| u8::try_from(n).ok();
    Some(Part { index: byte(append.index)?, count: byte(append.count)?, parity: append.id.parse().ok()? })
}

/// What a second look gives.
enum Second {
    Bits(BitMatrix),
    /// It has the squares of a code.
    Unread,
    NoCode,
}

/// The modules by a grid that follows the paper, from grey and then from sharpened grey.
fn second(
    grid: &mut Grid,
    layer: &Picture,
    corners: [Point; 4],
    bits: &BitMatrix,
    inverted: bool,
    late: &Late<'_>,
) -> Second {
    grid.rectify(layer, corners, bits.width() as usize);
    let likeness = grid.likeness();
    if (if inverted { 1.0 - likeness } else { likeness }) < ALIKE {
        return Second::NoCode;
    }
    for sharpen in [false, true] {
        if sharpen {
            grid.sharpen();
        }
        grid.relax(late);
        let Some(mut bits) = grid.bits() else { return Second::NoCode };
        if inverted {
            bits.flip_self();
        }
        if Decode(&bits).is_ok_and(|decoded| decoded.isValid()) {
            return Second::Bits(bits);
        }
    }
    Second::Unread
}
