//! Decoding with caps and EXIF orientation.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::metadata::Orientation;
use image::{
    ColorType, DynamicImage, GrayImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbaImage,
};
use petpro_domain::Code;
use petpro_scan::Picture;

use super::{Caps, MEMORY, jpeg};
use crate::error::{Error, Result};

pub(super) fn luma(bytes: &[u8], caps: Caps) -> Result<Picture> {
    if bytes.len() as u64 > caps.bytes {
        return Err(Error::new(Code::ImageTooLarge, format!("more than {} bytes", caps.bytes)));
    }
    // The decoders read what strangers made; a panic in one of them is one more way of being unreadable.
    let decoded = catch_unwind(AssertUnwindSafe(|| decode(bytes, caps)));
    let (luma, orientation) =
        decoded.unwrap_or_else(|_| Err(Error::new(Code::ImageUnreadable, "the decoder panicked")))?;
    let mut image = DynamicImage::ImageLuma8(luma);
    image.apply_orientation(orientation);
    let luma = image.into_luma8();
    let (width, height) = luma.dimensions();
    Ok(Picture { luma: luma.into_raw(), width, height })
}

/// What it is, by its first bytes.
pub(super) fn format(bytes: &[u8]) -> Result<ImageFormat> {
    match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) => Ok(format),
        Ok(other) => Err(Error::new(Code::ImageUnsupported, format!("{other:?} is not read"))),
        Err(_) if is_heif(bytes) => Err(Error::new(Code::ImageUnsupported, "HEIF is not read")),
        Err(_) => Err(Error::new(Code::ImageUnreadable, "not a picture")),
    }
}

fn decode(bytes: &[u8], caps: Caps) -> Result<(GrayImage, Orientation)> {
    let format = format(bytes)?;
    if format == ImageFormat::Jpeg
        && let Some(luma) = jpeg::luma(bytes, caps)?
    {
        return Ok(luma);
    }
    in_colour(bytes, format, caps)
}

