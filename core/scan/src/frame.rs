//! A borrowed luma plane as cameras and files give it.

use crate::Point;
use crate::job::Region;

/// How far the picture must be turned clockwise to stand upright.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rotation {
    #[default]
    R0,
    R90,
    R180,
    R270,
}

/// A borrowed plane of 8-bit luma: the Y plane of NV12 or I420 without a copy, or a decoded file.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    pub luma: &'a [u8],
    pub width: u32,
    pub height: u32,
    /// Bytes from one row to the next; at least `width`. The last row may end after `width` bytes.
    pub stride: usize,
    pub rotation: Rotation,
    /// When the camera took it, in milliseconds of any steady clock. Consensus counts in this time.
    pub at_ms: u64,
}

impl<'a> Frame<'a> {
    /// An upright picture without padding.
    pub fn packed(luma: &'a [u8], width: u32, height: u32) -> Self {
        Self { luma, width, height, stride: width as usize, rotation: Rotation::R0, at_ms: 0 }
    }

    /// Whether the plane holds every pixel it claims. Cameras cut the padding off the last row, so that one counts
    /// with `width` bytes.
    pub fn is_whole(&self) -> bool {
        let (w, h) = (self.width as usize, self.height as usize);
        if w == 0 || h == 0 || self.stride < w {
            return false;
        }
        (h - 1).checked_mul(self.stride).and_then(|n| n.checked_add(w)).is_some_and(|need| need <= self.luma.len())
    }

    /// Width and height of the picture once it stands upright.
    pub(crate) fn upright(&self) -> (u32, u32) {
        match self.rotation {
            Rotation::R0 | Rotation::R180 => (self.width, self.height),
            Rotation::R90 | Rotation::R270 => (self.height, self.width),
        }
    }

    pub(crate) fn row(&self, y: usize) -> &'a [u8] {
        &self.luma[y * self.stride..][..self.width as usize]
    }

    /// A pixel of the upright picture.
    fn upright_pixel(&self, u: usize, v: usize) -> u8 {
        let (w, h) = (self.width as usize, self.height as usize);
        let (x, y) = match self.rotation {
            Rotation::R0 => (u, v),
            Rotation::R90 => (v, h - 1 - u),
            Rotation::R180 => (w - 1 - u, h - 1 - v),
            Rotation::R270 => (w - 1 - v, u),
        };
        self.luma[y * self.stride + x]
    }
}

/// Where the pixels of a picture were in the upright frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Of its top left pixel.
    pub x: u32,
    pub y: u32,
    /// Pixels of the frame, along one side, for each of the picture's.
    pub by: u32,
}

impl Place {
    /// Where a place of the picture is in the frame.
    pub fn in_frame(self, p: Point) -> Point {
        let by = self.by as f32;
        Point { x: p.x * by + self.x as f32, y: p.y * by + self.y as f32 }
    }

    /// Where a place of the frame is in the picture, or would be.
    pub fn in_picture(self, p: Point) -> Point {
        let by = self.by as f32;
        Point { x: (p.x - self.x as f32) / by, y: (p.y - self.y as f32) / by }
    }
}

/// A frame of more pixels is looked at smaller: its buffers would take the memory of a cheap phone, and what a code
/// needs is a few pixels a module.
const MOST: u64 = 16 << 20;

/// An owned, upright luma picture without padding; also the scratch buffer of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    pub luma: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

