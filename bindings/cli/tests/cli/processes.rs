//! Processes that are killed, and two at once.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::Value;

use crate::shelf::{Phone, SALMON, SAND};

/// `petpro session` with its two ends.
struct Session {
    process: Child,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Session {
    fn start(phone: &Phone) -> Self {
        let mut process = phone.petpro().arg("session").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let commands = process.stdin.take().unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap());
        Self { process, commands, answers }
    }

    fn ask(&mut self, command: &str) -> Value {
        writeln!(self.commands, "{command}").unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("{command}: {line}"))
    }

    /// SIGKILL: nothing is flushed, no lock is given back.
    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

fn units(cart: &Value) -> Vec<u64> {
    let lines = cart["data"]["shops"].as_array().into_iter().flatten().flat_map(|shop| shop["lines"].as_array());
    let mut units: Vec<u64> = lines.flatten().filter_map(|line| line["qty"].as_u64()).collect();
    units.sort_unstable();
    units
}

#[test]
fn what_was_answered_is_there_after_a_kill() {
    let phone = Phone::stocked();
    let mut session = Session::start(&phone);
    let line = session.ask(&format!("add {SALMON} 2"))["data"]["line"].as_str().unwrap().to_owned();
    session.ask(&format!("add {SAND}"));
    assert_eq!(session.ask(&format!("set {line} 5"))["ok"], true);
    session.kill();

    let mut session = Session::start(&phone);
    assert_eq!(units(&session.ask("cart")), [1, 5]);
    assert_eq!(session.ask(&format!("remove {line}"))["ok"], true);
    session.kill();
    assert_eq!(units(&phone.json(&["cart"]).0), [1]);
}

#[test]
fn a_session_answers_every_line_and_lives_through_bad_ones() {
    let phone = Phone::stocked();
    let mut session = Session::start(&phone);
    for line in ["fly", "add", "search \"open", "session", "sync --watch", "set x 1 2"] {
        let answer = session.ask(line);
        assert_eq!((answer["ok"].as_bool(), answer["error"]["code"].as_str()), (Some(false), Some("usage")), "{line}");
    }
    let refused = session.ask("sync");
    assert_eq!((refused["cmd"].as_str(), refused["ok"].as_bool()), (Some("sync"), Some(false)));
    assert_eq!(session.ask("search 'salmon bites'")["data"]["hits"][0]["name"], "Salmon Bites");
    drop(session.commands);
    assert!(session.process.wait().unwrap().success(), "the end of the input is no failure");
}

#[test]
fn two_processes_on_one_folder_see_and_keep_each_others_changes() {
    let phone = Phone::stocked();
    let (mut one, mut two) = (Session::start(&phone), Session::start(&phone));
    for _ in 0..10 {
        assert_eq!(one.ask(&format!("add {SALMON}"))["ok"], true);
        assert_eq!(two.ask(&format!("add {SALMON}"))["ok"], true);
    }
    assert_eq!(units(&one.ask("cart")), [20]);
    assert_eq!(units(&two.ask("cart")), [20]);
    let (alone, code) = phone.json(&["cart"]);
    assert_eq!((units(&alone), code), (vec![20], 0));
}
