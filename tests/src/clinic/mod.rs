//! A clinic's days, simulated: tablets that are offline nine tenths of the time and the owners' passes,
//! over the client's real files, the real engine and the real router. Tablets crash, are cloned, come
//! back from old copies, are switched off and have their clocks set days off; once the server is
//! restored from a backup.
//!
//! The oracle knows who stood at which desk when, and no rule of ours: nothing is lost, nothing counts
//! twice, and every repeat is flagged at every desk.

mod day;
mod oracle;
mod place;
#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;

use crate::fullstack::Counts;

/// Tablets of the clinic.
pub const TABLETS: usize = 5;
/// Passes shown in a day.
pub const PASSES: usize = 200;
/// Days of one seed: a restore reaches across some of them.
pub const DAYS: u64 = 4;

/// What one or many seeds came to.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    pub seeds: u64,
    pub device_days: u64,
    pub checkins: u64,
    /// Check-ins of a visit that had one already.
    pub repeats: u64,
    pub counts: Counts,
    /// Seed and what was wrong.
    pub violations: Vec<(u64, String)>,
}

/// Situations that a long run has to reach; one that was never reached proves nothing.
const SITUATIONS: [&str; 17] = [
    "check-in of a booking that had not reached the tablet",
    "check-in voided",
    "clock set days off",
    "forked",
    "killed",
    "killed in a check-in",
    "left unsent overnight",
    "net: LostAnswer",
    "phone cloned",
    "phone restored",
    "repeat at another desk, both offline",
    "repeat at the same desk",
    "server killed",
    "server restarted",
    "server restored",
    "settled Applied",
    "switched off",
];

impl Summary {
    /// The situations that were never reached.
    pub fn missing(&self) -> Vec<&'static str> {
        SITUATIONS.into_iter().filter(|situation| !self.counts.contains_key(*situation)).collect()
    }

    fn add(&mut self, other: Self) {
        self.seeds += other.seeds;
        self.device_days += other.device_days;
        self.checkins += other.checkins;
        self.repeats += other.repeats;
        self.violations.extend(other.violations);
        for (what, n) in other.counts {
            *self.counts.entry(what).or_default() += n;
        }
    }
}

/// One seed: some days of a clinic, then everybody syncs and the oracle looks.
pub fn walk(seed: u64, passes: usize) -> Summary {
    let mut sum = Summary { seeds: 1, ..Summary::default() };
    match day::run(seed, passes, &mut sum) {
        Ok(()) => {}
        Err(error) => sum.violations.push((seed, format!("{error:#}"))),
    }
    sum
}

/// Seeds from 0 on until so many device-days are lived, on all cores; `told` hears after each seed.
pub fn walk_days(device_days: u64, passes: usize, told: &(dyn Fn(&Summary) + Sync)) -> Summary {
    let each = TABLETS as u64 * DAYS;
    let seeds = device_days.div_ceil(each);
    let next = AtomicU64::new(0);
    let sum = Mutex::new(Summary::default());
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds {
                break;
            }
            let one = walk(seed, passes);
            let mut sum = sum.lock();
            sum.add(one);
            told(&sum);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    sum.into_inner()
}
