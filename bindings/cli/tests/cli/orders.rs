//! Checkout and orders at a terminal.

use crate::server::Server;
use crate::shelf::{Phone, SALMON};

#[test]
fn the_checkout_is_there_without_a_network_and_says_what_is_missing() {
    let phone = Phone::stocked();
    phone.json(&["add", SALMON, "2"]);
    let (answer, code) = phone.json(&["checkout"]);
    assert_eq!((&answer["ok"], code), (&true.into(), 0), "{answer}");
    let screen = &answer["data"];
    assert_eq!(screen["shops"][0]["lines"][0]["say"]["text"], "2 × Salmon Bites (500 g)");
    assert_eq!(screen["address"]["missing"]["key"], "checkout-address-missing");
    assert_eq!((&screen["problem"]["code"], &screen["place"]["enabled"]), (&"address-invalid".into(), &false.into()));
}

#[test]
fn an_order_needs_somebody_who_is_signed_in() {
    let phone = Phone::stocked();
    phone.json(&["add", SALMON]);
    let (answer, code) = phone.json(&["checkout", "--place"]);
    assert_eq!((&answer["error"]["code"], code), (&"unauthenticated".into(), 3), "{answer}");
}

#[test]
fn an_empty_cart_is_not_ordered() {
    let server = Server::start();
    let phone = Phone::signed_in(&server);
    let (answer, code) = phone.json_at(&server, &["checkout", "--place"]);
    assert_eq!((&answer["error"]["code"], code), (&"cart-changed".into(), 1), "{answer}");
    assert_eq!(phone.data(&server, &["orders"])["empty"]["text"], "No orders yet");
}

#[test]
fn a_choice_that_is_none_is_refused_before_anything_happens() {
    let phone = Phone::stocked();
    for (args, code, exit) in [
        (&["checkout", "--delivery", "express"][..], "usage", 2),
        (&["checkout", "--address", "home"], "address-invalid", 1),
        (&["checkout", "--line", "2"], "line-unknown", 1),
        (&["order", "JP-1"], "not-found", 1),
    ] {
        let (answer, ended) = phone.json(args);
        assert_eq!((&answer["error"]["code"], ended), (&code.into(), exit), "{answer}");
    }
}
