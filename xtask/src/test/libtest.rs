//! One harness of tests: what it holds, and what became of each. Read from libtest's plain text,
//! since its JSON is not stable; a test that is listed and never answers has failed.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::outcome::{Outcome, Skip};
use crate::workspace::{Package, forget_own_package};

/// Silence that means a hanging harness. The slowest single test today takes under a minute.
const SILENCE: Duration = Duration::from_secs(600);

const MEMORY: &str = "/dev/shm";

/// A harness as cargo would start it: in the package's folder, with the package's variables.
fn harness(path: &Path, package: &Package) -> Command {
    let mut command = Command::new(path);
    forget_own_package(&mut command);
    command
        .current_dir(package.folder())
        .env("CARGO_MANIFEST_DIR", package.folder())
        .env("CARGO_PKG_NAME", &package.name)
        .env("CARGO_PKG_VERSION", &package.version);
    if let Some(memory) = memory() {
        command.env("TMPDIR", memory);
    }
    command
}

/// Where the tests' files go unless `TMPDIR` says otherwise: memory, where there is enough (a container often has 64 MiB).
/// They flush thousands of times, and a flush costs 4 to 8 ms on a small machine's disk. What only a real disk shows is
/// measured by `bench` instead.
fn memory() -> Option<&'static str> {
    static ROOM: LazyLock<bool> = LazyLock::new(|| {
        let free = || {
            let told = Command::new("df").args(["-Pk", MEMORY]).output().ok()?;
            let text = String::from_utf8(told.stdout).ok()?;
            text.lines().nth(1)?.split_whitespace().nth(3)?.parse::<u64>().ok()
        };
        std::env::var_os("TMPDIR").is_none() && free().is_some_and(|kib| kib > 2 << 20)
    });
    ROOM.then_some(MEMORY)
}

/// The names of its tests.
pub fn list(path: &Path, package: &Package) -> Result<Vec<String>> {
    let output = harness(path, package).args(["--list", "--format", "terse"]).stderr(Stdio::inherit()).output();
    let output = output.with_context(|| format!("{} cannot be started", path.display()))?;
    if !output.status.success() {
        bail!("{} --list failed: {}", path.display(), output.status);
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect())
}

/// Runs `names` (all but `leave_out`) and tells each result as it comes.
pub fn run(
    path: &Path,
    package: &Package,
    names: &[String],
    leave_out: &[String],
    mut seen: impl FnMut(&str),
) -> Result<BTreeMap<String, Outcome>> {
    let mut command = harness(path, package);
    command.args(["--show-output", "--color", "never", "--exact"]);
    for name in leave_out {
        command.args(["--skip", name]);
    }
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().context("a test binary")?;
    let (out, err) = (child.stdout.take().context("its output")?, child.stderr.take().context("its errors")?);
    let (send, lines) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        for line in BufReader::new(out).split(b'\n').map_while(Result::ok) {
            let _ = send.send(String::from_utf8_lossy(&line).into_owned());
        }
    });
    let errors = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = BufReader::new(err).read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    });

    let mut report = Report::new(names, leave_out);
    let mut ended = "ended before it answered";
    loop {
        match lines.recv_timeout(SILENCE) {
            Ok(line) => {
                if let Some(name) = report.line(&line) {
                    seen(&name);
                }
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                ended = "hung: nothing was heard for ten minutes";
                child.kill().context("a hanging test binary")?;
                break;
            }
        }
    }
    let status = child.wait().context("a test binary")?;
    let _ = reader.join();
    let errors = errors.join().unwrap_or_default();
    Ok(report.close(&format!("the test binary {ended} ({status})\n{}", tail(&errors, 40))))
}

fn tail(text: &str, lines: usize) -> String {
    let all: Vec<&str> = text.lines().collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}

/// Libtest's lines on their way to outcomes.
struct Report {
    open: BTreeMap<String, Option<Outcome>>,
    /// Whose captured output is being read.
    block: Option<(String, String)>,
    printed: BTreeMap<String, String>,
}

impl Report {
    fn new(names: &[String], leave_out: &[String]) -> Self {
        let run = names.iter().filter(|name| !leave_out.contains(name));
        Self { open: run.map(|name| (name.clone(), None)).collect(), block: None, printed: BTreeMap::new() }
    }

