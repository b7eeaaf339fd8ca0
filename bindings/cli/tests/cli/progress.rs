//! A sync that takes longer than a second shows how far it is, to a person at a terminal only.
#![cfg(unix)]

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::process::Stdio;
use std::sync::mpsc;
use std::time::Duration;

use parking_lot::Mutex;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::server::Server;
use crate::shelf::Phone;

/// How long the server lets a sync wait; a bar is due after a second.
const SLOW: Duration = Duration::from_millis(1_600);

/// The two ends of a terminal: what is read from the first was written to the second.
fn terminal() -> (File, File) {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
    (File::from(master), OpenOptions::new().read(true).write(true).open(name).unwrap())
}

/// What a sync says at a terminal. The server answers when that has `word` in it, at the latest after `patience`.
fn said(args: &[&str], word: &str, patience: Duration) -> String {
    let (waits, answers) = mpsc::channel::<()>();
    let answers = Mutex::new(answers);
    let server = Server::waiting(move || answers.lock().recv_timeout(patience).unwrap_or_default());
    let mut waits = Some(waits);
    let phone = Phone::new();
    let mut petpro = phone.petpro_with(&server);
    let (mut screen, inner) = terminal();
    let mut process = petpro.args(args).stdout(Stdio::null()).stderr(inner).spawn().unwrap();
    drop(petpro); // its copy of the terminal's end
    let mut said = String::new();
    let mut part = [0; 256];
    // An error is how a terminal says that nobody is left at the other end.
    while let Ok(read @ 1..) = screen.read(&mut part) {
        said.push_str(&String::from_utf8_lossy(&part[..read]));
        if said.contains(word) {
            waits = None;
        }
    }
    assert!(process.wait().unwrap().success());
    drop(waits);
    said
}

#[test]
fn a_long_sync_shows_a_bar_at_a_terminal() {
    assert!(said(&["sync"], "Syncing", Duration::from_secs(30)).contains("Syncing"));
}

#[test]
fn no_bar_is_shown_to_a_program() {
    assert_eq!(said(&["--json", "sync"], "Syncing", SLOW), "");
}

#[test]
fn no_bar_is_shown_in_a_pipe() {
    let server = Server::waiting(|| std::thread::sleep(SLOW));
    let phone = Phone::new();
    let answer = phone.petpro_with(&server).arg("sync").output().unwrap();
    assert_eq!(String::from_utf8(answer.stderr).unwrap(), "");
}
