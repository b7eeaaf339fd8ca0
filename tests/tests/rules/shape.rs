//! Size and names.

use proc_macro2::TokenTree;

use crate::sources::{files, tokens};

/// Files over 400 lines, each with what would be lost by splitting it.
const LONG: &[(&str, &str)] = &[];

/// Words that say nothing about the field.
const EMPTY_WORDS: &[&str] = &["Manager", "Service", "Helper", "Util", "Utils", "Processor"];

#[test]
fn a_file_over_400_lines_has_a_reason() {
    for source in files("", ".rs") {
        let lines = source.text.lines().count();
        let reason = LONG.iter().find(|(path, _)| *path == source.path);
        assert!(lines <= 400 || reason.is_some(), "{} has {lines} lines: split it by noun", source.path);
        assert!(lines > 400 || reason.is_none(), "{} has {lines} lines: its reason can go", source.path);
    }
}

#[test]
fn no_name_is_an_empty_word() {
    for source in files("", ".rs") {
        for pair in tokens(&source).windows(2) {
            let [TokenTree::Ident(what), TokenTree::Ident(name)] = pair else { continue };
            if ["struct", "enum", "trait", "mod"].iter().any(|keyword| what == keyword) {
                let bad = words(&name.to_string()).into_iter().find(|word| EMPTY_WORDS.contains(&word.as_str()));
                assert!(bad.is_none(), "{}: `{what} {name}` says nothing about the field", source.path);
            }
        }
    }
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
