//! When to try again: never at once after a failure, never later than the cap.

use super::Random;

/// The first pause is at most this long, ms.
const FIRST_MS: i64 = 1_000;
/// No pause is longer, ms: pending ops of a signed-in, online device get an attempt within it.
pub(super) const CAP_MS: i64 = 300_000;

/// Back-off on the monotonic clock: `rand(0, min(300 s, 1 s · 2ⁿ))`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pace {
    failures: u32,
    /// Monotonic ms before which nothing is tried.
    pub until: Option<i64>,
}

impl Pace {
    /// Success, a poke, the network's return, or the user's pull.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// One more failure; `at_least_ms` is the server's `Retry-After`, never trusted beyond the cap.
    pub fn failed(&mut self, mono: i64, at_least_ms: i64, rng: &mut Random) {
        let most = FIRST_MS.checked_shl(self.failures).map_or(CAP_MS, |ms| ms.clamp(FIRST_MS, CAP_MS));
        self.failures = (self.failures + 1).min(16);
        let pause = (rng() % (most as u64 + 1)) as i64;
        self.until = Some(mono + (pause + at_least_ms.clamp(0, CAP_MS)).min(CAP_MS));
    }
}
