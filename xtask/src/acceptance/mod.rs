//! `cargo xtask acceptance`: which of the documents' items a passing test of this very tree proves.

mod claims;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::test::{self, Outcome, Results, Tested};
use crate::workspace::{Workspace, sources};

/// A row of `tests/acceptance.csv`.
#[derive(Deserialize)]
struct Item {
    id: String,
    area: String,
    title: String,
}

pub fn command() -> Result<ExitCode> {
    let space = Workspace::find()?;
    let items = items(&space.root.join("tests/acceptance.csv"))?;
    let tree = space.tree()?;
    let kept = Results::read(&space.own("tests.json")?).filter(|kept| kept.tree == tree && kept.whole);
    let results = match kept {
        Some(results) => results,
        None => {
            println!("no results of this very tree yet: running the tests first\n");
            test::run(&space, &test::Args::default())?
        }
    };
    let claims = claims(&space)?;
    let covered = covered(&claims, &results.tests);
    tell(&items, &claims, &covered);
    Ok(ExitCode::SUCCESS)
}

fn items(file: &Path) -> Result<Vec<Item>> {
    let mut reader = csv::Reader::from_path(file).with_context(|| format!("{} cannot be read", file.display()))?;
    reader.deserialize().collect::<Result<_, _>>().with_context(|| format!("{} is not id,area,title", file.display()))
}

/// A claim with the package and the module its file stands for.
struct Placed {
    package: String,
    module: String,
    place: String,
    claim: claims::Claim,
}

fn claims(space: &Workspace) -> Result<Vec<Placed>> {
    let mut placed = Vec::new();
    for package in &space.packages {
        let mut files = Vec::new();
        sources(package.folder(), &mut files)?;
        for file in files {
            let Ok(text) = std::fs::read_to_string(&file) else { continue };
            let (found, adrift) = claims::of(&file, &text);
            let shown = file.strip_prefix(&space.root).unwrap_or(&file).display().to_string();
            for line in adrift {
                println!("{shown}:{line}: this `covers:` stands above no test");
            }
            placed.extend(found.into_iter().map(|claim| Placed {
                package: package.name.clone(),
                module: module(&file),
                place: format!("{shown}:{}", claim.line),
                claim,
            }));
        }
    }
    Ok(placed)
}

/// The name of a file's module: its own, or its folder's for `mod.rs`; empty for a crate's root.
fn module(file: &Path) -> String {
    let name = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    match name(file).as_str() {
        "lib" | "main" => String::new(),
        "mod" => file.parent().map(name).unwrap_or_default(),
        own => own.to_owned(),
    }
}

/// Items that a passing test proves. Two tests of one name in a package are told apart by the
/// file's module; where that does not help, all of them have to pass.
fn covered(claims: &[Placed], tests: &[Tested]) -> BTreeSet<String> {
    let mut by_name: BTreeMap<(&str, &str), Vec<&Tested>> = BTreeMap::new();
    for tested in tests {
        let own = tested.name.rsplit("::").next().unwrap_or(&tested.name);
        by_name.entry((&tested.package, own)).or_default().push(tested);
    }
    let proved = claims.iter().filter(|placed| {
        let Some(named) = by_name.get(&(placed.package.as_str(), placed.claim.test.as_str())) else { return false };
        let here = |tested: &&&Tested| tested.name.split("::").any(|part| part == placed.module);
        let near: Vec<_> = named.iter().filter(here).collect();
        let near = if near.is_empty() { named.iter().collect() } else { near };
        near.iter().all(|tested| tested.outcome == Outcome::Passed)
    });
    proved.flat_map(|placed| placed.claim.items.iter().cloned()).collect()
}

fn tell(items: &[Item], claims: &[Placed], covered: &BTreeSet<String>) {
    let known: BTreeSet<&str> = items.iter().map(|item| item.id.as_str()).collect();
    let mut claimed: BTreeMap<&str, &str> = BTreeMap::new();
    for placed in claims {
        for item in &placed.claim.items {
            claimed.insert(item, &placed.place);
            if !known.contains(item.as_str()) {
                println!("{}: {item} is no item of tests/acceptance.csv", placed.place);
            }
        }
    }
    let mut document = "";
    for item in items.iter().filter(|item| !covered.contains(&item.id)) {
        let of = item.id.split('-').next().unwrap_or_default();
        if of != document {
            document = of;
            println!("\nDocument {document}, without a passing test:");
        }
        let why = match claimed.get(item.id.as_str()) {
            Some(place) => format!("  (claimed at {place}, whose test did not pass)"),
            None => String::new(),
        };
        println!("  {}  {:<14} {}{why}", item.id, item.area, item.title);
    }
    let count = items.iter().filter(|item| covered.contains(&item.id)).count();
    println!("\nacceptance: {count} of {} items covered by a passing test", items.len());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(module: &str, test: &str, item: &str) -> Placed {
        let claim = claims::Claim { items: vec![item.into()], test: test.into(), line: 1 };
        Placed { package: "petpro-domain".into(), module: module.into(), place: "a.rs:1".into(), claim }
    }

    fn tested(name: &str, outcome: Outcome) -> Tested {
        Tested { package: "petpro-domain".into(), target: "petpro_domain".into(), name: name.into(), outcome }
    }

    #[test]
    fn only_a_passing_test_covers() {
        let claims =
            [claim("cart", "adds", "S0-001"), claim("cart", "sets", "S0-002"), claim("cart", "gone", "S0-003")];
        let tests =
            [tested("cart::tests::adds", Outcome::Passed), tested("cart::tests::sets", Outcome::Failed(String::new()))];
        assert_eq!(covered(&claims, &tests), BTreeSet::from(["S0-001".to_owned()]));
    }

    #[test]
    fn tests_of_one_name_are_told_apart_by_their_module() {
        let claims =
            [claim("cart", "rounds", "S0-001"), claim("money", "rounds", "S0-002"), claim("", "rounds", "S0-003")];
        let tests = [
            tested("cart::tests::rounds", Outcome::Passed),
            tested("money::tests::rounds", Outcome::Failed(String::new())),
        ];
        assert_eq!(covered(&claims, &tests), BTreeSet::from(["S0-001".to_owned()]));
    }
}
