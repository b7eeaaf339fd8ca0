//! A photo to be kept: upright, in colour, and no larger than it is shown anywhere.

use std::io::{Cursor, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, Limits};
use petpro_domain::Code;

use super::{Caps, load, open};
use crate::error::{Error, Result};

/// The longer side of what is sent.
const SIDE: u32 = 1_280;
const QUALITY: u8 = 82;
/// What a decoder may ask for: the frame of a large photograph in colour, and as much beside it.
const MEMORY: u64 = 320 << 20;

/// The JPEG of a PNG, JPEG or WebP file, without anything that it said beside its pixels. Errors as those
/// of [`super::load`].
pub fn photo(path: &Path, caps: Caps) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(caps.bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(super::refused)?;
    if bytes.len() as u64 > caps.bytes {
        return Err(Error::new(Code::ImageTooLarge, format!("more than {} bytes", caps.bytes)));
    }
    // The decoders read what strangers made; a panic in one of them is one more way of being unreadable.
    let read = catch_unwind(AssertUnwindSafe(|| read(&bytes, caps)));
    read.unwrap_or_else(|_| Err(Error::new(Code::ImageUnreadable, "the decoder panicked")))
}

fn read(bytes: &[u8], caps: Caps) -> Result<Vec<u8>> {
    let unreadable = |error: ImageError| match error {
        ImageError::Limits(_) => Error::caused(Code::ImageTooLarge, "the decoder would need too much memory", error),
        ImageError::Unsupported(_) => Error::caused(Code::ImageUnsupported, "a kind that is not read", error),
        _ => Error::caused(Code::ImageUnreadable, "damaged or cut off", error),
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), load::format(bytes)?);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > caps.pixels {
        return Err(Error::new(Code::ImageTooLarge, format!("{width} x {height} pixels")));
    }
    let upright = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    if image.width().max(image.height()) > SIDE {
        image = image.resize(SIDE, SIDE, FilterType::Triangle);
    }
    if image.color().has_alpha() {
        image = DynamicImage::ImageRgba8(load::flat(image.into_rgba8()));
    }
    image.apply_orientation(upright);
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, QUALITY).encode_image(&image.into_rgb8()).map_err(unreadable)?;
    Ok(out)
}
