//! L2 inside `cargo test`, and the proof that it would have seen something.

use petpro_sync::planted::{Bug, Planted};
use petpro_tests::naive;

#[test]
fn a_thousand_stories_end_as_on_paper() {
    if let Err((why, (household, steps))) = naive::tell(1_000, 60, 1, Planted::NONE) {
        panic!("{why}\nfrom {:?} by\n{steps:#?}", household.limits);
    }
}

/// What can go wrong without a restored server or a payment.
const SHOWS: [Bug; 4] = [Bug::DropByNumber, Bug::NoDedupe, Bug::LastPushWins, Bug::BaseSeqCausality];

#[test]
fn a_planted_bug_is_told_in_a_few_steps() {
    for bug in SHOWS {
        let Err((_, (_, steps))) = naive::tell(1_000, 60, 1, Planted::only(bug)) else {
            panic!("{bug:?} was not noticed");
        };
        println!("{bug:?}: {steps:?}");
        assert!(steps.len() <= 10, "{bug:?}: the story was not shrunk: {steps:#?}");
    }
}
