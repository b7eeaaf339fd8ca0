//! What `bench scan` is asked for, and the pictures it could not read.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::Args;
use crate::workspace::Workspace;

/// The arguments of a run, and the file in which it writes every look down; of other topics none.
pub struct Looks {
    arguments: Vec<OsString>,
    file: Option<PathBuf>,
}

/// A picture that was not read, or read wrong.
#[derive(Debug, Deserialize)]
pub struct Missed {
    engine: String,
    /// None of a made scene.
    pub file: Option<PathBuf>,
    pub path: String,
    pub group: String,
    pub wanted: Vec<String>,
    pub found: Vec<Found>,
    right: bool,
    wrong: bool,
    invented: bool,
}

#[derive(Debug, Deserialize)]
pub struct Found {
    pub format: String,
    pub text: String,
}

impl Looks {
    pub fn of(args: &Args, space: &Workspace) -> Result<Self> {
        if args.topic != "scan" {
            ensure!(args.images.is_empty() && !args.with_zxing_cpp, "only `bench scan` looks at pictures");
            return Ok(Self { arguments: vec![args.topic.clone().into()], file: None });
        }
        let file = space.own("bench/looks.jsonl")?;
        let mut arguments: Vec<OsString> = vec!["--looks".into(), file.clone().into()];
        for image in &args.images {
            // The bench runs in the project's folder, the caller may stand elsewhere.
            let path = image.canonicalize().with_context(|| format!("{} is not there", image.display()))?;
            arguments.extend(["--image".into(), path.into()]);
        }
        for (name, value) in [("--synthetic", args.synthetic.map(|n| n as u64)), ("--seed", args.seed)] {
            arguments.extend(value.map(|value| OsString::from(format!("{name}={value}"))));
        }
        Ok(Self { arguments, file: Some(file) })
    }

    pub fn arguments(&self) -> &[OsString] {
        &self.arguments
    }

    /// What our decoder missed, misread or invented.
    pub fn missed(&self) -> Result<Vec<Missed>> {
        let Some(file) = &self.file else { return Ok(Vec::new()) };
        let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
        let looks: Result<Vec<Missed>, _> = text.lines().map(serde_json::from_str).collect();
        let is_missed = |look: &Missed| {
            look.engine == "petpro" && (look.wrong || look.invented || (!look.right && !look.wanted.is_empty()))
        };
        Ok(looks.context("petpro-bench's looks")?.into_iter().filter(is_missed).collect())
    }
}
