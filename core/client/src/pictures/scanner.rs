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
