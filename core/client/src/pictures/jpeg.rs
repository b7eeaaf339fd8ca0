//! The luma of a JPEG as it is stored, without a detour over colours: a third of the memory, and what a camera would give.

use image::GrayImage;
use image::metadata::Orientation;
use petpro_domain::Code;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;

use super::{Caps, MEMORY};
use crate::error::{Error, Result};

/// The luma and how it is turned; none for the few files that have no luma of their own (RGB, CMYK).
pub(super) fn luma(bytes: &[u8], caps: Caps) -> Result<Option<(GrayImage, Orientation)>> {
    // Width and height are 16 bits each: the caps below say more than the decoder's own.
    let sides = usize::from(u16::MAX);
    let options = DecoderOptions::default().set_strict_mode(false).set_max_width(sides).set_max_height(sides);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(unreadable)?;
    let (width, height) = decoder.dimensions().ok_or_else(|| Error::new(Code::ImageUnreadable, "no size"))?;
    let pixels = width as u64 * height as u64;
    if pixels > caps.pixels || coefficients(bytes) + bytes.len() as u64 > MEMORY {
        return Err(Error::new(Code::ImageTooLarge, format!("{width} x {height} pixels")));
    }
    if !matches!(decoder.input_colorspace(), Some(ColorSpace::Luma | ColorSpace::YCbCr)) {
        return Ok(None);
    }
    decoder.set_options(options.jpeg_set_out_colorspace(ColorSpace::Luma));
    let luma = decoder.decode().map_err(unreadable)?;
    let luma = GrayImage::from_raw(width as u32, height as u32, luma);
    let luma = luma.ok_or_else(|| Error::new(Code::ImageUnreadable, "not as many pixels as it says"))?;
    let orientation = decoder.exif().and_then(|exif| Orientation::from_exif_chunk(exif));
    Ok(Some((luma, orientation.unwrap_or(Orientation::NoTransforms))))
}

fn unreadable(error: DecodeErrors) -> Error {
    Error::caused(Code::ImageUnreadable, "damaged or cut off", format!("{error:?}"))
}

/// Bytes that a progressive file keeps until its last scan: 16 bits for every value of every component. Its mark cannot
/// stand within coded data; a thumbnail may have one too, so the largest counts.
fn coefficients(bytes: &[u8]) -> u64 {
    let marks = bytes.windows(2).enumerate().filter(|(_, two)| *two == [0xff, 0xc2]).map(|(at, _)| at);
    marks.filter_map(|at| of_frame(bytes.get(at + 4..)?)).max().unwrap_or(0)
}

/// Of a frame header after its length: precision, height, width, components with their sampling.
fn of_frame(header: &[u8]) -> Option<u64> {
    let &[_, h1, h0, w1, w0, count, ..] = header else { return None };
    let pixels = u64::from(u16::from_be_bytes([h1, h0])) * u64::from(u16::from_be_bytes([w1, w0]));
    let sampling = |n: u8| header.get(7 + 3 * usize::from(n)).map(|hv| (u64::from(hv >> 4), u64::from(hv & 15)));
    let all: Vec<(u64, u64)> = (0..count.min(4)).map_while(sampling).collect();
    let (h, v) = all.iter().fold((1, 1), |(h, v), one| (h.max(one.0), v.max(one.1)));
    Some(all.iter().map(|(of_h, of_v)| 2 * pixels * of_h * of_v / (h * v)).sum())
}
