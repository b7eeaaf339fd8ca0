//! `petpro session`: one command a line in, one JSON object a line out, after its effect is on the disk.

use std::io::{self, BufRead};

use clap::Parser;
use petpro_client::Code;
use tokio::runtime::Runtime;

use crate::answer::{Failure, envelope};
use crate::args::{Command, Line};
use crate::commands::{self, App};
use crate::print::{Out, Timer};

/// Until the input ends. A line that is not understood is answered and the session goes on.
pub fn run(runtime: &Runtime, app: &App, out: &Out) -> u8 {
    for line in io::stdin().lock().lines() {
        let Ok(line) = line else { return Failure::new(Code::Usage).exit() };
        if line.trim().is_empty() {
            continue;
        }
        let timer = Timer::start();
        let (name, answer) = match parse(&line) {
            Ok(Command::Scan(scan)) => {
                out.object(&commands::scan::object(app, &scan));
                continue;
            }
            Ok(command) => (command.name(), runtime.block_on(commands::run(app, command))),
            Err(failure) => ("", Err(failure)),
        };
        out.object(&envelope(name, timer.ms(), &answer, out.lang));
    }
    0
}

/// Words as a shell splits them. What would read the session's own input, or never end, is not for a session.
fn parse(line: &str) -> Result<Command, Failure> {
    let words = shlex::split(line).ok_or_else(|| Failure::new(Code::Usage))?;
    let told =
        |error: clap::Error| Failure { detail: Some(first_line(&error.to_string())), ..Failure::new(Code::Usage) };
    let command = Line::try_parse_from(words).map_err(told)?.command;
    match &command {
        Command::Scan(scan) if scan.files.iter().chain(&scan.list).any(|path| path.as_os_str() == "-") => {
            Err(Failure::new(Code::Usage))
        }
        Command::Session | Command::Sync { watch: true } => Err(Failure::new(Code::Usage)),
        Command::Login(account) | Command::Register(account) if account.password_stdin => {
            Err(Failure::new(Code::Usage))
        }
        _ => Ok(command),
    }
}

/// What was wrong; the rest is how a shell would have to be used.
fn first_line(error: &str) -> String {
    error.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_as_a_shell_does() {
        let Ok(Command::Search { words }) = parse(r#"search "dog food" 'ささみ' a\ b"#) else { panic!("search") };
        assert_eq!(words, ["dog food", "ささみ", "a b"]);
    }

    #[test]
    fn what_would_never_answer_is_usage() {
        for line in [
            "session",
            "sync --watch",
            "login a@b.example --password-stdin",
            "scan -",
            "scan --list -",
            "fly",
            "add",
            "search \"open",
        ] {
            assert_eq!(parse(line).map(|command| command.name()).unwrap_err().code, Code::Usage, "{line}");
        }
    }
}
