//! Time and randomness, passed in so that a test world can own them.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use uuid::Uuid;

/// What time it is.
pub trait Clock: Send + Sync {
    /// Ms since 1970.
    fn now_ms(&self) -> i64;
    /// Microseconds that never go back, for durations.
    fn mono_us(&self) -> u64;
}

/// The machine's clock.
pub struct SystemClock(std::time::Instant);

impl Default for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    fn default() -> Self {
        Self(std::time::Instant::now())
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    fn now_ms(&self) -> i64 {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |since| since.as_millis() as i64)
    }

    fn mono_us(&self) -> u64 {
        self.0.elapsed().as_micros() as u64
    }
}

/// A clock that a test moves.
pub struct SteppedClock(AtomicI64);

impl SteppedClock {
    pub fn at(now_ms: i64) -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(now_ms)))
    }

    /// Moves it on (or back).
    pub fn step(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::Relaxed);
    }
}

impl Clock for SteppedClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    fn mono_us(&self) -> u64 {
        (self.now_ms() * 1_000).cast_unsigned()
    }
}

/// Where random bytes come from.
#[derive(Clone)]
pub struct Random(Source);

#[derive(Clone)]
enum Source {
    System,
    Seeded(Arc<AtomicU64>),
}

impl Random {
    /// The operating system's: the only one for keys and tokens.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// Repeatable bytes for tests.
    pub fn seeded(seed: u64) -> Self {
        Self(Source::Seeded(Arc::new(AtomicU64::new(seed))))
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.0 {
            Source::System => getrandom::fill(&mut bytes).expect("the operating system gives randomness"),
            Source::Seeded(state) => {
                for part in bytes.chunks_mut(8) {
                    part.copy_from_slice(&splitmix(state).to_le_bytes()[..part.len()]);
                }
            }
        }
        bytes
    }

    /// A new id of version 7.
    pub fn id(&self, now_ms: i64) -> Uuid {
        petpro_domain::ids::v7(now_ms.cast_unsigned(), self.bytes())
    }
}

/// Splitmix64, one step.
fn splitmix(state: &AtomicU64) -> u64 {
    let mut z = state.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
