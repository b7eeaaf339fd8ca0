//! A clock that runs beside somebody else's and can be moved ahead.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Cheap to clone; all clones move together.
#[derive(Clone)]
pub struct Clock {
    base: Arc<dyn Fn() -> i64 + Send + Sync>,
    ahead_ms: Arc<AtomicI64>,
}

impl Clock {
    /// Over a source of ms since 1970: the machine's, or the one that a test steps.
    pub fn over(base: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self { base: Arc::new(base), ahead_ms: Arc::default() }
    }

    pub fn now_ms(&self) -> i64 {
        (self.base)() + self.ahead_ms.load(Ordering::Relaxed)
    }

    /// Moves it on.
    pub fn advance(&self, ms: i64) {
        self.ahead_ms.fetch_add(ms, Ordering::Relaxed);
    }
}