    /// Takes one line; the name when it is a result.
    fn line(&mut self, line: &str) -> Option<String> {
        if let Some((name, outcome)) = self.result(line) {
            self.open.insert(name.clone(), Some(outcome));
            return Some(name);
        }
        let header = line.strip_prefix("---- ").and_then(|rest| rest.strip_suffix(" stdout ----"));
        match header {
            Some(name) => {
                self.end_block();
                self.block = Some((name.to_owned(), String::new()));
            }
            None if line == "failures:" || line == "successes:" || line.starts_with("test result: ") => {
                self.end_block()
            }
            None => {
                if let Some((_, text)) = &mut self.block {
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
        None
    }

    /// `test NAME ... ok`. A child process that shares the output may have left text before it.
    fn result(&self, line: &str) -> Option<(String, Outcome)> {
        line.match_indices("test ").find_map(|(at, _)| {
            let (name, answer) = line[at + 5..].rsplit_once(" ... ")?;
            let name = name.strip_suffix(" - should panic").unwrap_or(name);
            if !self.open.contains_key(name) {
                return None;
            }
            let outcome = match answer {
                "ok" => Outcome::Passed,
                "FAILED" => Outcome::Failed(String::new()),
                _ => {
                    let reason = answer.strip_prefix("ignored")?;
                    let reason = reason.strip_prefix(", ").unwrap_or("ignored without a reason");
                    Outcome::Skipped(Skip::could(reason))
                }
            };
            Some((name.to_owned(), outcome))
        })
    }

    fn end_block(&mut self) {
        if let Some((name, text)) = self.block.take() {
            self.printed.insert(name, text.trim_end().to_owned());
        }
    }

    /// What a failed test printed belongs to it; a test that passed and says `skipped: needs …` was
    /// not able to prove anything on this machine.
    fn close(mut self, unanswered: &str) -> BTreeMap<String, Outcome> {
        self.end_block();
        let printed = &mut self.printed;
        let outcomes = self.open.into_iter().map(|(name, outcome)| {
            let text = printed.remove(&name).unwrap_or_default();
            let outcome = match outcome {
                Some(Outcome::Passed) => match text.lines().find_map(|line| line.strip_prefix("skipped: ")) {
                    Some(reason) => Outcome::Skipped(Skip::cannot(reason)),
                    None => Outcome::Passed,
                },
                Some(Outcome::Failed(_)) => Outcome::Failed(text),
                Some(skipped) => skipped,
                None => Outcome::Failed(unanswered.to_owned()),
            };
            (name, outcome)
        });
        outcomes.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(names: &[&str], text: &str) -> BTreeMap<String, Outcome> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut report = Report::new(&names, &[]);
        text.lines().for_each(|line| drop(report.line(line)));
        report.close("no answer")
    }

    #[test]
    fn each_result_is_read_with_its_output() {
        let text = "\nrunning 5 tests\ntest a::b ... ok\ntest c ... FAILED\ntest d ... ignored, needs time\n\
            test e - should panic ... ok\nnoise test f ... ok\n\nsuccesses:\n\n---- a::b stdout ----\nall well\n\n\
            \nsuccesses:\n    a::b\n    e\n\nfailures:\n\n---- c stdout ----\nthread 'c' panicked\nleft: 1\n\n\n\
            failures:\n    c\n\ntest result: FAILED. 3 passed; 1 failed\n";
        let read = read(&["a::b", "c", "d", "e", "f"], text);
        assert_eq!(read["a::b"], Outcome::Passed);
        assert_eq!(read["c"], Outcome::Failed("thread 'c' panicked\nleft: 1".into()));
        assert_eq!(read["d"], Outcome::Skipped(Skip::could("needs time")));
        assert_eq!((&read["e"], &read["f"]), (&Outcome::Passed, &Outcome::Passed));
    }

    #[test]
    fn a_listed_test_that_never_answers_has_failed() {
        let read = read(&["a", "b"], "test a ... ok\n");
        assert_eq!(read["b"], Outcome::Failed("no answer".into()));
    }

    #[test]
    fn a_passed_test_that_says_what_it_needs_was_skipped() {
        let text =
            "test a ... ok\n\nsuccesses:\n\n---- a stdout ----\nskipped: needs a small tmpfs\n\n\nsuccesses:\n    a\n";
        assert_eq!(read(&["a"], text)["a"], Outcome::Skipped(Skip::cannot("needs a small tmpfs")));
    }

    #[test]
    fn a_name_that_was_not_listed_is_noise() {
        assert_eq!(read(&["a"], "test b ... FAILED\ntest a ... ok\n").len(), 1);
    }
}
