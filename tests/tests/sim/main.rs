//! The simulation inside `cargo test`: a short one every minute, the long ones with `slow_`.

#![allow(clippy::unwrap_used, reason = "helpers of tests: a panic is the report")]

mod crash;
mod naive;

use petpro_sync::planted::{Bug, Planted};
use petpro_tests::sim;

fn sound(sum: &sim::Summary) {
    let violations: Vec<String> =
        sum.violations.iter().map(|(seed, why)| format!("{why}\n  cargo xtask sim --seed {seed} --layer L1")).collect();
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

#[test]
fn two_thousand_walks_lose_nothing() {
    let sum = sim::walk_all(0, 2_000, &|_, _| {});
    sound(&sum);
    assert!(sum.ops >= 150_000, "only {} ops: the walks have become short", sum.ops);
}

#[test]
fn the_same_seed_gives_the_same_events() {
    for seed in 0..200 {
        let (one, two) = (sim::walk(seed, Planted::NONE), sim::walk(seed, Planted::NONE));
        assert_eq!(one.hash, two.hash, "seed {seed}");
    }
}

/// The bar of a pull request.
#[test]
fn slow_fifty_thousand_walks_lose_nothing_and_reach_every_situation() {
    let sum = sim::walk_all(0, 50_000, &|_, _| {});
    sound(&sum);
    assert!(sum.ops >= 4_500_000, "only {} ops", sum.ops);
    assert_eq!(sum.tally.missing(), Vec::<&str>::new(), "situations that were never reached");
}

#[test]
fn slow_every_planted_bug_is_caught() {
    let missed: Vec<Bug> = Bug::ALL.into_iter().filter(|bug| sim::catch(*bug, 20_000).is_none()).collect();
    assert_eq!(missed, vec![], "planted and not caught");
}

#[test]
fn slow_every_state_of_two_devices_and_a_restore_ends_well() {
    let mut states = 0;
    for (kinds, found) in sim::search_all(&|_| {}) {
        assert_eq!(found.violation, None, "{kinds}");
        println!("L0 {kinds}: {} states, {} transitions, queue empty", found.states, found.transitions);
        states += found.states;
    }
    println!("L0: {states} states in all");
    assert!(states > 10_000, "only {states} states: the search has become shallow");
}
