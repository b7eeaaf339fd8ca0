//! The catalogue as a whole: complete, spoken, translated.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::bundle::sources;
use super::{Arg, Lang, args, problem, text};
use crate::audit::What;
use crate::checkin::Reason;
use crate::code::Code;

/// Texts that may equal the English one or lack the language's script: proper names and notations.
const SAME_EVERYWHERE: &[&str] = &["pet-grams", "pet-kilograms"];

/// One text: its words without placeables, and the names of its placeables.
#[derive(Debug, PartialEq)]
struct Text {
    words: String,
    placeables: BTreeSet<String>,
}

/// `id` or `id.attribute` of every text of a language.
fn catalogue(lang: Lang) -> BTreeMap<String, Text> {
    let mut texts = BTreeMap::new();
    for source in sources(lang) {
        let parsed = fluent_syntax::parser::parse(*source).unwrap_or_else(|(_, errors)| panic!("{lang}: {errors:?}"));
        for entry in parsed.body {
            let Entry::Message(message) = entry else { continue };
            let id = message.id.name.to_owned();
            let own = message.value.iter().map(|pattern| (id.clone(), pattern));
            let attributes = message.attributes.iter().map(|a| (format!("{id}.{}", a.id.name), &a.value));
            for (key, pattern) in own.chain(attributes) {
                let mut text = Text { words: String::new(), placeables: BTreeSet::new() };
                read(pattern, &mut text);
                assert!(texts.insert(key.clone(), text).is_none(), "{lang}: {key} is there twice");
            }
        }
    }
    texts
}

fn read(pattern: &Pattern<&str>, text: &mut Text) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => text.words.push_str(value),
            PatternElement::Placeable { expression } => match expression {
                Expression::Inline(inline) => variable(inline, text),
                Expression::Select { selector, variants } => {
                    variable(selector, text);
                    variants.iter().for_each(|variant| read(&variant.value, text));
                }
            },
        }
    }
}

fn variable(inline: &InlineExpression<&str>, text: &mut Text) {
    match inline {
        InlineExpression::VariableReference { id } => {
            text.placeables.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => {
            if let Expression::Inline(inner) = expression.as_ref() {
                variable(inner, text);
            }
        }
        InlineExpression::StringLiteral { value } => text.words.push_str(value),
        _ => {}
    }
}

fn kana(c: char) -> bool {
    ('\u{3040}'..='\u{30ff}').contains(&c)
}
fn han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}
fn hangul(c: char) -> bool {
    ('\u{ac00}'..='\u{d7a3}').contains(&c)
}

#[test]
fn every_language_has_every_text_with_the_same_placeables() {
    let english = catalogue(Lang::En);
    for lang in [Lang::Ja, Lang::Ko, Lang::Zh] {
        let other = catalogue(lang);
        let missing: Vec<_> = english.keys().filter(|key| !other.contains_key(*key)).collect();
        let extra: Vec<_> = other.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(missing.is_empty() && extra.is_empty(), "{lang}: missing {missing:?}, only there {extra:?}");
        for (key, text) in &other {
            assert_eq!(text.placeables, english[key].placeables, "{lang}: placeables of {key}");
        }
    }
}

#[test]
fn every_translation_is_written_in_its_script_and_is_not_the_english_one() {
    let english = catalogue(Lang::En);
    for lang in [Lang::Ja, Lang::Ko, Lang::Zh] {
        for (key, text) in catalogue(lang) {
            let speaks = english[&key].words.chars().any(char::is_alphabetic);
            if !speaks || SAME_EVERYWHERE.contains(&key.as_str()) {
                continue;
            }
            assert_ne!(text.words, english[&key].words, "{lang}: {key} is still English");
            let has = |script: fn(char) -> bool| text.words.chars().any(script);
            let fits = match lang {
                Lang::Ja => (has(kana) || has(han)) && !has(hangul),
                Lang::Ko => has(hangul) && !has(kana),
                _ => has(han) && !has(kana) && !has(hangul),
            };
            assert!(fits, "{lang}: {key} is not written in its script: {}", text.words);
        }
    }
}

