//! A picture with the codes that were found in it marked.

use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
use petpro_domain::Code;
use petpro_scan::Picture;

use crate::error::{Error, Result};

/// Seen on paper, on a screen and by most people who see few colours.
const MARK: [u8; 3] = [255, 0, 160];

/// A PNG: the picture in grey, a line around each code, thick enough to be seen when it is shown small.
pub fn marked(picture: &Picture, codes: &[[[f32; 2]; 4]]) -> Result<Vec<u8>> {
    let (width, height) = (picture.width, picture.height);
    let mut pixels: Vec<u8> = picture.luma.iter().flat_map(|luma| [*luma; 3]).collect();
    let half = (width.max(height) / 400 + 1) as i64;
    let mut dot = |x: f32, y: f32| {
        // Far outside is outside: sums stay small.
        let (x, y) = (x.clamp(-1e6, 1e6) as i64, y.clamp(-1e6, 1e6) as i64);
        for (x, y) in (y - half..=y + half).flat_map(|y| (x - half..=x + half).map(move |x| (x, y))) {
            if (0..i64::from(width)).contains(&x) && (0..i64::from(height)).contains(&y) {
                let at = (y * i64::from(width) + x) as usize * 3;
                pixels[at..at + 3].copy_from_slice(&MARK);
            }
        }
    };
    for corners in codes {
        along(corners, &mut dot);
    }
    let mut out = Vec::new();
    let written = PngEncoder::new(&mut out).write_image(&pixels, width, height, ExtendedColorType::Rgb8);
    written.map_err(|error| Error::caused(Code::Internal, "a picture in memory", error))?;
    Ok(out)
}

/// Every pixel or so of the line around four corners.
pub fn along(corners: &[[f32; 2]; 4], mut dot: impl FnMut(f32, f32)) {
    for (from, to) in corners.iter().zip(corners.iter().cycle().skip(1)) {
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        // A corner far outside, as a bent grid may give, is no reason to draw for ever.
        let steps = dx.abs().max(dy.abs()).clamp(1.0, 20_000.0).ceil();
        for step in 0..=steps as u32 {
            let part = step as f32 / steps;
            dot(from[0] + dx * part, from[1] + dy * part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_marked_around_and_not_inside() {
        let picture = Picture { luma: vec![200; 40 * 30], width: 40, height: 30 };
        let png = marked(&picture, &[[[10.0, 8.0], [30.0, 8.0], [30.0, 22.0], [10.0, 22.0]]]).unwrap();
        let image = image::load_from_memory(&png).unwrap().into_rgb8();
        assert_eq!(image.dimensions(), (40, 30));
        assert_eq!(image.get_pixel(20, 8).0, MARK);
        assert_eq!(image.get_pixel(10, 15).0, MARK);
        assert_eq!(image.get_pixel(20, 15).0, [200; 3]);
    }

    #[test]
    fn a_corner_outside_of_the_picture_is_no_matter() {
        let picture = Picture { luma: vec![0; 9], width: 3, height: 3 };
        let far = [[-1e9, f32::NAN], [1e9, 5.0], [f32::INFINITY, 1.0], [0.0, 0.0]];
        assert!(marked(&picture, &[far]).is_ok());
    }
}
