//! Ctrl-C: an end like any other, with exit code 130 and everything that was answered on the disk.
#![cfg(unix)]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;

use parking_lot::Mutex;

use crate::server::Server;
use crate::shelf::{Phone, SALMON};

fn interrupt(process: &mut Child) -> Option<i32> {
    assert!(Command::new("kill").args(["-INT", &process.id().to_string()]).status().unwrap().success());
    process.wait().unwrap().code()
}

fn quantity(phone: &Phone) -> Option<u64> {
    phone.json(&["cart"]).0["data"]["shops"][0]["lines"][0]["qty"].as_u64()
}

#[test]
fn ctrl_c_ends_a_watch_and_keeps_what_was_answered() {
    let server = Server::start();
    let phone = Phone::stocked();
    let mut process = phone.petpro_with(&server).args(["sync", "--watch"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.by_ref().any(|line| line.contains("Ctrl-C")), "it says how it ends");
    phone.data(&server, &["add", SALMON, "2"]); // another process, the same folder
    assert_eq!(interrupt(&mut process), Some(130));
    assert_eq!(quantity(&phone), Some(2));
    // The lock that the watch held is free again.
    assert!(phone.at(&server, &["sync"]).status.success());
}

#[test]
fn ctrl_c_ends_a_sync_that_waits_for_an_answer() {
    let (asked, hear) = mpsc::channel();
    let asked = Mutex::new(asked);
    let server = Server::waiting(move || {
        let _ = asked.lock().send(());
        std::thread::park(); // nobody ever answers
    });
    let phone = Phone::stocked();
    phone.data(&server, &["add", SALMON, "2"]);
    let mut process = phone.petpro_with(&server).arg("sync").stdout(Stdio::null()).spawn().unwrap();
    hear.recv().unwrap();
    assert_eq!(interrupt(&mut process), Some(130));
    assert_eq!(quantity(&phone), Some(2));
}

#[test]
fn a_watch_shows_the_cart_once_at_its_start() {
    let (asked, hear) = mpsc::channel();
    let asked = Mutex::new(asked);
    let server = Server::waiting(move || {
        let _ = asked.lock().send(());
    });
    let phone = Phone::stocked();
    phone.data(&server, &["add", SALMON, "2"]);
    let mut watch = phone.petpro_with(&server);
    let mut process = watch.args(["--json", "sync", "--watch"]).stdout(Stdio::piped()).spawn().unwrap();
    // The first sync, the watch's own, and the one after its event stream is open: by then it has
    // shown whatever the second one has rung for.
    for _ in 0..3 {
        hear.recv().unwrap();
    }
    let out = process.stdout.take().unwrap();
    assert_eq!(interrupt(&mut process), Some(130));
    let answers = BufReader::new(out).lines().map(|line| serde_json::from_str::<serde_json::Value>(&line.unwrap()));
    let shown: Vec<String> = answers.map(|answer| answer.unwrap()["cmd"].as_str().unwrap().to_owned()).collect();
    let count = |cmd: &str| shown.iter().filter(|shown| *shown == cmd).count();
    assert_eq!((count("cart"), count("status")), (1, 1), "{shown:?}");
}
