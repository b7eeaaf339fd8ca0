//! The shapes that scripts rely on, and that every command speaks every language.

use serde_json::Value;

use crate::shelf::{EAN, Phone, SALMON, SALMON_PAGE, SAND, SOLD_OUT};

/// A command's data; it must have succeeded.
fn data(phone: &Phone, args: &[&str]) -> Value {
    let (answer, code) = phone.json(args);
    assert_eq!((answer["ok"].as_bool(), code), (Some(true), 0), "{args:?}: {answer}");
    assert_eq!(answer["cmd"], args[0]);
    assert!(answer["ms"].is_f64(), "{answer}");
    answer["data"].clone()
}

fn error(phone: &Phone, args: &[&str]) -> String {
    let (answer, code) = phone.json(args);
    assert_eq!((answer["ok"].as_bool(), code != 0), (Some(false), true), "{args:?}: {answer}");
    for part in ["title", "detail", "next"] {
        assert!(answer["error"][part].as_str().is_some_and(|text| !text.is_empty()), "{answer}");
    }
    answer["error"]["code"].as_str().unwrap().to_owned()
}

#[test]
fn the_index_finds_by_one_japanese_character() {
    let found = data(&Phone::stocked(), &["search", "猫"]);
    assert_eq!(found["hits"][0]["name"], "Cat Sand");
    assert_eq!(found["hits"][0]["variants"][0]["variant"], SAND);
}

/// covers: S0-120
#[test]
fn a_barcode_gives_its_product_without_a_network() {
    let phone = Phone::stocked();
    // As printed, and as 14 digits.
    for code in [EAN, "09520000000011"] {
        let hit = data(&phone, &["barcode", code]);
        assert_eq!(hit["product"], SALMON_PAGE);
        assert_eq!(hit["variants"][0]["price"]["amount"], 980);
    }
    assert_eq!(data(&phone, &["product", SALMON_PAGE])["name"], "Salmon Bites");
}

/// covers: S0-037, S0-040
#[test]
fn a_quantity_is_chosen_added_and_merged_into_one_line() {
    let phone = Phone::stocked();
    let first = data(&phone, &["add", SALMON, "2"]);
    let second = data(&phone, &["add", EAN]);
    assert_eq!(first["line"], second["line"]);
    assert_ne!(first["op"], second["op"]);
    let cart = data(&phone, &["cart"]);
    assert_eq!(cart["shops"][0]["lines"][0]["qty"], 3);
    assert_eq!(cart["shops"][0]["lines"].as_array().unwrap().len(), 1);
    assert_eq!(cart["totals"][0]["sums"][0]["amount"]["money"]["amount"], 3 * 980);
}

/// covers: S0-049, S0-051
#[test]
fn totals_follow_every_change_of_the_cart() {
    let phone = Phone::stocked();
    let line = data(&phone, &["add", SALMON])["line"].as_str().unwrap().to_owned();
    data(&phone, &["add", SAND]);
    let total = || data(&phone, &["cart"])["totals"][0]["total"]["money"]["amount"].as_i64().unwrap();
    let both = total();
    data(&phone, &["set", &line, "3"]);
    assert_eq!(total(), both + 2 * 980);
    data(&phone, &["remove", &line]);
    assert_eq!(total(), both - 980);
}

/// covers: S0-042
#[test]
fn a_refusal_for_want_of_stock_says_how_many_can_be_had() {
    let (answer, _) = Phone::stocked().json(&["add", SOLD_OUT]);
    assert_eq!(answer["error"]["available"], 0);
}

#[test]
fn a_line_is_set_saved_brought_back_and_removed() {
    let phone = Phone::stocked();
    let line = data(&phone, &["add", SALMON])["line"].as_str().unwrap().to_owned();
    let shown = |phone: &Phone| {
        let cart = data(phone, &["cart"]);
        (cart["shops"][0]["lines"][0]["qty"].as_u64(), cart["saved"][0]["qty"].as_u64())
    };
    data(&phone, &["set", &line, "7"]);
    assert_eq!(shown(&phone), (Some(7), None));
    data(&phone, &["save", &line]);
    assert_eq!(shown(&phone), (None, Some(7)));
    data(&phone, &["unsave", &line]);
    assert_eq!(shown(&phone), (Some(7), None));
    data(&phone, &["remove", &line]);
    assert_eq!(shown(&phone), (None, None));
}

