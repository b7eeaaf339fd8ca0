//! Standard output and error. A reader that went away (`petpro … | head`) ends the program quietly.

use std::io::{self, ErrorKind, Write};
use std::time::Instant;

use petpro_client::Code;
use petpro_client::texts::{Lang, Wording};
use serde_json::Value;

use crate::answer::{Answer, Failure, envelope};

/// Where answers go, and in which form.
pub struct Out {
    pub json: bool,
    pub lang: Lang,
}

impl Out {
    pub fn new(json: bool, lang: Lang) -> Self {
        Self { json, lang }
    }

    /// The one answer of a command; gives the exit code.
    pub fn finish(&self, command: &str, timer: Timer, outcome: Result<Answer, Failure>) -> u8 {
        if self.json {
            self.line(&envelope(command, timer.ms(), &outcome, self.lang).to_string());
            return outcome.map_or_else(|failure| failure.exit(), |_| 0);
        }
        match outcome {
            Ok(answer) => {
                answer.lines.iter().for_each(|line| self.line(line));
                0
            }
            Err(failure) => self.refuse(&failure),
        }
    }

    /// A failure in words, on standard error: its code, what happened, what to do now.
    pub fn refuse(&self, failure: &Failure) -> u8 {
        let Wording { title, detail, next } = failure.words(self.lang);
        let _ = writeln!(io::stderr(), "{title} [{}]\n  {detail}\n  {next}", failure.code);
        failure.exit()
    }

    pub fn object(&self, value: &Value) {
        self.line(&value.to_string());
    }

    /// Flushed line by line: who reads it acts on it.
    pub fn line(&self, line: &str) {
        let mut out = io::stdout().lock();
        let Err(error) = writeln!(out, "{line}").and_then(|()| out.flush()) else { return };
        if error.kind() == ErrorKind::BrokenPipe {
            std::process::exit(0);
        }
        let code = if error.kind() == ErrorKind::StorageFull { Code::DiskFull } else { Code::Internal };
        std::process::exit(self.refuse(&Failure::new(code)).into());
    }
}

/// How long a command takes, from when it was read.
#[derive(Clone, Copy)]
pub struct Timer(Instant);

impl Timer {
    #[expect(clippy::disallowed_methods, reason = "this only measures; nothing is decided by it")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn ms(self) -> f64 {
        self.0.elapsed().as_secs_f64() * 1_000.0
    }
}