impl Picture {
    pub fn frame(&self) -> Frame<'_> {
        Frame::packed(&self.luma, self.width, self.height)
    }

    /// Fills itself with the upright, packed pixels of `frame`, within `region` of the upright picture where one is
    /// given. `frame` must be whole.
    pub(crate) fn fill(&mut self, frame: &Frame<'_>, region: Option<Region>) -> Place {
        let (w, h) = frame.upright();
        let Region { x, y, width, height } = region.unwrap_or(Region { x: 0, y: 0, width: w, height: h }).within(w, h);
        let by = (1..).find(|by| u64::from(width) * u64::from(height) <= MOST * by * by).unwrap_or(1) as u32;
        (self.width, self.height) = ((width / by).max(1), (height / by).max(1));
        let (left, top, across) = (x as usize, y as usize, self.width as usize);
        self.luma.clear();
        for v in 0..self.height as usize {
            match (by, frame.rotation) {
                (1, Rotation::R0) => self.luma.extend_from_slice(&frame.row(top + v)[left..left + across]),
                (1, _) => self.luma.extend((0..across).map(|u| frame.upright_pixel(left + u, top + v))),
                _ => {
                    let rows = (v * by as usize..(v + 1) * by as usize).map(|v| top + v.min(height as usize - 1));
                    let mean = |u: usize| {
                        let columns =
                            (u * by as usize..(u + 1) * by as usize).map(|u| left + u.min(width as usize - 1));
                        let pixels = rows.clone().flat_map(|v| columns.clone().map(move |u| (u, v)));
                        let sum: u32 = pixels.map(|(u, v)| u32::from(frame.upright_pixel(u, v))).sum();
                        (sum / (by * by)) as u8
                    };
                    self.luma.extend((0..across).map(mean));
                }
            }
        }
        Place { x, y, by }
    }

    /// Fills itself with `from` at `tenths`/10 of its size, bilinear: another sampling grid, so that a chance misread
    /// does not happen twice.
    pub(crate) fn scale(&mut self, from: &Picture, tenths: u32) {
        let side = |n: u32| (u64::from(n) * u64::from(tenths) / 10).max(1) as u32;
        (self.width, self.height) = (side(from.width), side(from.height));
        self.luma.clear();
        let step = |n: u32, to: u32| ((u64::from(n) << 16) / u64::from(to)) as usize;
        let (step_x, step_y) = (step(from.width, self.width), step(from.height, self.height));
        let stride = from.width as usize;
        for y in 0..self.height as usize {
            let (y0, fy) = split(y, step_y, from.height);
            let (above, below) =
                (&from.luma[y0 * stride..], &from.luma[(y0 + 1).min(from.height as usize - 1) * stride..]);
            for x in 0..self.width as usize {
                let (x0, fx) = split(x, step_x, from.width);
                let x1 = (x0 + 1).min(stride - 1);
                let mix = |a: u8, b: u8| usize::from(a) * (256 - fx) + usize::from(b) * fx;
                let value = mix(above[x0], above[x1]) * (256 - fy) + mix(below[x0], below[x1]) * fy;
                self.luma.push((value >> 16) as u8);
            }
        }
    }
}

/// Source pixel and its 8-bit remainder for target pixel `at`, measured between pixel centres.
fn split(at: usize, step: usize, size: u32) -> (usize, usize) {
    let position = (at * step + step / 2).saturating_sub(1 << 15);
    ((position >> 16).min(size as usize - 1), (position >> 8) & 0xff)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 3 wide, 2 high, a stride of 5 and a last row without padding.
    const PADDED: [u8; 8] = [1, 2, 3, 99, 99, 4, 5, 6];

    fn padded(rotation: Rotation) -> Frame<'static> {
        Frame { luma: &PADDED, width: 3, height: 2, stride: 5, rotation, at_ms: 0 }
    }

    #[test]
    fn a_short_last_row_is_whole_and_a_shorter_one_is_not() {
        assert!(padded(Rotation::R0).is_whole());
        assert!(!Frame { luma: &PADDED[..7], ..padded(Rotation::R0) }.is_whole());
        assert!(!Frame { stride: 2, ..padded(Rotation::R0) }.is_whole());
        assert!(!Frame::packed(&[], 0, 0).is_whole());
    }

    #[test]
    fn every_rotation_gives_the_upright_pixels_without_padding() {
        let mut picture = Picture::default();
        for (rotation, size, pixels) in [
            (Rotation::R0, (3, 2), [1, 2, 3, 4, 5, 6]),
            (Rotation::R90, (2, 3), [4, 1, 5, 2, 6, 3]),
            (Rotation::R180, (3, 2), [6, 5, 4, 3, 2, 1]),
            (Rotation::R270, (2, 3), [3, 6, 2, 5, 1, 4]),
        ] {
            picture.fill(&padded(rotation), None);
            assert_eq!(((picture.width, picture.height), &picture.luma[..]), (size, &pixels[..]), "{rotation:?}");
        }
    }

    #[test]
    fn a_region_is_cut_out_of_the_upright_picture() {
        let mut picture = Picture::default();
        let at = picture.fill(&padded(Rotation::R90), Some(Region { x: 1, y: 1, width: 9, height: 9 }));
        assert_eq!(at, Place { x: 1, y: 1, by: 1 });
        assert_eq!((picture.width, picture.height, &picture.luma[..]), (1, 2, &[2, 3][..]));
    }

    #[test]
    fn a_huge_frame_is_looked_at_smaller() {
        let luma = vec![9; 5_000 * 4_000];
        let mut picture = Picture::default();
        for rotation in [Rotation::R0, Rotation::R90] {
            let place = picture.fill(&Frame { rotation, ..Frame::packed(&luma, 5_000, 4_000) }, None);
            assert_eq!((place.by, picture.width.max(picture.height), picture.luma.len()), (2, 2_500, 5_000_000));
            assert!(picture.luma.iter().all(|&pixel| pixel == 9));
        }
        let line = vec![9; 20_000_000];
        picture.fill(&Frame::packed(&line, 20_000_000, 1), None);
        assert_eq!((picture.width, picture.height), (10_000_000, 1));
    }

    #[test]
    fn a_scaled_picture_keeps_its_brightness() {
        let from = Picture { luma: vec![77; 100], width: 10, height: 10 };
        let mut to = Picture::default();
        to.scale(&from, 9);
        assert_eq!((to.width, to.height), (9, 9));
        assert!(to.luma.iter().all(|&p| p == 77));
    }
}