#[test]
fn every_code_has_a_title_what_happened_and_what_to_do() {
    for lang in Lang::ALL {
        let texts = catalogue(lang);
        for code in Code::ALL {
            for part in ["", ".detail", ".next"] {
                let key = format!("{code}{part}");
                let text = texts.get(&key).unwrap_or_else(|| panic!("{lang}: {key} is missing"));
                assert!(text.placeables.is_empty(), "{lang}: {key}: whoever shows a problem has the code alone");
            }
            let wording = problem(lang, *code);
            assert!(!wording.title.ends_with(['.', '。']), "{lang}: {code}: a title is not a sentence");
            assert!(wording.next.ends_with(['.', '。']), "{lang}: {code}: .next is a sentence");
        }
    }
}

#[test]
fn every_verdict_has_a_title_a_sentence_and_a_next_step() {
    for lang in Lang::ALL {
        let texts = catalogue(lang);
        for reason in Reason::ALL {
            let key = reason.key();
            let parts = ["", ".detail", ".next"].map(|part| texts.contains_key(&format!("{key}{part}")));
            assert_eq!(parts, [true; 3], "{lang}: {key}");
            assert!(!text(lang, key, args::NONE).ends_with(['.', '。']), "{lang}: {key}: a title is not a sentence");
            for part in [".detail", ".next"] {
                assert!(text(lang, &format!("{key}{part}"), args::NONE).ends_with(['.', '。']), "{lang}: {key}{part}");
            }
        }
    }
}

/// Said by the front end with an ending that the core gave: a role, a scanner's hint, a step of a visit, a reason of a movement.
const MADE_UP: &[&str] = &["app-role-", "app-hint-", "app-act-", "app-why-"];

#[test]
fn every_text_is_said_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut code = String::new();
    for room in ["core", "bindings", "server-stub", "app-tauri"] {
        sources_below(&root.join(room), &mut code);
    }
    let reasons = Reason::ALL.iter().map(|reason| reason.key());
    let codes: BTreeSet<_> = Code::ALL.iter().map(|code| code.name()).chain(reasons).collect();
    let whats: BTreeSet<_> = What::ALL.iter().map(|what| format!("audit-{}", what.name())).collect();
    let unsaid: Vec<_> = catalogue(Lang::En)
        .into_keys()
        .filter(|key| !codes.contains(key.split('.').next().unwrap()))
        .filter(|key| !code.contains(&format!("\"{key}\"")) && !code.contains(&format!("'{key}'")))
        .filter(|key| !whats.contains(key))
        .filter(|key| !MADE_UP.iter().any(|made| key.starts_with(made)))
        .collect();
    assert!(unsaid.is_empty(), "no source says {unsaid:?}");
}

fn sources_below(folder: &Path, out: &mut String) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("node_modules") {
            sources_below(&path, out);
        } else if path.extension().is_some_and(|ext| ["rs", "ts", "svelte"].iter().any(|known| ext == *known)) {
            out.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn an_attribute_is_looked_up_after_a_dot() {
    assert_eq!(text(Lang::En, "offline", args::NONE), "You are offline");
    assert_eq!(text(Lang::Ja, "offline.next", args::NONE), problem(Lang::Ja, Code::Offline).next);
    assert_ne!(problem(Lang::Ja, Code::Offline).next, problem(Lang::Ja, Code::Offline).title);
}

#[test]
fn what_nobody_has_is_shown_as_its_id() {
    assert_eq!(text(Lang::Ko, "no-such-text", &[("n", Arg::Count(1))]), "no-such-text");
    assert_eq!(text(Lang::Ko, "offline.no-such-part", args::NONE), "offline.no-such-part");
}

#[test]
fn one_and_many_are_told_apart_where_a_language_does() {
    let items = |lang, n: u32| text(lang, "cart-units", &[("n", Arg::from(n))]);
    assert_eq!((items(Lang::En, 1).as_str(), items(Lang::En, 2).as_str()), ("1 item", "2 items"));
    assert_eq!(items(Lang::En, 1_234), "1,234 items");
    assert_eq!(items(Lang::Ja, 1), "1 点");
}

proptest::proptest! {
    #[test]
    fn whatever_is_filled_in_stands_there_unchanged(name in "[^{}\\p{C}]{1,30}") {
        for lang in Lang::ALL {
            let said = text(lang, "cart-added", &[("name", Arg::from(&name))]);
            proptest::prop_assert!(said.contains(&name), "{lang}: {said}");
        }
    }
}
