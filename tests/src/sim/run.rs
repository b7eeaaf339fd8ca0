//! Many seeds on two threads.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use parking_lot::Mutex;
use petpro_sync::planted::{Bug, Planted};

use super::tally::Tally;
use super::world::World;

/// How one seed went.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub seed: u64,
    pub ops: u64,
    pub hash: u64,
    pub violation: Option<String>,
    pub tally: Tally,
}

/// Walks one seed to its end.
pub fn walk(seed: u64, planted: Planted) -> Outcome {
    let mut world = World::new(seed, planted);
    let violation = world.run().err();
    let hash = world.hash ^ world.host.books.digest(&world.host.household);
    Outcome { seed, ops: world.ops, hash, violation, tally: world.tally }
}

/// How a range of seeds went.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    pub seeds: u64,
    pub ops: u64,
    pub violations: Vec<(u64, String)>,
    pub tally: Tally,
}

/// Walks `seeds` seeds from `first` on two threads; stops at the tenth violation. `progress` is told
/// the number of seeds and ops done.
pub fn walk_all(first: u64, seeds: u64, progress: &(dyn Fn(u64, u64) + Sync)) -> Summary {
    let next = AtomicU64::new(0);
    let (done, ops) = (AtomicU64::new(0), AtomicU64::new(0));
    let sum = Mutex::new(Summary::default());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut mine = Summary::default();
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= seeds || sum.lock().violations.len() >= 10 {
                        break;
                    }
                    let one = walk(first + n, Planted::NONE);
                    mine.seeds += 1;
                    mine.ops += one.ops;
                    mine.tally.merge(&one.tally);
                    if let Some(why) = one.violation {
                        sum.lock().violations.push((one.seed, why));
                    }
                    let all_ops = ops.fetch_add(one.ops, Ordering::Relaxed) + one.ops;
                    progress(done.fetch_add(1, Ordering::Relaxed) + 1, all_ops);
                }
                let mut sum = sum.lock();
                sum.seeds += mine.seeds;
                sum.ops += mine.ops;
                sum.tally.merge(&mine.tally);
            });
        }
    });
    let mut sum = sum.into_inner();
    sum.violations.sort();
    sum
}

/// The first seed below `most` in which a planted bug shows, and how.
pub fn catch(bug: Bug, most: u64) -> Option<(u64, String)> {
    let next = AtomicU64::new(0);
    let found = AtomicBool::new(false);
    let first: Mutex<Option<(u64, String)>> = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !found.load(Ordering::Relaxed) {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= most {
                        break;
                    }
                    if let Some(why) = walk(seed, Planted::only(bug)).violation {
                        found.store(true, Ordering::Relaxed);
                        let mut first = first.lock();
                        if first.as_ref().is_none_or(|(other, _)| seed < *other) {
                            *first = Some((seed, why));
                        }
                    }
                }
            });
        }
    });
    first.into_inner()
}
