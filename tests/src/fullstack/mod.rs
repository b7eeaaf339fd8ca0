//! L3: the client's real SQLite files and engine against the real router over its real SQLite file.
//! Network, clock, chance and process kills are simulated; nothing sleeps and nothing listens.
//!
//! A run is a seed. It lives (taps, losses, kills, copies, restores), drains (the network heals and
//! everybody syncs), and is judged by an oracle that knows sets of op ids and no rules of `apply()`.
//! The same seed twice gives the same hash.

pub(crate) mod backend;
pub(crate) mod dice;
pub(crate) mod drain;
pub(crate) mod files;
mod net;
pub(crate) mod oracle;
pub(crate) mod phone;
pub(crate) mod talk;
pub(crate) mod tap;
pub(crate) mod world;

#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;
use petpro_sync::planted::{Bug, Planted};
use sha2::Digest;

pub use world::Counts;
use world::World;

/// What one seed came to.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub ops: u64,
    pub counts: Counts,
    /// Over the server's rows and every result: equal for equal seeds.
    pub hash: String,
    /// What the oracle found, if anything.
    pub violation: Option<String>,
}

/// What many seeds came to.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    pub seeds: u64,
    pub ops: u64,
    pub counts: Counts,
    /// Seed and what was wrong.
    pub violations: Vec<(u64, String)>,
}

/// Below so many seeds rare situations may be missing.
pub const ENOUGH: u64 = 200;

/// Situations that a few hundred seeds have to reach; one that was never reached proves nothing.
const SITUATIONS: [&str; 27] = [
    "forked",
    "killed",
    "killed in a pull",
    "killed in a tap",
    "member of a snapshot file",
    "moved to saved",
    "net: Busy",
    "net: Gateway",
    "net: GatewayAfter",
    "net: HalfAnswer",
    "net: HalfRequest",
    "net: LostAnswer",
    "net: LostRequest",
    "net: Portal",
    "phone cloned",
    "phone restored",
    "poison",
    "renamed after a restore",
    "request repeated",
    "server killed",
    "server restarted",
    "server restored",
    "settled Rejected",
    "settled Superseded",
    "signed in again",
    "snapshot file resumed",
    "token refreshed",
];

/// Bugs of the device half that this layer can plant; the server's engine is the real one here.
pub const PLANTED: [Bug; 3] = [Bug::DropByNumber, Bug::NoRetry, Bug::StaleReply];

impl Summary {
    /// The situations that were never reached.
    pub fn missing(&self) -> Vec<&'static str> {
        SITUATIONS.into_iter().filter(|situation| !self.counts.contains_key(*situation)).collect()
    }
}

/// One seed, from its first tap to its judgement; with a bug planted in the device half, or none.
pub fn walk(seed: u64, planted: Planted) -> Outcome {
    let mut world = match World::new(seed, planted) {
        Ok(world) => world,
        Err(error) => return Outcome { violation: Some(format!("it did not begin: {error:#}")), ..Outcome::default() },
    };
    let judged = world.live().and_then(|()| drain::drain(&mut world)).and_then(|()| drain::judge(&mut world));
    Outcome {
        ops: world.oracle.meant.len() as u64,
        hash: world.trace.finalize().iter().map(|byte| format!("{byte:02x}")).collect(),
        violation: judged.err().map(|error| format!("{error:#}")),
        counts: world.counts,
    }
}

/// The first of `seeds` seeds in which the planted bug is seen, and as what.
pub fn catch(bug: Bug, seeds: u64) -> Option<(u64, String)> {
    (0..seeds).find_map(|seed| walk(seed, Planted::only(bug)).violation.map(|why| (seed, why)))
}

/// `seeds` seeds from `from` on, on all cores; `told` hears after each how many seeds and ops are done.
pub fn walk_all(from: u64, seeds: u64, planted: Planted, told: &(dyn Fn(u64, u64) + Sync)) -> Summary {
    let next = AtomicU64::new(from);
    let sum = Mutex::new(Summary::default());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= from + seeds {
                break;
            }
            let outcome = walk(seed, planted);
            let mut sum = sum.lock();
            sum.seeds += 1;
            sum.ops += outcome.ops;
            for (what, n) in outcome.counts {
                *sum.counts.entry(what).or_default() += n;
            }
            sum.violations.extend(outcome.violation.map(|why| (seed, why)));
            told(sum.seeds, sum.ops);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(work);
        }
    });
    sum.into_inner()
}
