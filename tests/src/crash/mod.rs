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

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use anyhow::Context;
use parking_lot::Mutex;
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
    /// Disks that were made: points, sides and kinds of damage.
    pub disks: usize,
    /// Of those, the ones that no other one equals: these were opened.
    pub opened: usize,
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
    let mut outcome = Outcome::default();
    let bench = Bench { home: home.path(), marks: &marks, scenario, wrong: Mutex::new(Vec::new()) };
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let (send, jobs) = sync_channel(workers);
    let jobs = Mutex::new(jobs);
    std::thread::scope(|scope| {
        for n in 0..workers {
            let (bench, jobs) = (&bench, &jobs);
            scope.spawn(move || bench.work(n, jobs));
        }
        let mut recorded =
            Recorded { calls: &calls, marks: &marks, every, dice: Dice::new(seed), seen: HashSet::new() };
        recorded.cut(Disk::new(disks), &mut outcome, send, told);
    });
    outcome.wrong = bench.wrong.into_inner();
    outcome.wrong.sort();
    anyhow::ensure!(marks.ready.is_some() && outcome.calls > 0, "nothing was recorded");
    Ok(outcome)
}

/// What was recorded, to be cut.
struct Recorded<'a> {
    calls: &'a [Call],
    marks: &'a Marks,
    every: usize,
    dice: Dice,
    /// Disks that were made, with what had been promised: most calls leave one side as it was.
    seen: HashSet<u64>,
}

/// A disk to be opened.
struct Job {
    /// After which call, whose power, how: for the report.
    name: String,
    files: BTreeMap<String, Vec<u8>>,
    /// Marks before the cut.
    written: usize,
}

impl Recorded<'_> {
    /// Makes every disk and sends those that are new.
    fn cut(&mut self, mut disk: Disk, outcome: &mut Outcome, send: SyncSender<Job>, told: &dyn Fn(usize, usize)) {
        let (mut written, mut since) = (0, self.dice.below(self.every.max(1)));
        for (n, call) in self.calls.iter().enumerate() {
            disk.take(call);
            if call.file == marks::FILE {
                written += usize::from(call.is_write());
                if self.marks.ready == Some(written) {
                    disk.flush_all();
                }
                continue;
            }
            if !self.marks.is_running(written) {
                disk.flush_all(); // an operator is at work; what is there when the server opens again stays
                continue;
            }
            outcome.calls += 1;
            since += 1;
            if since < self.every {
                continue;
            }
            since = 0;
            outcome.points += 1;
            told(n, self.calls.len());
            for side in [Side::Phones, Side::Server, Side::Both] {
                for damage in Damage::ALL {
                    outcome.disks += 1;
                    let files = disk.after_a_cut(side, damage, &mut self.dice);
                    let mut hasher = DefaultHasher::new();
                    (written, &files).hash(&mut hasher);
                    if self.seen.insert(hasher.finish()) {
                        outcome.opened += 1;
                        let name = format!("call {n}, {side:?}, {damage:?}");
                        if send.send(Job { name, files, written }).is_err() {
                            return; // nobody works any more: a panic, which the scope passes on
                        }
                    }
                }
            }
        }
    }
}

/// Where disks are opened.
struct Bench<'a> {
    home: &'a Path,
    marks: &'a Marks,
    scenario: Scenario,
    wrong: Mutex<Vec<String>>,
}

impl Bench<'_> {
    fn work(&self, n: usize, jobs: &Mutex<Receiver<Job>>) {
        let place = self.home.join(format!("opened-{n}"));
        loop {
            let Ok(Job { name, files, written }) = jobs.lock().recv() else { return };
            let looked = aftermath::look(&place, &files, self.marks, written, self.scenario, Planted::NONE);
            let cleared = std::fs::remove_dir_all(&place).context("clearing");
            if let Err(error) = looked.and(cleared) {
                self.wrong.lock().push(format!("{:?}, {name}: {error:#}", self.scenario));
            }
        }
    }
}

impl Call {
    fn is_write(&self) -> bool {
        matches!(self.what, strace::What::Write { .. })
    }
}
