//! Format, lints and doc tests: cargo says it, we only ask.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result};

use super::outcome::{Outcome, Skip};
use crate::workspace::{Workspace, cargo, sources};

/// `cargo <args>` passed or failed; its words went to standard error already.
fn passes(space: &Workspace, args: &[&str]) -> Result<Outcome> {
    let status = space.cargo().args(args).stdout(Stdio::inherit()).status();
    Ok(match status.context("cargo cannot be started")?.success() {
        true => Outcome::Passed,
        false => Outcome::Failed(format!("run `cargo {}` to see it again", args.join(" "))),
    })
}

/// Is `cargo <tool>` there? A toolchain without rustup may lack both.
fn has(tool: &str) -> bool {
    let asked = cargo().args([tool, "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}

pub fn format(space: &Workspace) -> Result<Outcome> {
    if !has("fmt") {
        return Ok(Outcome::Skipped(Skip::could("rustfmt is missing: rustup component add rustfmt")));
    }
    passes(space, &["fmt", "--all", "--check"])
}

pub fn lints(space: &Workspace) -> Result<Outcome> {
    if !has("clippy") {
        return Ok(Outcome::Skipped(Skip::could("clippy is missing: rustup component add clippy")));
    }
    passes(space, &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])
}

/// Packages whose library has an example to run; rustdoc takes seconds for each, so the others are left in peace.
pub fn with_doc_tests(space: &Workspace) -> Result<Vec<&str>> {
    let mut found = Vec::new();
    for package in &space.packages {
        let folder = package.folder().join("src");
        let mut files: Vec<PathBuf> = Vec::new();
        if folder.join("lib.rs").exists() {
            sources(&folder, &mut files)?;
        }
        let has_example = files
            .iter()
            .filter(|file| file.extension().is_some_and(|ext| ext == "rs"))
            .any(|file| std::fs::read_to_string(file).is_ok_and(|text| has_doc_test(&text)));
        if has_example {
            found.push(package.name.as_str());
        }
    }
    Ok(found)
}

pub fn doc_tests(space: &Workspace, package: &str) -> Result<Outcome> {
    passes(space, &["test", "--doc", "--quiet", "--package", package])
}

/// A fence in a doc comment that rustdoc would run: no language, `rust`, or a rule like `should_panic`.
fn has_doc_test(source: &str) -> bool {
    let mut inside = false;
    for line in source.lines().map(str::trim_start) {
        let Some(doc) = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) else {
            inside = false;
            continue;
        };
        let Some(language) = doc.trim().strip_prefix("```") else { continue };
        let runs = ["", "rust", "should_panic", "no_run", "compile_fail"].contains(&language.trim());
        if !inside && runs {
            return true;
        }
        inside = !inside;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::has_doc_test;

    #[test]
    fn only_fences_that_rustdoc_runs_are_doc_tests() {
        assert!(has_doc_test("/// ```\n/// assert!(true);\n/// ```\nfn a() {}"));
        assert!(!has_doc_test("/// ```text\n/// a picture\n/// ```\nfn a() {}"));
        assert!(!has_doc_test("//! ```sql\n//! SELECT 1\n//! ```\n"));
        assert!(!has_doc_test("let a = \"```\";"));
    }
}
