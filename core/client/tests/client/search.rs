//! Finding goods without a network.

use petpro_client::search;
use petpro_client::store::Catalog;
use petpro_domain::Code;
use petpro_domain::wire::Row;

use crate::world::{Phone, ean, fill, goods, id, variant};

fn names(phone: &Phone, text: &str) -> Vec<String> {
    let found = phone.open().search(text).unwrap();
    let mut names: Vec<String> = found.hits.into_iter().map(|hit| hit.name).collect();
    names.sort();
    names
}

/// covers: S0-007
#[test]
fn one_japanese_character_finds_another_shops_product() {
    let phone = Phone::stocked();
    assert_eq!(names(&phone, "猫"), ["Cat litter café"]);
    assert_eq!(names(&phone, "砂"), ["Cat litter café"], "also from the middle of a word");
}

#[test]
fn words_are_found_half_typed_without_accents_and_in_any_width() {
    let phone = Phone::stocked();
    assert_eq!(names(&phone, "chick"), ["Dog food chicken"]);
    assert_eq!(names(&phone, "cafe"), ["Cat litter café"]);
    assert_eq!(names(&phone, "CAFÉ litter"), ["Cat litter café"]);
    assert_eq!(names(&phone, "ﾒﾀﾞｶ"), ["Fish food"], "half-width katakana");
    assert_eq!(names(&phone, "nuf").len(), 6, "the brand");
}

#[test]
fn every_word_has_to_be_there() {
    assert!(names(&Phone::stocked(), "dog litter").is_empty());
}

#[test]
fn what_looks_like_query_syntax_finds_nothing_and_breaks_nothing() {
    let phone = Phone::stocked();
    for text in ["\"", "* OR *", "NEAR(", "text:", "-", "' OR 1=1 --", "\u{0}"] {
        assert!(names(&phone, text).is_empty(), "{text}");
    }
    assert_eq!(names(&phone, "dog\"").len(), 1, "and a word beside it is still a word");
}

/// covers: S0-120
#[test]
fn a_barcode_finds_the_variant_in_the_local_index() {
    let phone = Phone::stocked();
    let petpro = phone.open();
    let hit = petpro.barcode(&ean(2)).unwrap();
    assert_eq!((hit.name.as_str(), hit.variants[0].variant), ("Cat litter café", variant(2)));
}

/// covers: S0-119
#[test]
fn a_wrong_check_digit_is_told_before_anything_is_looked_up() {
    let phone = Phone::stocked();
    let petpro = phone.open();
    let code = |text: &str| petpro.barcode(text).unwrap_err().code();
    let right = ean(2);
    let wrong = format!("{}{}", &right[..12], (right.as_bytes()[12] - b'0' + 1) % 10);
    assert_eq!(code(&wrong), Code::GtinCheckDigit);
    assert_eq!(code("hello"), Code::BarcodeFormat);
    assert_eq!(code(&ean(4711)), Code::BarcodeUnknown);
}

#[test]
fn a_renamed_product_is_found_by_its_new_name_and_a_deleted_one_not_at_all() {
    let phone = Phone::stocked();
    assert_eq!(names(&phone, "hamster").len(), 1);
    let mut renamed = goods().into_iter().find(|row| row.id == id(2, 4).to_string()).unwrap();
    let text = renamed.d.as_ref().unwrap().get().replace("Hamster wheel", "Gerbil wheel");
    renamed.d = Some(serde_json::value::RawValue::from_string(text).unwrap());
    renamed.seq = 100;
    let deleted = Row { t: "product".into(), id: id(2, 3).to_string(), seq: 101, d: None, x: 1 };
    fill(phone.dir.path(), vec![renamed, deleted]);
    assert!(names(&phone, "hamster").is_empty());
    assert_eq!(names(&phone, "gerbil").len(), 1);
    assert!(names(&phone, "fish").is_empty());
}

#[test]
fn the_index_is_filled_in_slices_and_a_row_pulled_in_between_is_not_missed() {
    let phone = Phone::stocked();
    let file = Catalog::open(&phone.dir.path().join("catalog-jp.db")).unwrap();
    assert!(search::slice(&file).unwrap(), "there was something to do");
    drop(file);
    let mut late = goods().into_iter().find(|row| row.id == id(2, 1).to_string()).unwrap();
    let text = late.d.as_ref().unwrap().get().replace("chicken", "salmon");
    late.d = Some(serde_json::value::RawValue::from_string(text).unwrap());
    fill(phone.dir.path(), vec![late]);
    assert_eq!(names(&phone, "salmon").len(), 1);
    let file = Catalog::open(&phone.dir.path().join("catalog-jp.db")).unwrap();
    assert!(!search::slice(&file).unwrap(), "a search has finished the index");
}

#[test]
fn a_row_of_a_newer_server_does_not_stop_the_index() {
    let phone = Phone::stocked();
    let strange = crate::world::row("product", id(2, 50), 200, &serde_json::json!({"names": "in another shape"}));
    fill(phone.dir.path(), vec![strange]);
    assert_eq!(names(&phone, "dog").len(), 1);
}
