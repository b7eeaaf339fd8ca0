//! What people were told while a scenario ran, in a file of the recorded folder: its writes stand in
//! the log between those of the databases, so it is known what had been promised at every cut.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use petpro_domain::ids::{HouseholdId, OpId, UserId};
use petpro_domain::wire::OpState;
use serde::{Deserialize, Serialize};

use crate::fullstack::oracle::Meant;

/// The file's name below the folder.
pub const FILE: &str = "marks";

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Mark {
    /// The scenario begins; whose it is.
    Ready { user: UserId, household: HouseholdId },
    /// A phone's person was told that this tap is saved.
    Saved { phone: usize, op: OpId, meant: Meant },
    /// A device was told its final result.
    Settled { op: OpId, st: OpState },
    /// An operator stops the server.
    Closed,
    /// It runs again; a backup was put in place meanwhile.
    Restored,
}

/// Writes each mark in one call.
pub struct Pen(File);

impl Pen {
    pub fn new(dir: &Path) -> std::io::Result<Self> {
        Ok(Self(File::options().create(true).append(true).open(dir.join(FILE))?))
    }

    pub fn mark(&mut self, mark: &Mark) -> anyhow::Result<()> {
        let mut line = serde_json::to_vec(mark)?;
        line.push(b'\n');
        Ok(self.0.write_all(&line)?)
    }
}

/// All marks of a run, in order; a position in it is how many had been written.
pub struct Marks {
    pub all: Vec<Mark>,
    /// The position after `Ready`.
    pub ready: Option<usize>,
}

impl Marks {
    pub fn read(dir: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(dir.join(FILE))?;
        let all: Vec<Mark> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        let ready = all.iter().position(|mark| matches!(mark, Mark::Ready { .. })).map(|at| at + 1);
        Ok(Self { all, ready })
    }

    /// Whether the scenario had begun and no operator was at work.
    pub fn is_running(&self, written: usize) -> bool {
        let last = self.all[..written].iter().rev().find(|mark| matches!(mark, Mark::Closed | Mark::Restored));
        self.ready.is_some_and(|ready| written >= ready) && !matches!(last, Some(Mark::Closed))
    }
}
