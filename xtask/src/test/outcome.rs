//! What became of a test or a check, and the file in which `acceptance` reads it.

use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Passed,
    /// With what it printed.
    Failed(String),
    Skipped(Skip),
}

/// Why something did not run, and whether this machine could have run it (then `--strict` fails).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skip {
    pub reason: String,
    pub could_run: bool,
}

impl Skip {
    pub fn could(reason: &str) -> Self {
        Self { reason: reason.to_owned(), could_run: true }
    }

    pub fn cannot(reason: &str) -> Self {
        Self { reason: reason.to_owned(), could_run: false }
    }
}

/// One line of the results.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tested {
    pub package: String,
    /// The harness: a library, a program or a file under `tests/`.
    pub target: String,
    pub name: String,
    pub outcome: Outcome,
}

/// `target/petpro/tests.json`.
#[derive(Serialize, Deserialize)]
pub struct Results {
    /// [`crate::workspace::Workspace::tree`]; empty when the tree changed while the tests ran.
    pub tree: String,
    /// Nothing was left out for speed.
    pub whole: bool,
    pub tests: Vec<Tested>,
}

impl Results {
    pub fn write(&self, file: &Path) -> Result<()> {
        std::fs::write(file, serde_json::to_vec_pretty(self)?).with_context(|| format!("{}", file.display()))
    }

    /// `None` when there are none or another version wrote them.
    pub fn read(file: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(file).ok()?).ok()
    }
}
