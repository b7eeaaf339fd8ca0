//! The front end's checks: types, components, and journeys in a browser against the real bridge and backend.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::front::{Front, missing};
use super::window;
use crate::packages;
use crate::sim::program;
use crate::test::{Outcome, Skip, Tested};
use crate::workspace::{Built, Workspace};

const TYPES: &str = "types (svelte-check)";

/// Each test by its name, or what could not be run and why.
pub fn checks(space: &Workspace) -> Result<Vec<Tested>> {
    if let Some(why) = missing() {
        return Ok(vec![tested("front", "everything", Outcome::Skipped(Skip::cannot(&why)))]);
    }
    let front = Front::ready(space)?;
    let mut all = vec![tested("front", TYPES, passes(front.command("npm").args(["run", "check", "--silent"]))?)];
    all.extend(tap("components", front.command("npx").args(["vitest", "run", "--reporter=tap-flat"]))?);
    if !has_chromium() {
        let skip = Skip::cannot("needs chromium (Debian package chromium)");
        all.push(tested("journeys", "everything", Outcome::Skipped(skip)));
        return Ok(all);
    }
    front.build()?;
    let built = space.build(&["--workspace", "--bins"])?;
    let mut files = files(&front.folder)?;
    let mut journeys = front.command("node");
    match window::missing().or_else(|| packages::missing(window::DRIVES)) {
        None => _ = journeys.env("PETPRO_APP", window::app(space, &front)?),
        Some(why) => {
            files.retain(|file| !file.contains("window"));
            all.push(tested("journeys", "of the window", Outcome::Skipped(Skip::cannot(&why))));
        }
    }
    journeys.args(["--test", "--test-concurrency=1", "--test-reporter=tap"]).args(files);
    for (name, value) in programs(&built)? {
        journeys.env(name, value);
    }
    all.extend(tap("journeys", &mut journeys)?);
    Ok(all)
}

/// Each journey by its name: Node 20 knows no patterns.
fn files(front: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(front.join("journeys")).context("journeys")? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".test.mjs") {
            files.push(format!("journeys/{name}"));
        }
    }
    files.sort();
    Ok(files)
}

/// Where the journeys find what they start and stop.
pub fn programs(built: &[Built]) -> Result<[(&'static str, &Path); 3]> {
    Ok([
        ("PETPRO_SERVER", program(built, "petpro-server")?),
        ("PETPRO_SANDBOX", program(built, "petpro-sandbox")?),
        ("PETPRO_BRIDGE", program(built, "petpro-bridge")?),
    ])
}

pub fn has_chromium() -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|folder| folder.join("chromium").is_file())
}

fn tested(target: &str, name: &str, outcome: Outcome) -> Tested {
    Tested { package: "petpro-web".into(), target: target.into(), name: name.into(), outcome }
}

fn passes(command: &mut Command) -> Result<Outcome> {
    let told = command.output().with_context(|| format!("{command:?}"))?;
    Ok(match told.status.success() {
        true => Outcome::Passed,
        false => Outcome::Failed(format!(
            "{}{}",
            String::from_utf8_lossy(&told.stdout),
            String::from_utf8_lossy(&told.stderr)
        )),
    })
}

/// What a runner that speaks TAP says of each test; none at all is a failure.
fn tap(target: &str, command: &mut Command) -> Result<Vec<Tested>> {
    let told = command.output().with_context(|| format!("{command:?}"))?;
    let text = String::from_utf8_lossy(&told.stdout).into_owned();
    let mut found: Vec<Tested> = text
        .lines()
        .filter_map(|line| point(line, &text))
        .map(|(name, outcome)| tested(target, &name, outcome))
        .collect();
    let failed = found.iter().any(|test| matches!(test.outcome, Outcome::Failed(_)));
    if found.is_empty() || (!told.status.success() && !failed) {
        let why = format!("{text}{}", String::from_utf8_lossy(&told.stderr));
        found.push(tested(target, "the runner", Outcome::Failed(why)));
    }
    Ok(found)
}

/// `ok 3 - a name # time=2ms`, `not ok 4 - another`, `ok 5 - third # SKIP why`.
fn point(line: &str, whole: &str) -> Option<(String, Outcome)> {
    let line = line.trim_start();
    let (good, rest) = match line.strip_prefix("not ok ") {
        Some(rest) => (false, rest),
        None => (true, line.strip_prefix("ok ")?),
    };
    let (_, rest) = rest.split_once(" - ")?;
    let (name, remark) = rest.split_once(" # ").unwrap_or((rest, ""));
    let outcome = match remark.strip_prefix("SKIP") {
        Some(why) => Outcome::Skipped(Skip::cannot(why.trim())),
        None if good => Outcome::Passed,
        None => Outcome::Failed(
            whole.split(line).nth(1).unwrap_or_default().lines().take(60).collect::<Vec<_>>().join("\n"),
        ),
    };
    Some((name.trim().to_owned(), outcome))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_of_a_runner_is_a_test() {
        let text = "TAP version 13\nok 1 - a cart is shown # time=3ms\nnot ok 2 - it adds\n  ---\n  error: 'no'\nok 3 - b # SKIP needs c\n1..3";
        let found: Vec<_> = text.lines().filter_map(|line| point(line, text)).collect();
        assert_eq!(found[0], ("a cart is shown".into(), Outcome::Passed));
        assert!(matches!(&found[1], (name, Outcome::Failed(why)) if name == "it adds" && why.contains("error: 'no'")));
        assert_eq!(found[2].1, Outcome::Skipped(Skip::cannot("needs c")));
        assert_eq!(found.len(), 3);
    }
}
