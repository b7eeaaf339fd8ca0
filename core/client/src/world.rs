//! What the core is given instead of asking for it: time and randomness.

use std::sync::LazyLock;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use petpro_domain::ids::{self, Uuid};

/// The device's clocks. The wall clock is only ever claimed or shown, it decides nothing.
pub trait Clock: Send + Sync {
    /// The wall clock, ms since 1970; may be days off.
    fn wall_ms(&self) -> i64;
    /// Ms since [`Clock::boot`] began; never goes back.
    fn mono_ms(&self) -> u64;
    /// Names the period in which `mono_ms` values can be compared.
    fn boot(&self) -> String;
}

/// Where random bytes come from.
pub trait Randomness: Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);

    /// A new id of version 7 for this wall time.
    fn id(&self, wall_ms: i64) -> Uuid {
        let mut tail = [0; 10];
        self.fill(&mut tail);
        ids::v7(wall_ms.max(0) as u64, tail)
    }
}

/// The machine itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct System;

/// When this process began, and a name for it: where the machine does not name its own start, `mono_ms` counts from here.
static START: LazyLock<(Instant, String)> = LazyLock::new(|| {
    let mut name = [0; 8];
    System.fill(&mut name);
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else is given")]
    let start = Instant::now();
    (start, name.iter().map(|byte| format!("{byte:02x}")).collect())
});

/// The name that Linux and Android give the time since the machine was switched on. A tablet's app is
/// closed and opened all day; what it noted is still comparable until the tablet goes off.
static BOOT: LazyLock<Option<String>> = LazyLock::new(|| {
    let name = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let name = name.trim();
    (name.len() == 36).then(|| name.to_owned())
});

impl Clock for System {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else is given")]
    fn wall_ms(&self) -> i64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64)
    }

    fn mono_ms(&self) -> u64 {
        match since_boot() {
            Some(ms) if BOOT.is_some() => ms,
            _ => START.0.elapsed().as_millis() as u64,
        }
    }

    fn boot(&self) -> String {
        match &*BOOT {
            Some(name) if since_boot().is_some() => name.clone(),
            _ => START.1.clone(),
        }
    }
}

/// Ms since the machine was switched on, those it slept through included.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn since_boot() -> Option<u64> {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    Some(u64::try_from(now.tv_sec).ok()? * 1_000 + u64::try_from(now.tv_nsec).ok()? / 1_000_000)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn since_boot() -> Option<u64> {
    None
}

impl Randomness for System {
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}
