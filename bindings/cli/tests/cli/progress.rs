//! A sync that takes longer than a second shows how far it is, to a person at a terminal only.
#![cfg(unix)]

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::process::Stdio;
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::server::Server;
use crate::shelf::Phone;

/// The two ends of a terminal: what is read from the first was written to the second.
fn terminal() -> (File, File) {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
    (File::from(master), OpenOptions::new().read(true).write(true).open(name).unwrap())
}

/// What a slow sync says on standard error, at a terminal or in a pipe.
fn said(args: &[&str], at_terminal: bool) -> String {
    let server = Server::waiting(|| std::thread::sleep(Duration::from_millis(1_600)));
    let phone = Phone::new();
    let mut petpro = phone.petpro_with(&server);
    petpro.args(args).stdout(Stdio::null());
    if !at_terminal {
        return String::from_utf8(petpro.stderr(Stdio::piped()).output().unwrap().stderr).unwrap();
    }
    let (mut screen, inner) = terminal();
    let mut process = petpro.stderr(inner).spawn().unwrap();
    drop(petpro); // its copy of the terminal's end
    let mut said = Vec::new();
    let _ = screen.read_to_end(&mut said); // an error at the end is how a terminal says that nobody is left
    assert!(process.wait().unwrap().success());
    String::from_utf8_lossy(&said).into_owned()
}

#[test]
fn a_long_sync_shows_a_bar_at_a_terminal() {
    assert!(said(&["sync"], true).contains("Syncing"));
}

#[test]
fn no_bar_is_shown_in_a_pipe_or_to_a_program() {
    assert_eq!(said(&["sync"], false), "");
    assert_eq!(said(&["--json", "sync"], true), "");
}
