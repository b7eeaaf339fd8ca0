//! QR codes of one layer: own binarizer, then rxing's finder search, sampling and Reed-Solomon.

mod binary;

use rxing::common::DetectorRXingResult;
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR};
use rxing::{BarcodeFormat, RXingResult};

use crate::decoder::qr_read;
use crate::{Picture, Read};
use binary::Binary;

/// Three finder patterns make a triple, and a page of text makes thousands; the plausible ones come first.
const TRIPLES: usize = 200;

/// Looks for QR codes; owns its buffers.
#[derive(Default)]
pub(crate) struct Qr {
    binary: Binary,
}

impl Qr {
    /// Appends up to `most` codes of `layer`, in the pixels of the frame: the layer has `scale` times as many.
    pub fn read(
        &mut self,
        layer: &Picture,
        scale: f32,
        contrast: u8,
        inverted: bool,
        most: usize,
        out: &mut Vec<Read>,
    ) {
        self.binary.fill(layer, contrast);
        let Some(bits) = &mut self.binary.bits else { return };
        if inverted {
            bits.flip_self();
        }
        let mut patterns = FindFinderPatterns(bits, true, 0);
        let (mut used, mut found) = (Vec::new(), 0);
        for triple in GenerateFinderPatternSets(&mut patterns).into_iter().take(TRIPLES) {
            let corners = [triple.bl, triple.tl, triple.tr];
            if corners.iter().any(|pattern| used.contains(pattern)) {
                continue;
            }
            let Ok(sampled) = SampleQR(bits, &triple) else { continue };
            let Ok(decoded) = Decode(sampled.getBits()) else { continue };
            if !decoded.isValid() {
                continue;
            }
            used.extend(corners);
            let result = RXingResult::with_decoder_result(decoded, sampled.getPoints(), BarcodeFormat::QR_CODE);
            let Some(mut read) = qr_read(&result, inverted) else { continue };
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
