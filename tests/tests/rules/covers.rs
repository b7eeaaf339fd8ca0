//! What a test claims to cover is an item of the list.

use std::collections::BTreeSet;

use crate::sources::{files, root};

fn items() -> Vec<csv::StringRecord> {
    let list = csv::Reader::from_path(root().join("tests/acceptance.csv")).expect("tests/acceptance.csv");
    list.into_records().collect::<Result<_, _>>().expect("rows of equal length")
}

#[test]
fn the_list_has_437_items_each_named_once() {
    let items = items();
    let ids: BTreeSet<&str> = items.iter().map(|item| &item[0]).collect();
    assert_eq!((items.len(), ids.len()), (437, 437));
    for (document, count) in [("S0", 181), ("S1", 108), ("S2", 45), ("S3", 54), ("S4", 49)] {
        assert_eq!(ids.iter().filter(|id| id.starts_with(document)).count(), count, "{document}");
    }
    assert!(items.iter().all(|item| item.len() == 3 && !item[1].is_empty() && !item[2].is_empty()), "id,area,title");
}

#[test]
fn every_claim_names_items_of_the_list() {
    let items = items();
    let ids: BTreeSet<&str> = items.iter().map(|item| &item[0]).collect();
    for source in files("", ".rs") {
        for (at, line) in source.text.lines().enumerate() {
            let Some(claimed) = line.trim_start().strip_prefix("/// covers:") else { continue };
            let place = format!("{}:{}", source.path, at + 1);
            assert!(!claimed.trim().is_empty(), "{place} claims nothing");
            for id in claimed.split(',').map(str::trim) {
                assert!(ids.contains(id), "{place}: {id:?} is no item of tests/acceptance.csv");
            }
        }
    }
}