#[test]
fn each_refusal_has_its_code() {
    let phone = Phone::stocked();
    for (args, code) in [
        (&["add", SOLD_OUT][..], "stock-insufficient"),
        (&["add", SALMON, "1000"], "quantity-invalid"),
        (&["add", SALMON, "0"], "quantity-invalid"),
        (&["add", "not-an-id"], "product-unknown"),
        (&["add", "952"], "barcode-format"),
        (&["set", SALMON, "2"], "line-unknown"),
        (&["product", "x"], "product-unknown"),
        (&["dismiss", "x"], "not-found"),
        (&["retry", SALMON], "not-found"),
        (&["barcode", "95200000000ll"], "barcode-format"),
        (&["scan", "no-such-file.png"], "file-not-found"),
    ] {
        assert_eq!(error(&phone, args), code, "{args:?}");
    }
}

/// covers: S0-041
#[test]
fn added_to_cart_is_said_in_the_persons_language() {
    for (lang, words) in [("en", "Added to Cart"), ("ja", "カート"), ("ko", "장바구니"), ("zh", "购物车")] {
        let out = Phone::stocked().run(&["--lang", lang, "add", SALMON]);
        let said = String::from_utf8(out.stdout).unwrap();
        assert!(out.status.success() && said.contains(words), "{lang}: {said}");
    }
    assert_eq!(data(&Phone::stocked(), &["add", SALMON])["announce"], "polite", "to who cannot see it");
}

/// covers: S0-043
#[test]
fn adding_what_is_scarce_warns_in_the_persons_language() {
    for (lang, words) in [
        ("en", "Limited Stock Available"),
        ("ja", "在庫が限られています"),
        ("ko", "재고가 한정되어 있습니다"),
        ("zh", "库存有限"),
    ] {
        let phone = Phone::stocked();
        let said = |what| String::from_utf8(phone.run(&["--lang", lang, "add", what]).stdout).unwrap();
        assert!(said(SAND).contains(words), "{lang}");
        assert!(!said(SALMON).contains(words), "{lang}: there is plenty of it");
    }
}

/// A text that the catalogue does not have is shown as its id: words joined by hyphens.
#[test]
fn no_command_lacks_a_text_in_any_language() {
    for lang in ["en", "ja", "ko", "zh"] {
        let phone = Phone::stocked();
        let (added, _) = phone.json(&["add", SALMON]);
        let (line, op) = (added["data"]["line"].as_str().unwrap(), added["data"]["op"].as_str().unwrap());
        for args in [
            &["status"][..],
            &["cart"],
            &["search", "salmon"],
            &["search", "zzz"],
            &["barcode", EAN],
            &["barcode", "9520000000012"],
            &["product", SALMON_PAGE],
            &["add", SAND],
            &["set", line, "2"],
            &["save", line],
            &["cart"],
            &["unsave", line],
            &["remove", line],
            &["dismiss", op],
            &["retry", "x"],
            &["devices"],
            &["pets"],
            &["pets", "show", "x"],
            &["sync"],
            &["login", "hana@petpro.example"],
            &["register", "hana@petpro.example"],
            &["logout", "--discard"],
            &["scan", "no-such-file.png"],
        ] {
            let out = phone.petpro().args(["--lang", lang]).args(args).output().unwrap();
            let said = [out.stdout, out.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
            assert!(!said.trim().is_empty(), "{lang} {args:?} says nothing");
            let ids: Vec<_> = said.split_whitespace().filter(|word| is_text_id(word)).collect();
            assert!(ids.is_empty(), "{lang} {args:?}: {ids:?} in {said}");
        }
    }
}

/// `cli-synced` and the like; codes stand in brackets, and ids of things have digits.
fn is_text_id(word: &str) -> bool {
    const AREAS: [&str; 10] =
        ["pet-", "pets-", "cli-", "cart-", "outbox-", "product-", "search-", "scan-", "ago-", "account-"];
    AREAS.iter().any(|area| word.starts_with(area))
}
