//! Size and names.

use proc_macro2::TokenTree;

use crate::sources::{files, tokens};

/// Files over 400 lines, each with what would be lost by splitting it.
const LONG: &[(&str, &str)] = &[
    ("core/client/src/screens/cart/tests.rs", "every rule of the cart screen over one small world of rows"),
    ("core/sync/src/device/engine.rs", "one state machine: each event's arm is read beside the others"),
];

/// Words that say nothing about the field.
const EMPTY_WORDS: &[&str] = &["Manager", "Service", "Helper", "Util", "Utils", "Processor"];

#[test]
fn a_file_over_400_lines_has_a_reason() {
    let mut broken = Vec::new();
    for source in files("", ".rs") {
        let lines = source.text.lines().count();
        match (lines > 400, LONG.iter().any(|(path, _)| *path == source.path)) {
            (true, false) => broken.push(format!("{} has {lines} lines: split it by noun", source.path)),
            (false, true) => broken.push(format!("{} has {lines} lines: its reason can go", source.path)),
            _ => {}
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn no_name_is_an_empty_word() {
    let mut broken = Vec::new();
    for source in files("", ".rs") {
        for pair in tokens(&source).windows(2) {
            let [TokenTree::Ident(what), TokenTree::Ident(name)] = pair else { continue };
            let declares = ["struct", "enum", "trait", "mod"].iter().any(|keyword| what == keyword);
            if declares && words(&name.to_string()).iter().any(|word| EMPTY_WORDS.contains(&word.as_str())) {
                broken.push(format!("{}: `{what} {name}` says nothing about the field", source.path));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// `OrderHelper` and `order_helper` are both `Order`, `Helper`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut starts = true;
    for letter in name.chars() {
        match words.last_mut() {
            _ if letter == '_' => starts = true,
            Some(word) if !starts && !letter.is_uppercase() => word.push(letter),
            _ => {
                words.push(letter.to_uppercase().collect());
                starts = false;
            }
        }
    }
    words
}

#[test]
fn names_are_cut_into_their_words() {
    assert_eq!(words("OrderHelper"), ["Order", "Helper"]);
    assert_eq!(words("order_utils"), ["Order", "Utils"]);
    assert_eq!(words("Utility"), ["Utility"]);
}
