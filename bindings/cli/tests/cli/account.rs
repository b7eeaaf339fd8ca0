//! What a signed-in person does at a terminal.

use serde_json::Value;

use crate::server::Server;
use crate::shelf::{Phone, SALMON};

/// A change that the server refused, as `status` tells it.
fn refused(phone: &Phone, server: &Server) -> Value {
    phone.data(server, &["add", SALMON, "13"]);
    phone.data(server, &["sync"]);
    let attention = phone.data(server, &["status"])["outbox"]["attention"].clone();
    assert_eq!(attention.as_array().map(Vec::len), Some(1), "{attention}");
    attention[0].clone()
}

#[test]
fn a_refused_change_is_told_until_it_is_dismissed() {
    let server = Server::start();
    let phone = Phone::signed_in(&server);
    let told = refused(&phone, &server);
    assert_eq!((&told["st"], &told["code"]), (&"rejected".into(), &"stock-insufficient".into()));

    phone.data(&server, &["dismiss", told["op"].as_str().unwrap()]);
    let outbox = &phone.data(&server, &["status"])["outbox"];
    assert_eq!(outbox["attention"].as_array().map(Vec::len), Some(0));
    assert_eq!(outbox["pending"].as_array().map(Vec::len), Some(0), "seen is not done again");
}

#[test]
fn a_refused_change_is_done_again_as_a_new_one() {
    let server = Server::start();
    let phone = Phone::signed_in(&server);
    let told = refused(&phone, &server);
    assert_eq!(phone.data(&server, &["cart"])["shops"].as_array().map(Vec::len), Some(0));

    let again = phone.data(&server, &["retry", told["op"].as_str().unwrap()]);
    assert_ne!(again["op"], told["op"]);
    assert_eq!(phone.data(&server, &["cart"])["shops"][0]["lines"][0]["qty"], 13);
    let outbox = &phone.data(&server, &["status"])["outbox"];
    assert_eq!(outbox["pending"][0]["op"], again["op"]);
    assert_eq!(outbox["attention"].as_array().map(Vec::len), Some(0));
}

#[test]
fn the_devices_of_the_account_are_listed_and_this_one_is_marked() {
    let server = Server::start();
    let phone = Phone::signed_in(&server);
    let said = String::from_utf8(phone.at(&server, &["devices"]).stdout).unwrap();
    assert_eq!(said, "d-1 cli (this device)\nd-2 android\n");
}

#[test]
fn before_the_first_sync_nothing_is_unknown_it_only_has_not_arrived() {
    let phone = Phone::new();
    for args in [&["search", "salmon"][..], &["barcode", crate::shelf::EAN], &["add", SALMON]] {
        let (answer, code) = phone.json(args);
        assert_eq!((answer["error"]["code"].as_str(), code), (Some("catalog-missing"), 4), "{args:?}");
    }
    for (lang, words) in [("en", "sync once"), ("ja", "同期"), ("ko", "동기화"), ("zh", "同步")] {
        let out = phone.run(&["--lang", lang, "search", "salmon"]);
        let said = String::from_utf8(out.stderr).unwrap();
        assert!(said.contains(words), "{lang}: {said}");
    }
}