/// Decoded with its colours, which then become luma.
fn in_colour(bytes: &[u8], format: ImageFormat, caps: Caps) -> Result<(GrayImage, Orientation)> {
    let unreadable = |error: ImageError| match error {
        ImageError::Limits(_) => Error::caused(Code::ImageTooLarge, "the decoder would need too much memory", error),
        ImageError::Unsupported(_) => Error::caused(Code::ImageUnsupported, "a kind that is not read", error),
        _ => Error::caused(Code::ImageUnreadable, "damaged or cut off", error),
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    let beside = pixels * beside(format, decoder.color_type()) + bytes.len() as u64;
    let needed = decoder.total_bytes().saturating_add(beside);
    // What is grey already becomes the frame itself.
    let own = if decoder.color_type() == ColorType::L8 { pixels } else { 0 };
    if pixels > caps.pixels || needed.saturating_sub(own) > MEMORY {
        return Err(Error::new(Code::ImageTooLarge, format!("{width} x {height} pixels")));
    }
    let orientation = decoder.orientation().map_err(unreadable)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    if image.color().has_alpha() {
        image = DynamicImage::ImageRgba8(flat(image.into_rgba8()));
    }
    Ok((image.into_luma8(), orientation))
}

/// Bytes a pixel that are there for a while beside the decoded picture: planes of a WebP, a copy with eight bits of alpha.
fn beside(format: ImageFormat, colours: ColorType) -> u64 {
    let planes = if format == ImageFormat::WebP { 2 } else { 0 };
    let copy = if colours.has_alpha() && colours != ColorType::Rgba8 { 4 } else { 0 };
    planes + copy
}

/// What iPhones save by default; named as what it is instead of "not a picture".
fn is_heif(bytes: &[u8]) -> bool {
    const BRANDS: [&[u8]; 5] = [b"heic", b"heix", b"mif1", b"msf1", b"avif"];
    bytes.get(4..8) == Some(b"ftyp") && bytes.get(8..12).is_some_and(|brand| BRANDS.contains(&brand))
}

/// On white, where a viewer would show it: the luma of a transparent pixel is anything, mostly black.
pub(super) fn flat(mut image: RgbaImage) -> RgbaImage {
    for pixel in image.pixels_mut() {
        let alpha = u16::from(pixel.0[3]);
        for channel in &mut pixel.0[..3] {
            *channel = ((u16::from(*channel) * alpha + 255 * (255 - alpha)) / 255) as u8;
        }
    }
    image
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::super::{from_bytes, load};
    use super::*;

    /// 3 x 2, white but for its top left pixel.
    fn marked() -> DynamicImage {
        let mut image = GrayImage::from_pixel(3, 2, Luma([255]));
        image.put_pixel(0, 0, Luma([0]));
        DynamicImage::ImageLuma8(image)
    }

    fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        image.write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    fn code(bytes: &[u8]) -> Code {
        from_bytes(bytes, Caps::default()).unwrap_err().code()
    }

    #[test]
    fn png_jpeg_and_webp_are_read() {
        let image =
            DynamicImage::ImageRgb8(DynamicImage::ImageLuma8(GrayImage::from_pixel(9, 5, Luma([200]))).into_rgb8());
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let picture = from_bytes(&encoded(&image, format), Caps::default()).unwrap();
            assert_eq!((picture.width, picture.height), (9, 5), "{format:?}");
            assert!(picture.luma.iter().all(|&p| p.abs_diff(200) < 3), "{format:?}");
        }
    }

    /// A file that was made by somebody else's encoder, with colours stored at half the resolution.
    fn corpus(name: &str) -> Vec<u8> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fuzz/corpus/picture");
        std::fs::read(std::path::Path::new(folder).join(name)).unwrap()
    }

    #[test]
    fn every_way_of_storing_a_jpeg_gives_the_same_luma() {
        let plain = from_bytes(&corpus("grey.png"), Caps::default()).unwrap();
        for name in ["grey.jpg", "colour_0.jpg", "colour_1.jpg", "colour_2.jpg", "progressive.jpg", "cmyk.jpg"] {
            let picture = from_bytes(&corpus(name), Caps::default()).unwrap();
            assert_eq!((picture.width, picture.height), (plain.width, plain.height), "{name}");
            let wrong = picture.luma.iter().zip(&plain.luma).filter(|(a, b)| (**a > 127) != (**b > 127)).count();
            assert_eq!(wrong, 0, "{name}: bars are bars");
        }
        let turned = from_bytes(&corpus("turned.jpg"), Caps::default()).unwrap();
        assert_eq!((turned.width, turned.height), (plain.height, plain.width));
    }

    #[test]
    fn a_progressive_file_that_would_keep_too_much_is_too_large() {
        let mut jpeg = corpus("progressive.jpg");
        let at = jpeg.windows(2).position(|two| two == [0xff, 0xc2]).unwrap();
        // 7,000 x 7,000 pixels in three components: 49 million pixels are allowed, 147 MB of coefficients are not.
        jpeg[at + 5..at + 9].copy_from_slice(&[0x1b, 0x58, 0x1b, 0x58]);
        assert_eq!(code(&jpeg), Code::ImageTooLarge);
    }

    #[test]
    fn empty_damaged_and_text_files_are_unreadable() {
        let png = encoded(&marked(), ImageFormat::Png);
        assert_eq!(code(b""), Code::ImageUnreadable);
        assert_eq!(code(b"hello, I am a text file"), Code::ImageUnreadable);
        assert_eq!(code(&[0xff, 0xd8, 0xff]), Code::ImageUnreadable);
        for cut in [9, png.len() / 2] {
            assert_eq!(code(&png[..cut]), Code::ImageUnreadable, "cut at {cut}");
        }
        let mut damaged = png.clone();
        damaged[45] ^= 0x55;
        assert_eq!(code(&damaged), Code::ImageUnreadable);
    }

    #[test]
    fn other_kinds_of_picture_are_named_as_such() {
        assert_eq!(code(b"GIF89a and so on"), Code::ImageUnsupported);
        assert_eq!(code(b"\0\0\0\x18ftypheic\0\0\0\0"), Code::ImageUnsupported);
    }

    #[test]
    fn too_many_bytes_or_pixels_are_refused_before_decoding() {
        let png = encoded(&marked(), ImageFormat::Png);
        for caps in [Caps { bytes: 10, ..Caps::default() }, Caps { pixels: 5, ..Caps::default() }] {
            assert_eq!(from_bytes(&png, caps).unwrap_err().code(), Code::ImageTooLarge);
        }
        // A header that claims 60,000 x 60,000 pixels, without them.
        let mut bomb = png;
        bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let mut crc = flate2::Crc::new();
        crc.update(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.sum().to_be_bytes());
        assert_eq!(code(&bomb), Code::ImageTooLarge);
    }

    #[test]
    fn exif_orientation_turns_the_picture_upright() {
        // Orientation 6: the camera was turned, the picture has to go a quarter clockwise.
        let exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let mut wide = GrayImage::from_pixel(64, 32, Luma([255]));
        for (x, y) in (0..16).flat_map(|x| (0..16).map(move |y| (x, y))) {
            wide.put_pixel(x, y, Luma([0]));
        }
        let jpeg = encoded(&DynamicImage::ImageLuma8(wide), ImageFormat::Jpeg);
        let mut turned = jpeg[..2].to_vec();
        turned.extend([0xff, 0xe1]);
        turned.extend((exif.len() as u16 + 2).to_be_bytes());
        turned.extend(exif);
        turned.extend(&jpeg[2..]);
        let picture = from_bytes(&turned, Caps::default()).unwrap();
        assert_eq!((picture.width, picture.height), (32, 64));
        assert!(picture.luma[31] < 40 && picture.luma[0] > 200, "the dark corner is now top right");
    }

    #[test]
    fn what_is_transparent_is_white() {
        let clear = DynamicImage::ImageRgba8(RgbaImage::new(4, 4));
        let picture = from_bytes(&encoded(&clear, ImageFormat::Png), Caps::default()).unwrap();
        assert!(picture.luma.iter().all(|&p| p == 255));
    }

    #[test]
    fn a_file_that_is_not_there_a_folder_and_a_large_file_each_say_so() {
        let dir = tempfile::tempdir().unwrap();
        let missing = load(&dir.path().join("none.png"), Caps::default()).unwrap_err();
        assert_eq!(missing.code(), Code::FileNotFound);
        assert_eq!(load(dir.path(), Caps::default()).unwrap_err().code(), Code::FileUnreadable);
        let large = dir.path().join("large.png");
        std::fs::write(&large, vec![0; 2_000]).unwrap();
        let caps = Caps { bytes: 1_000, ..Caps::default() };
        assert_eq!(load(&large, caps).unwrap_err().code(), Code::ImageTooLarge);
    }
}
