//! What is going on, how long it has taken, and how long it will still take where that is known
//! from the last run. Bars only on a terminal; a log gets one line a step.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A point in time; the one place in xtask that asks the clock.
#[expect(clippy::disallowed_methods, reason = "xtask measures its own steps")]
pub fn now() -> Instant {
    Instant::now()
}

/// A bar with time left over `total` parts.
pub fn bar(total: u64, what: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{prefix:>12} [{bar:32}] {pos}/{len} {elapsed} {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
    bar.set_prefix(what.to_owned());
    bar
}

/// `1.2 ms`, `340 ms`, `12.3 s`, `4 min 05 s`: three figures are enough for a person.
pub fn human(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1e3;
    match ms {
        _ if ms < 10.0 => format!("{ms:.1} ms"),
        _ if ms < 1_000.0 => format!("{ms:.0} ms"),
        _ if ms < 120_000.0 => format!("{:.1} s", ms / 1e3),
        _ => format!("{} min {:02} s", time.as_secs() / 60, time.as_secs() % 60),
    }
}

/// How long each step took last time, kept in a file; a guess, so a damaged file is an empty one.
pub struct Past {
    file: PathBuf,
    seconds: BTreeMap<String, f64>,
}

impl Past {
    pub fn read(file: PathBuf) -> Self {
        let kept = std::fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Self { file, seconds: kept.unwrap_or_default() }
    }

    pub fn of(&self, step: &str) -> Option<Duration> {
        self.seconds.get(step).copied().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
    }

    /// The sum over `steps`, when each is known.
    pub fn sum<'a>(&self, steps: impl IntoIterator<Item = &'a str>) -> Option<Duration> {
        steps.into_iter().map(|step| self.of(step)).sum()
    }

    /// Remembered at once, so that an aborted run teaches too. It only costs a guess if it fails.
    pub fn took(&mut self, step: &str, time: Duration) {
        self.seconds.insert(step.to_owned(), time.as_secs_f64());
        if let Ok(text) = serde_json::to_vec(&self.seconds) {
            let _ = std::fs::write(&self.file, text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_the_unit_a_person_would_use() {
        let told = [0.0004, 0.0123, 1.25, 185.0].map(|seconds| human(Duration::from_secs_f64(seconds)));
        assert_eq!(told, ["0.4 ms", "12 ms", "1.2 s", "3 min 05 s"]);
    }

    #[test]
    fn the_sum_is_known_only_when_each_step_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("times.json");
        Past::read(file.clone()).took("build", Duration::from_secs(3));
        let past = Past::read(file);
        assert_eq!(past.sum(["build"]), Some(Duration::from_secs(3)));
        assert_eq!(past.sum(["build", "lint"]), None);
    }
}
