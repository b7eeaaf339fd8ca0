//! Behaviour at a terminal's edges.

use std::io::Read;
use std::process::Stdio;

use crate::shelf::{Phone, SALMON};

/// `petpro search a | head -1`: the reader goes away before the last line.
#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let phone = Phone::stocked();
    let mut process =
        phone.petpro().args(["search", "a"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(process.stdout.take());
    let mut said = String::new();
    process.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((process.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}

#[test]
fn the_terminals_locale_chooses_the_language_and_the_flag_wins() {
    let phone = Phone::stocked();
    let shown = |args: &[&str]| {
        let out = phone.petpro().env("LANG", "ja_JP.UTF-8").args(args).output().unwrap();
        String::from_utf8(out.stdout).unwrap()
    };
    assert!(shown(&["product", "01970000-0000-7000-8000-000000000201"]).contains("鮭のおやつ"));
    assert!(shown(&["--lang", "en", "product", "01970000-0000-7000-8000-000000000201"]).contains("Salmon Bites"));
}

#[test]
fn the_password_is_read_from_standard_input() {
    let phone = Phone::new();
    let mut login = phone.petpro();
    login.args(["login", "hana@petpro.example", "--password-stdin"]);
    let mut process = login.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut process.stdin.take().unwrap(), b"petpro-demo-1\n").unwrap();
    // It got as far as the network that is not there.
    assert_eq!(process.wait().unwrap().code(), Some(4));
}

#[test]
fn the_cart_is_shown_as_the_core_shows_it() {
    let phone = Phone::stocked();
    phone.run(&["add", SALMON, "3"]);
    let shown = String::from_utf8(phone.run(&["cart"]).stdout).unwrap();
    for part in ["Hakata Pets", "3 × Salmon Bites (500 g)", "¥2,940"] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
}
