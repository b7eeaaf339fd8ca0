//! No SQL across the server's folders: a table is named only in the folder that creates it.

use std::collections::BTreeMap;

use crate::sources::{files, strings};

const SERVER: &str = "server-stub/src/";

/// Words of SQL after which a table's name stands.
const BEFORE_A_TABLE: &[&str] = &["from", "join", "into", "update", "table", "references", "exists", "on"];

/// `server-stub/src/cart/rows.rs` lies in `server-stub/src/cart`.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Lower-case words and commas of a literal.
fn words(literal: &str) -> Vec<String> {
    let spaced = literal.replace("\\n", " ").replace(',', " , ").to_lowercase();
    let parts = spaced.split(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == ','));
    parts.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Words between those and the name: `UPDATE OR IGNORE t`, `DROP TABLE IF EXISTS t`.
const BETWEEN: &[&str] = &["if", "not", "exists", "only", "or", "ignore", "replace", "abort", "fail", "rollback"];

/// Every word that stands where SQL names a table, also later ones of `FROM a x, b AS y`.
fn tables_named(literal: &str) -> Vec<String> {
    let words = words(literal);
    let mut named = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if !BEFORE_A_TABLE.contains(&word.as_str()) {
            continue;
        }
        let mut rest: Vec<_> = words[at + 1..].iter().filter(|word| !BETWEEN.contains(&word.as_str())).collect();
        named.extend(rest.first().map(|name| (*name).clone()));
        // Before the comma of a list stands the name, or `name alias`, or `name AS alias`.
        while let Some(comma) = rest.iter().take(4).position(|after| word == "from" && *after == ",") {
            rest.drain(..=comma);
            named.extend(rest.first().map(|name| (*name).clone()));
        }
    }
    named
}

/// Each table's folder, from the `CREATE TABLE` texts.
fn owners() -> BTreeMap<String, String> {
    let mut owners = BTreeMap::new();
    for source in files("server-stub/src", ".rs") {
        for literal in strings(&source) {
            let words = words(&literal);
            for at in 0..words.len() {
                let creates = words[at] == "table" && at > 0 && ["create", "virtual"].contains(&words[at - 1].as_str());
                let name = words[at..].iter().skip(1).find(|word| !["if", "not", "exists"].contains(&word.as_str()));
                if let (true, Some(name)) = (creates, name) {
                    let own = folder(&source.path).to_owned();
                    let other = owners.insert(name.clone(), own.clone());
                    assert!(other.is_none_or(|other| other == own), "{name} is made in two folders");
                }
            }
        }
    }
    owners
}

/// covers: S0-006, S0-009, S1-060
#[test]
fn a_table_is_named_only_in_its_own_folder() {
    let owners = owners();
    assert!(!owners.is_empty(), "the server has tables");
    let mut broken = Vec::new();
    for source in files("server-stub/src", ".rs") {
        for literal in strings(&source) {
            for name in tables_named(&literal) {
                let owner = owners.get(&name).filter(|owner| !source.path.starts_with(&format!("{owner}/")));
                if let Some(owner) = owner {
                    let owner = owner.trim_start_matches(SERVER);
                    broken.push(format!("{} names {name}, a table of {owner}: {literal}", source.path));
                }
            }
        }
    }
    broken.dedup();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn tables_are_found_wherever_sql_names_them() {
    assert_eq!(tables_named("\"SELECT n FROM cart_dot JOIN op_result USING (op_id)\""), ["cart_dot", "op_result"]);
    assert_eq!(tables_named("\"INSERT INTO device(id) VALUES ($1)\""), ["device"]);
    assert_eq!(tables_named("\"SELECT 1 FROM a, b WHERE x\""), ["a", "b"]);
    assert_eq!(tables_named("\"SELECT 1 FROM a x, b AS y, c WHERE z IN (d, e)\""), ["a", "b", "c"]);
    assert_eq!(tables_named("\"UPDATE OR IGNORE stock SET held = 0, moved = 1\""), ["stock"]);
    assert_eq!(tables_named("\"DELETE FROM a\""), ["a"]);
    assert_eq!(tables_named("\"INSERT OR REPLACE INTO a(b, c) SELECT d, e FROM f\""), ["a", "f"]);
    assert_eq!(tables_named("\"CREATE TABLE IF NOT EXISTS lane(x)\""), ["lane", "lane"]);
}
