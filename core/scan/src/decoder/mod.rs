//! The seam between a session and whatever finds codes in pixels.

mod lines;
mod rxing;

use std::time::Duration;

use crate::{Frame, Job, Read, Stats};

pub use rxing::Rxing;

/// Time since any fixed moment, for budgets and [`Stats::took`]; a test hands in its own.
pub type Clock = Box<dyn Fn() -> Duration + Send>;

/// Whether a job's time is used up.
pub(crate) type Late<'a> = dyn Fn() -> bool + 'a;

/// Finds codes in one frame. It may be wrong, it may panic: [`crate::Session`] is what people hold.
pub trait Decoder {
    /// Appends what it finds to `out`, best first, with corners in pixels of the upright picture. `frame` is whole
    /// ([`Frame::is_whole`]); stride and rotation are the decoder's to handle.
    fn decode(&mut self, frame: Frame<'_>, job: &Job, out: &mut Vec<Read>) -> Stats;
}
