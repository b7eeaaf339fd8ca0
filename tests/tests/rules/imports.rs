//! Who may import whom (ARCHITECTURE.md), and which room alone knows a third party.

use std::collections::{BTreeMap, BTreeSet};

use crate::sources::{WORKSPACE, named, tree};

/// Everything of ours that a package may name, in any section of its manifest.
const EDGES: &[(&str, &[&str])] = &[
    ("petpro-domain", &[]),
    ("petpro-scan", &[]),
    ("petpro-sync", &["petpro-domain"]),
    ("petpro-client", &["petpro-domain", "petpro-scan", "petpro-sync"]),
    ("petpro", &["petpro-client"]),
    ("petpro-app", &["petpro-client"]),
    ("petpro-bridge", &["petpro-app"]),
    ("petpro-server", &["petpro-domain", "petpro-sync", "petpro-sandbox"]),
    ("petpro-sandbox", &[]),
    (
        "petpro-tests",
        &["petpro-client", "petpro-domain", "petpro-sandbox", "petpro-scan", "petpro-server", "petpro-sync"],
    ),
    ("xtask", &[]),
];

/// A third party and the packages that may name it: swapping it then touches one room.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("rxing", &["petpro-scan"]),
    ("reqwest", &["petpro-client", "petpro-sandbox", "petpro-server", "petpro-tests", "petpro-bridge"]),
    ("rusqlite", &["petpro-client", "petpro-server", "petpro-tests"]),
    ("axum", &["petpro-bridge", "petpro-sandbox", "petpro-server", "petpro-tests"]),
    ("lettre", &["petpro-server"]),
    ("mailin", &["petpro-sandbox"]),
    ("uniffi", &[]),
    ("tauri", &[]),
    ("nokhwa", &[]),
    ("ts-rs", &["petpro-app", "petpro-client", "petpro-domain"]),
];

/// What would give a pure room a clock, a socket, a disk or a runtime.
const IMPURE: &[&str] =
    &["tokio", "mio", "socket2", "rusqlite", "libsqlite3-sys", "reqwest", "hyper", "getrandom", "rand"];

fn members() -> impl Iterator<Item = &'static cargo_metadata::Package> {
    WORKSPACE.packages.iter()
}

/// covers: S0-004
#[test]
fn every_room_imports_only_the_rooms_below_it() {
    let allowed: BTreeMap<&str, BTreeSet<&str>> =
        EDGES.iter().map(|(name, may)| (*name, may.iter().copied().collect())).collect();
    for package in members() {
        let may = allowed.get(package.name.as_str());
        let may = may.unwrap_or_else(|| panic!("{} is a new room: give it its edges here", package.name));
        for dependency in
            package.dependencies.iter().filter(|dependency| allowed.contains_key(dependency.name.as_str()))
        {
            assert!(may.contains(dependency.name.as_str()), "{} must not import {}", package.name, dependency.name);
        }
    }
}

#[test]
fn a_third_party_is_known_to_its_own_room_alone() {
    for package in members() {
        for dependency in &package.dependencies {
            let limit = ONLY_IN.iter().find(|(name, _)| *name == dependency.name);
            let fits = limit.is_none_or(|(_, rooms)| rooms.contains(&package.name.as_str()));
            assert!(fits, "{} must not know {}", package.name, dependency.name);
        }
    }
}

#[test]
fn domain_and_sync_can_reach_no_clock_no_network_and_no_disk() {
    for room in ["petpro-domain", "petpro-sync"] {
        let reached = tree(&["--package", room, "--edges", "normal"]);
        let bad: Vec<_> = IMPURE.iter().filter(|name| reached.iter().any(|line| named(line) == **name)).collect();
        assert!(reached.len() > 10 && bad.is_empty(), "{room} reaches {bad:?}");
    }
}

#[test]
fn versions_are_shared_and_lints_are_the_workspaces() {
    for package in members() {
        let text = std::fs::read_to_string(&package.manifest_path).expect("a manifest");
        let manifest: toml::Table = text.parse().expect("TOML");
        let lints = manifest.get("lints").and_then(|lints| lints.get("workspace")).and_then(toml::Value::as_bool);
        assert_eq!(lints, Some(true), "{}: `[lints] workspace = true`", package.name);
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for (name, value) in manifest.get(section).and_then(toml::Value::as_table).into_iter().flatten() {
                let shared = value.get("workspace").and_then(toml::Value::as_bool) == Some(true);
                assert!(shared, "{}: {name} takes its version from the workspace's table", package.name);
            }
        }
    }
}
