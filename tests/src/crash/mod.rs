//! L4: the power fails. A scenario runs once, over the client's and the server's real files, in a
//! process whose writes, truncations and flushes are recorded by `strace`; nothing in it is
//! replaced. Then, for a cut after every n-th of those calls, the files are made anew as a disk
//! could have kept them: what was not flushed is lost, torn or there in parts and in any order.
//! Phones and server are opened from that, everybody syncs, and the oracle of L3 looks.

mod aftermath;
mod disk;
mod marks;
mod script;
mod strace;

use std::path::Path;

use anyhow::Context;
use petpro_sync::planted::Planted;

pub use disk::{Damage, Disks};
pub use script::{Scenario, play};

use crate::fullstack::dice::Dice;
use disk::Disk;
use marks::Marks;
use strace::Call;

/// Whose power fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Phones,
    Server,
    Both,
}

/// What one scenario came to.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Writes, truncations and flushes that were recorded after the beginning.
    pub calls: usize,
    /// Of those, after how many the power was cut.
    pub points: usize,
    /// Disks that were opened: points, sides and kinds of damage.
    pub disks: usize,
    /// What was wrong, and after which cut.
    pub wrong: Vec<String>,
}

/// What a finding means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Harm {
    Lost,
    Doubled,
    /// A file that does not open, or phones and server that do not agree.
    Broken,
}

/// By the oracle's rule that a finding names.
pub fn harm(wrong: &str) -> Harm {
    let names = |rules: &[&str]| rules.iter().any(|rule| wrong.contains(rule));
    if names(&["O1:"]) {
        Harm::Doubled
    } else if names(&["O2:", "O4:", "O6:", "O10:"]) {
        Harm::Lost
    } else {
        Harm::Broken
    }
}

/// Whether calls can be recorded here.
pub fn can_record() -> bool {
    std::process::Command::new("strace").arg("-V").output().is_ok_and(|output| output.status.success())
}

/// Records a scenario with `program` (this one, asked to [`play`]) and cuts the power after every
/// `every`-th call. `seed` decides what a disk keeps. `told` hears of every cut.
pub fn cut(
    program: &Path,
    scenario: Scenario,
    every: usize,
    seed: u64,
    disks: Disks,
    told: &dyn Fn(usize, usize),
) -> anyhow::Result<Outcome> {
    let home = crate::fullstack::files::scratch()?;
    let dir = home.path().join("recorded");
    std::fs::create_dir_all(&dir)?;
    let calls = strace::record(program, scenario, &dir, home.path()).context("recording")?;
    let marks = Marks::read(&dir)?;
    std::fs::remove_dir_all(&dir)?;
    let told_in_log = calls.iter().filter(|call| call.file == marks::FILE && call.is_write()).count();
    anyhow::ensure!(told_in_log == marks.all.len(), "{told_in_log} of {} marks are in the log", marks.all.len());
    let mut dice = Dice::new(seed);
    let (mut disk, mut outcome) = (Disk::new(disks), Outcome::default());
    let (mut written, mut since) = (0, dice.below(every.max(1)));
    for (n, call) in calls.iter().enumerate() {
        disk.take(call);
        if call.file == marks::FILE {
            written += usize::from(call.is_write());
            if marks.ready == Some(written) {
                disk.flush_all();
            }
            continue;
        }
        if !marks.is_running(written) {
            disk.flush_all(); // an operator is at work; what is there when the server opens again stays
            continue;
        }
        outcome.calls += 1;
        since += 1;
        if since < every {
            continue;
        }
        since = 0;
        outcome.points += 1;
        told(n, calls.len());
        for side in [Side::Phones, Side::Server, Side::Both] {
            for damage in Damage::ALL {
                outcome.disks += 1;
                let files = disk.after_a_cut(side, damage, &mut dice);
                let place = home.path().join("opened");
                if let Err(error) = aftermath::look(&place, &files, &marks, written, scenario, Planted::NONE) {
                    outcome.wrong.push(format!("{scenario:?}, call {n}, {side:?}, {damage:?}: {error:#}"));
                }
                std::fs::remove_dir_all(&place).context("clearing")?;
            }
        }
    }
    anyhow::ensure!(marks.ready.is_some() && outcome.calls > 0, "nothing was recorded");
    Ok(outcome)
}

impl Call {
    fn is_write(&self) -> bool {
        matches!(self.what, strace::What::Write { .. })
    }
}
