//! The scanner as a shell holds it: the default decoder in a session, with the machine's steady clock.

use std::time::Duration;

use petpro_scan::{Frame, Job, Picture, Pipeline, Seen, Session};

use crate::world::{Clock, System};

/// Looks at pictures and films; made once and kept, since it owns its buffers.
pub struct Scanner {
    session: Session<Pipeline>,
    halved: Picture,
}

/// Larger pictures are looked at in half their size: their codes are large too, and a session's buffers are about twice
/// what it looks at.
const MOST_PIXELS: u64 = 16_000_000;

impl Scanner {
    pub fn new(job: Job) -> Self {
        let clock = Box::new(|| Duration::from_millis(System.mono_ms()));
        Self { session: Session::new(Pipeline::new(clock), job), halved: Picture::default() }
    }

    /// A picture that stands alone; see [`Session::still`]. Corners are in its own pixels.
    pub fn still(&mut self, picture: &Picture) -> Seen {
        if picture.luma.len() as u64 <= MOST_PIXELS {
            return self.session.still(picture.frame());
        }
        halve(picture, &mut self.halved);
        let mut seen = self.session.still(self.halved.frame());
        for corner in seen.accepted.iter_mut().flat_map(|read| &mut read.corners) {
            (corner.x, corner.y) = (corner.x * 2.0, corner.y * 2.0);
        }
        seen
    }

    /// The next frame of a film; see [`Session::see`].
    pub fn see(&mut self, frame: Frame<'_>) -> Seen {
        self.session.see(frame)
    }
}

/// The mean of two by two pixels; an odd last row or column is left out.
fn halve(from: &Picture, to: &mut Picture) {
    (to.width, to.height) = (from.width / 2, from.height / 2);
    to.luma.clear();
    for rows in from.luma.chunks_exact(from.width as usize * 2) {
        let (above, below) = rows.split_at(from.width as usize);
        let pairs = above.chunks_exact(2).zip(below.chunks_exact(2));
        to.luma.extend(
            pairs.map(|(a, b)| ((u16::from(a[0]) + u16::from(a[1]) + u16::from(b[0]) + u16::from(b[1]) + 2) / 4) as u8),
        );
    }
}

#[cfg(test)]
mod tests {
    use petpro_scan::Purpose;

    use super::super::Label;
    use super::*;

    #[test]
    fn a_picture_too_large_for_the_buffers_is_read_and_its_corners_are_its_own() {
        let label = Label::new(None, "9520000000011").unwrap().picture(8);
        let (width, height) = (5_001u32, 4_001u32);
        let mut picture = Picture { luma: vec![200; (width * height) as usize], width, height };
        for (y, row) in label.luma.chunks_exact(label.width as usize).enumerate() {
            let at = (y + 3_000) * width as usize + 3_500;
            picture.luma[at..at + row.len()].copy_from_slice(row);
        }
        let seen = Scanner::new(Job::still(Purpose::Product)).still(&picture);
        let read = &seen.accepted[0];
        assert_eq!(read.text, "9520000000011");
        let inside = |x: f32, y: f32| (3_500.0..4_500.0).contains(&x) && (3_000.0..3_700.0).contains(&y);
        assert!(read.corners.iter().all(|corner| inside(corner.x, corner.y)), "{:?}", read.corners);
    }

    #[test]
    fn a_half_is_the_mean_and_an_odd_edge_is_left_out() {
        let mut half = Picture::default();
        halve(&Picture { luma: vec![0, 2, 9, 4, 6, 9, 9, 9, 9], width: 3, height: 3 }, &mut half);
        assert_eq!(half, Picture { luma: vec![3], width: 1, height: 1 });
    }
}
