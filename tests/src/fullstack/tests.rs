//! The bars of this layer. `slow_…`: not among what runs every minute.

use petpro_sync::planted::Planted;

use super::{PLANTED, Summary, catch, walk, walk_all};

/// Runs the seeds; fails with how to run the first wrong one again.
fn all_right(seeds: u64) -> Summary {
    let sum = walk_all(0, seeds, Planted::NONE, &|_, _| {});
    if let Some((seed, why)) = sum.violations.first() {
        panic!("seed {seed}: {why}\n  again: cargo xtask sim --layer L3 --seed {seed}");
    }
    sum
}

#[test]
fn ten_runs_of_the_full_stack_lose_nothing() {
    let sum = all_right(10);
    assert!(sum.ops >= 2_000, "only {} ops", sum.ops);
}

#[test]
fn the_same_seed_twice_is_the_same_run() {
    let (first, second) = (walk(3, Planted::NONE), walk(3, Planted::NONE));
    assert_eq!(first.violation, None);
    assert!(first.ops > 100);
    assert_eq!((first.hash, first.counts), (second.hash, second.counts));
}

/// An oracle that finds nothing may be blind.
#[test]
fn planted_bugs_of_the_device_are_seen_here_too() {
    for bug in PLANTED {
        let caught = catch(bug, 60);
        println!("{bug:?}: {caught:?}");
        assert!(caught.is_some(), "{bug:?} was not caught");
    }
}

/// The pull request's bar of this layer: nothing lost, doubled, raised from the dead or stuck, and
/// no named situation left out.
#[test]
fn slow_three_hundred_runs_of_the_full_stack_lose_nothing() {
    let sum = all_right(300);
    assert!(sum.ops >= 60_000, "only {} ops", sum.ops);
    assert_eq!(sum.missing(), Vec::<&str>::new(), "never reached");
}
