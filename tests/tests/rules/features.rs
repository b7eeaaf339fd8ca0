//! What is shipped carries no planted bug: feature unification is per build, so each shipped
//! package is asked alone.

use crate::sources::tree;

fn features(package: &str) -> String {
    tree(&["--package", package, "--edges", "features,no-dev"]).join("\n")
}

#[test]
fn shipped_programs_are_built_without_planted_bugs() {
    for shipped in ["petpro", "petpro-server", "petpro-client"] {
        let features = features(shipped);
        assert!(features.contains("petpro-sync"), "{shipped} is asked about the engine it carries");
        assert!(!features.contains("planted"), "{shipped} carries planted bugs:\n{features}");
    }
    assert!(features("petpro-tests").contains("planted"), "the simulator has them, so the word is still the right one");
}
