use super::*;

/// covers: S0-128, S0-130
#[test]
fn no_checkin_is_lost_or_counts_twice_however_tablets_and_server_fail() {
    let mut sum = Summary::default();
    for seed in 0..6 {
        sum.add(walk(seed, 40));
    }
    assert!(sum.violations.is_empty(), "{:#?}", sum.violations);
    assert!(sum.checkins > 900 && sum.repeats > 50, "{sum:?}");
}
