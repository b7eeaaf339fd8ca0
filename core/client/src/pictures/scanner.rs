//! The scanner as a shell holds it: the default decoder in a session, with the machine's steady clock.

use std::time::Duration;

use petpro_scan::{Frame, Job, Picture, Pipeline, Seen, Session};

use crate::world::{Clock, System};

/// Looks at pictures and films; made once and kept, since it owns its buffers.
pub struct Scanner {
    session: Session<Pipeline>,
}

impl Scanner {
    pub fn new(job: Job) -> Self {
        let clock = Box::new(|| Duration::from_millis(System.mono_ms()));
        Self { session: Session::new(Pipeline::new(clock), job) }
    }

    /// A picture that stands alone; see [`Session::still`].
    pub fn still(&mut self, picture: &Picture) -> Seen {
        self.session.still(picture.frame())
    }

    /// The next frame of a film; see [`Session::see`].
    pub fn see(&mut self, frame: Frame<'_>) -> Seen {
        self.session.see(frame)
    }
}

#[cfg(test)]
mod tests {
    use petpro_scan::Purpose;

    use super::super::Label;
    use super::*;

    #[test]
    fn a_picture_that_a_session_looks_at_smaller_has_corners_in_its_own_pixels() {
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
}
