//! What is told: acts, steps with what happened and how long it took, and what was checked.

use std::io::IsTerminal;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};

use super::server::Server;
use crate::progress::{Past, human, now};

/// A step that takes longer shows that it is alive.
const LONG: Duration = Duration::from_secs(1);

pub struct Story {
    past: Past,
    colours: bool,
    pub steps: u32,
    pub checks: u32,
}

impl Story {
    pub fn new(past: Past) -> Self {
        let colours = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Self { past, colours, steps: 0, checks: 0 }
    }

    fn painted(&self, code: &str, text: &str) -> String {
        if self.colours { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    pub fn act(&self, title: &str) {
        println!("\n{}", self.painted("1", title));
    }

    /// Lines that belong to the step above.
    pub fn show(&self, text: &str) {
        text.lines().for_each(|line| println!("       {}", self.painted("2", line)));
    }

    /// A step that needs no server.
    pub fn step(&mut self, name: &str, work: impl FnOnce(&mut Checks) -> Result<String>) -> Result<()> {
        let mut checks = Checks::default();
        let start = now();
        let (over, wait) = mpsc::channel::<()>();
        let expected = self.past.of(name);
        let told = name.to_owned();
        let watch = std::thread::spawn(move || tick(&told, expected, &wait));
        let done = work(&mut checks);
        drop(over);
        let _ = watch.join();
        let took = start.elapsed();
        match done {
            Ok(happened) => {
                println!("  {}  {name}", self.painted("32", "ok"));
                println!("       {happened} {}", self.painted("2", &format!("({})", human(took))));
                self.past.took(name, took);
                self.steps += 1;
                self.checks += checks.held;
                Ok(())
            }
            Err(error) => {
                println!(
                    "  {}  {name} {}",
                    self.painted("31", "FAILED"),
                    self.painted("2", &format!("({})", human(took)))
                );
                Err(error).with_context(|| format!("step “{name}”"))
            }
        }
    }

    /// A step in which the server has a part: when it is gone afterwards, that is the news.
    pub fn online(
        &mut self,
        server: &Server,
        name: &str,
        work: impl FnOnce(&mut Checks) -> Result<String>,
    ) -> Result<()> {
        self.step(name, |checks| {
            let done = work(checks);
            match server.ended() {
                Some(ended) => bail!("{ended}"),
                None => done,
            }
        })
    }
}

/// What a step claims, looked at.
#[derive(Default)]
pub struct Checks {
    held: u32,
}

impl Checks {
    pub fn that(&mut self, holds: bool, claim: impl FnOnce() -> String) -> Result<()> {
        if !holds {
            bail!("not so: {}", claim());
        }
        self.held += 1;
        Ok(())
    }

    pub fn equal<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, is: &T, should: &T) -> Result<()> {
        self.that(is == should, || format!("{what}\n  is        {is:?}\n  should be {should:?}"))
    }
}

/// After a second: a bar with time left where the last run says how long it takes.
fn tick(name: &str, expected: Option<Duration>, over: &mpsc::Receiver<()>) {
    if over.recv_timeout(LONG) != Err(RecvTimeoutError::Timeout) {
        return;
    }
    let start = now();
    let total = expected.map(|time| time.as_millis().max(1_000) as u64);
    let bar = ProgressBar::new(total.unwrap_or(0));
    let template = if total.is_some() { "  [{bar:32}] {wide_msg}" } else { "  {spinner} {wide_msg}" };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    while over.recv_timeout(Duration::from_millis(100)) == Err(RecvTimeoutError::Timeout) {
        let elapsed = start.elapsed() + LONG;
        let left = expected.and_then(|time| time.checked_sub(elapsed));
        let left = left.map_or(String::new(), |left| format!(", about {} left", human(left)));
        bar.set_position(elapsed.as_millis() as u64);
        bar.set_message(format!("{name}: {}{left}", human(elapsed)));
    }
    bar.finish_and_clear();
}
