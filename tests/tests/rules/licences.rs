//! deny.toml, read here: installing cargo-deny compiles some 400 crates, which on two cores takes longer than
//! all of our own tests. Whoever has it may run `cargo deny check licenses bans sources` on the same file.

use std::collections::BTreeSet;

use toml::{Table, Value};

use crate::sources::{WORKSPACE, every_crate, locked, named, root, tree};

fn rules() -> Table {
    std::fs::read_to_string(root().join("deny.toml")).expect("deny.toml").parse().expect("TOML")
}

fn words(list: Option<&Value>) -> BTreeSet<&str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Does an SPDX expression hold when only `allowed` licences may be used? AND binds tighter than OR;
/// `/` is what old manifests write for OR.
fn allows(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let expression = expression.replace('/', " OR ");
    let parts = expression.replace('(', " ( ").replace(')', " ) ");
    let mut parts = parts.split_whitespace().peekable();
    either(&mut parts, allowed)
}

type Parts<'a, 'b> = &'a mut std::iter::Peekable<std::str::SplitWhitespace<'b>>;

fn either(parts: Parts, allowed: &BTreeSet<&str>) -> bool {
    let mut holds = both(parts, allowed);
    while parts.next_if_eq(&"OR").is_some() {
        holds |= both(parts, allowed);
    }
    holds
}

fn both(parts: Parts, allowed: &BTreeSet<&str>) -> bool {
    let mut holds = one(parts, allowed);
    while parts.next_if_eq(&"AND").is_some() {
        holds &= one(parts, allowed);
    }
    holds
}

fn one(parts: Parts, allowed: &BTreeSet<&str>) -> bool {
    if parts.next_if_eq(&"(").is_some() {
        let holds = either(parts, allowed);
        parts.next();
        return holds;
    }
    let mut name = parts.next().unwrap_or_default().to_owned();
    if parts.next_if_eq(&"WITH").is_some() {
        name = format!("{name} WITH {}", parts.next().unwrap_or_default());
    }
    allowed.contains(name.as_str())
}

#[test]
fn every_crate_may_be_used_under_a_licence_we_accept() {
    let rules = rules();
    let allowed = words(rules["licenses"].get("allow"));
    let packages = match every_crate() {
        Ok(packages) => packages,
        Err(skipped) => return println!("{skipped}"),
    };
    for package in packages.iter().filter(|package| package.source.is_some()) {
        let exceptions = rules["licenses"].get("exceptions").and_then(Value::as_array).into_iter().flatten();
        let own = exceptions.filter(|rule| rule["crate"].as_str() == Some(package.name.as_str()));
        let mut may = allowed.clone();
        own.for_each(|rule| may.extend(words(rule.get("allow"))));
        let licence = package.license.as_deref().unwrap_or("none named");
        assert!(allows(licence, &may), "{} {}: {licence}", package.name, package.version);
    }
}

#[test]
fn no_banned_crate_is_in_the_tree() {
    let rules = rules();
    // The lock file also holds what no feature of ours switches on; the tree is what is built.
    let built = tree(&["--workspace", "--edges", "normal,build,dev"]);
    for ban in rules["bans"]["deny"].as_array().expect("bans") {
        let (name, reason) = (ban["crate"].as_str().expect("a name"), ban["reason"].as_str().expect("a reason"));
        assert!(!built.iter().any(|line| named(line) == name), "{name}: {reason}");
    }
    let sqlites = built.iter().filter(|line| named(line) == "libsqlite3-sys");
    let versions: BTreeSet<_> = sqlites.map(|line| line.trim_end_matches(" (*)")).collect();
    assert_eq!(versions.len(), 1, "one SQLite in the tree: {versions:?}");
}

#[test]
fn every_crate_comes_from_the_public_registry() {
    let packages = match every_crate() {
        Ok(packages) => packages,
        Err(skipped) => return println!("{skipped}"),
    };
    for package in &packages {
        match &package.source {
            Some(source) => assert!(source.is_crates_io(), "{}: {source}", package.name),
            None => assert!(
                package.manifest_path.starts_with(&WORKSPACE.workspace_root),
                "{} is a path outside",
                package.name
            ),
        }
    }
}

#[test]
fn the_window_is_built_from_the_same_versions_as_the_rest() {
    let (ours, windows) = (locked("."), locked("app-tauri/src-tauri"));
    let versions = |of: &[(String, String)], name: &str| -> BTreeSet<String> {
        of.iter().filter(|(other, _)| other == name).map(|(_, version)| version.clone()).collect()
    };
    let shared: BTreeSet<_> = ours.iter().map(|(name, _)| name.as_str()).collect();
    // What a store or a server is trusted with: a window of another version would be another app.
    for name in
        ["rusqlite", "libsqlite3-sys", "aws-lc-rs", "rustls", "reqwest", "tokio", "rxing", "ed25519-dalek", "jiff"]
    {
        assert!(shared.contains(name), "{name}");
        assert_eq!(versions(&ours, name), versions(&windows, name), "{name}: `cargo update` in both folders");
    }
}

#[test]
fn licence_expressions_are_read_as_spdx_says() {
    let allowed = BTreeSet::from(["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"]);
    for yes in
        ["MIT", "MIT OR GPL-3.0", "GPL-3.0/MIT", "(GPL-3.0 OR MIT) AND Apache-2.0", "Apache-2.0 WITH LLVM-exception"]
    {
        assert!(allows(yes, &allowed), "{yes}");
    }
    for no in
        ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR Apache-2.0) AND GPL-3.0", "GPL-3.0 OR MIT AND GPL-3.0", "none named"]
    {
        assert!(!allows(no, &allowed), "{no}");
    }
}
