//! From what a stranger sent to what is kept: decoded within caps, turned upright, made small and
//! written anew. Nothing of the file but its pixels survives: no place where it was taken, no name of a camera.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use petpro_domain::Code;
use petpro_domain::pet::PHOTO_PIXELS;

/// The longer side of what a page shows, and of what a list does.
const LARGE: u32 = 1_024;
const SMALL: u32 = 160;
const QUALITY: u8 = 82;
/// What a decoder may ask for: the frame, and as much beside it.
const MEMORY: u64 = 256 << 20;

/// A photo in both sizes, JPEG.
pub struct Kept {
    pub large: Vec<u8>,
    pub small: Vec<u8>,
}

/// Reads PNG, JPEG or WebP; `image-unreadable`, `image-unsupported` or `image-too-large` say why not.
pub fn kept(bytes: &[u8]) -> Result<Kept, Code> {
    // The decoders read what strangers made; a panic in one of them is one more way of being unreadable.
    let read = catch_unwind(AssertUnwindSafe(|| read(bytes))).unwrap_or(Err(Code::ImageUnreadable))?;
    let large = within(&read, LARGE);
    let small = within(&large, SMALL);
    Ok(Kept { large: jpeg(&large)?, small: jpeg(&small)? })
}

fn read(bytes: &[u8]) -> Result<RgbImage, Code> {
    let refused = |error: ImageError| match error {
        ImageError::Limits(_) => Code::ImageTooLarge,
        ImageError::Unsupported(_) => Code::ImageUnsupported,
        _ => Code::ImageUnreadable,
    };
    let format = match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) => format,
        Ok(_) => return Err(Code::ImageUnsupported),
        Err(_) => return Err(Code::ImageUnreadable),
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refused)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PHOTO_PIXELS {
        return Err(Code::ImageTooLarge);
    }
    let upright = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(refused)?;
    image.apply_orientation(upright);
    Ok(opaque(&image))
}

/// What can be seen through is white, as on paper.
fn opaque(image: &DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.to_rgb8();
    }
    let seen = image.to_rgba8();
    RgbImage::from_fn(seen.width(), seen.height(), |x, y| {
        let [r, g, b, alpha] = seen.get_pixel(x, y).0;
        let over = |c: u8| ((u32::from(c) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255) as u8;
        Rgb([over(r), over(g), over(b)])
    })
}

/// No side is longer than this; a smaller picture stays as it is.
fn within(image: &RgbImage, side: u32) -> RgbImage {
    let longer = image.width().max(image.height());
    if longer <= side {
        return image.clone();
    }
    let scaled = |length: u32| (u64::from(length) * u64::from(side) / u64::from(longer)).max(1) as u32;
    image::imageops::resize(image, scaled(image.width()), scaled(image.height()), FilterType::Triangle)
}

fn jpeg(image: &RgbImage) -> Result<Vec<u8>, Code> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, QUALITY).encode_image(image).map_err(|_| Code::ImageUnreadable)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let image = RgbImage::from_fn(width, height, |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, 90]));
        let mut out = Cursor::new(Vec::new());
        image.write_to(&mut out, ImageFormat::Png).unwrap();
        out.into_inner()
    }

    fn size(jpeg: &[u8]) -> (u32, u32) {
        let image = image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).unwrap();
        (image.width(), image.height())
    }

    #[test]
    fn a_large_photo_is_made_small_and_a_small_one_stays() {
        let kept_ = kept(&png(2_000, 1_000)).unwrap();
        assert_eq!((size(&kept_.large), size(&kept_.small)), ((1_024, 512), (160, 80)));
        assert_eq!(size(&kept(&png(30, 20)).unwrap().large), (30, 20));
        assert_eq!(size(&kept(&png(3_000, 1)).unwrap().small), (160, 1));
    }

    /// A JPEG with an EXIF block that says it lies on its side, and where it was taken.
    fn tagged() -> Vec<u8> {
        let mut plain = Vec::new();
        let image = RgbImage::from_pixel(40, 20, Rgb([200, 30, 30]));
        JpegEncoder::new(&mut plain).encode_image(&image).unwrap();
        let mut tiff = b"Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec();
        tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]); // orientation: turn right
        tiff.extend([0x0e, 0x01, 2, 0, 8, 0, 0, 0, 38, 0, 0, 0]); // description, at 38
        tiff.extend([0; 4]);
        tiff.extend(b"Shibuya\0");
        let mut out = plain[..2].to_vec();
        out.extend([0xff, 0xe1]);
        out.extend(((tiff.len() + 2) as u16).to_be_bytes());
        out.extend(tiff);
        out.extend(&plain[2..]);
        out
    }

    #[test]
    fn nothing_but_the_pixels_survives_and_they_stand_upright() {
        let sent = tagged();
        assert!(sent.windows(7).any(|window| window == b"Shibuya"));
        let kept = kept(&sent).unwrap();
        assert_eq!(size(&kept.large), (20, 40), "turned as the camera said");
        for picture in [&kept.large, &kept.small] {
            assert!(!picture.windows(4).any(|window| window == b"Exif"), "EXIF is left");
            assert!(!picture.windows(7).any(|window| window == b"Shibuya"));
        }
    }

    #[test]
    fn what_is_no_photo_or_too_much_of_one_is_refused() {
        assert_eq!(kept(b"").err(), Some(Code::ImageUnreadable));
        assert_eq!(kept(b"GIF89a\x01\0\x01\0\0\0\0;").err(), Some(Code::ImageUnsupported));
        let whole = png(60, 60);
        assert_eq!(kept(&whole[..whole.len() / 2]).err(), Some(Code::ImageUnreadable));
        // A head that promises 60,000 by 60,000 pixels.
        let mut bomb = whole;
        bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let crc = crc32(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(kept(&bomb).err(), Some(Code::ImageTooLarge));
    }

    fn crc32(bytes: &[u8]) -> u32 {
        let step = |crc: u32| (0..8).fold(crc, |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()));
        !bytes.iter().fold(!0, |crc, byte| (crc >> 8) ^ step((crc ^ u32::from(*byte)) & 0xff))
    }
}
