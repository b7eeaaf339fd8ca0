//! L4 inside `cargo test`: some cuts of every scenario. All of them: `cargo xtask chaos crash`.

use std::path::Path;

use petpro_tests::crash::{self, Disks, Harm, Outcome, Scenario};

/// Some of the cuts, or why there are none.
fn cut(scenario: Scenario, every: usize, disks: Disks) -> Option<Outcome> {
    if !crash::can_record() {
        println!("skipped: needs strace");
        return None;
    }
    let program = Path::new(env!("CARGO_BIN_EXE_petpro-chaos"));
    Some(crash::cut(program, scenario, every, 1, disks, &|_, _| {}).unwrap())
}

#[test]
fn a_power_cut_loses_and_doubles_nothing() {
    for scenario in Scenario::ALL {
        let Some(outcome) = cut(scenario, 60, Disks::Honest) else { return };
        assert_eq!(outcome.wrong, Vec::<String>::new());
        assert!(outcome.points >= 3, "{scenario:?}: only {} cuts", outcome.points);
    }
}

/// Disks that lie about flushes lose what people were told is saved: an oracle that does not see it
/// is blind.
#[test]
fn what_a_lying_disk_loses_is_seen() {
    let Some(outcome) = cut(Scenario::OneByOne, 40, Disks::Lying) else { return };
    assert!(outcome.wrong.iter().any(|wrong| crash::harm(wrong) == Harm::Lost), "{:#?}", outcome.wrong);
}
