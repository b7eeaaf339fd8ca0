//! Labels out, and what the scanner makes of them.

use serde_json::Value;

use crate::shelf::{Phone, SALMON_PAGE};

impl Phone {
    /// The answer of `petpro label`.
    pub fn label(&self, args: &[&str]) -> Value {
        let (answer, code) = self.json(&[&["label"], args].concat());
        assert_eq!(code, 0, "{answer}");
        answer["data"].clone()
    }

    /// A label of this text, in this phone's folder.
    pub fn labelled(&self, text: &str, name: &str) -> String {
        let file = self.0.path().join(name).display().to_string();
        self.label(&[text, "--out", &file]);
        file
    }
}

/// covers: S0-019, S0-118
#[test]
fn every_kind_of_label_is_scanned_as_what_it_says() {
    let phone = Phone::stocked();
    let file = phone.0.path().join("label.png").display().to_string();
    for (kind, text, formats, read) in [
        ("ean13", "952000000001", &["EAN13"][..], "9520000000011"),
        ("ean8", "9638507", &["EAN8"], "96385074"),
        ("upca", "03600029145", &["UPCA", "EAN13"], "036000291452"),
        ("upce", "0123456", &["UPCE"], "01234565"),
        ("code128", "PETPRO-2026", &["CODE128"], "PETPRO-2026"),
        ("qr", "犬のおやつ", &["QR"], "犬のおやつ"),
    ] {
        phone.label(&[text, "--kind", kind, "--out", &file]);
        let (answer, _) = phone.json(&["scan", &file]);
        let result = &answer["results"][0];
        assert!(formats.contains(&result["format"].as_str().unwrap_or_default()), "{kind}: {answer}");
        let text = result["text"].as_str().unwrap();
        assert!(text == read || text == format!("0{read}"), "{kind}: {text}");
    }
}

/// covers: S0-119
#[test]
fn one_product_is_found_by_bars_by_our_code_by_a_gs1_label_and_by_a_link() {
    let phone = Phone::stocked();
    let file = phone.0.path().join("label.png").display().to_string();
    let ours = format!("petpro:1:product:{SALMON_PAGE}");
    for args in [
        &["9520000000011"][..],
        &[&ours],
        &["010952000000001110LOT-7^17261231", "--kind", "gs1"],
        &["https://maker.example/01/09520000000011/10/LOT-7?17=261231"],
    ] {
        phone.label(&[args, &["--out", &file]].concat());
        let (answer, code) = phone.json(&["scan", &file]);
        assert_eq!((answer["data"]["product"]["product"].as_str(), code), (Some(SALMON_PAGE), 0), "{args:?}: {answer}");
        let facts: Vec<_> = answer["data"]["screen"]["facts"].as_array().into_iter().flatten().collect();
        let said: Vec<_> = facts.iter().map(|fact| fact["text"].as_str().unwrap()).collect();
        let has_lot = args.iter().any(|arg| arg.contains("LOT-7"));
        assert_eq!(said, if has_lot { vec!["Use by Dec 31, 2026", "Lot LOT-7"] } else { vec![] }, "{args:?}");
    }
}

#[test]
fn a_microchip_is_named_and_is_no_product() {
    let phone = Phone::stocked();
    let (answer, code) = phone.json(&["scan", &phone.labelled("392123456789012", "chip.png")]);
    assert_eq!((answer["results"][0]["format"].as_str(), code), (Some("CODE128"), 1));
    assert_eq!(answer["error"]["code"], "code-elsewhere");
    assert!(answer["error"]["detail"].as_str().unwrap().starts_with("Microchip 392 123456789012"), "{answer}");
}

/// covers: S0-135, S0-148
#[test]
fn what_is_typed_or_sent_by_a_scanner_at_the_keyboard_is_read_like_a_picture() {
    let phone = Phone::stocked();
    for typed in ["9520000000011", " 952 0000 000011", "]E09520000000011", "]C1010952000000001110A"] {
        let (answer, code) = phone.json(&["barcode", typed]);
        assert_eq!((answer["data"]["product"].as_str(), code), (Some(SALMON_PAGE), 0), "{typed}: {answer}");
    }
    for (typed, refused) in [
        ("9520000000012", "gtin-check-digit"),
        ("123", "barcode-format"),
        ("]C10109520000000012", "gtin-check-digit"),
        ("]C117269999", "gs1-format"),
        ("hello", "code-unrecognized"),
        ("985141000123456", "code-elsewhere"),
    ] {
        assert_eq!(phone.json(&["barcode", typed]).0["error"]["code"], refused, "{typed}");
    }
}

#[test]
fn a_label_that_cannot_be_made_says_why() {
    let phone = Phone::stocked();
    let png = phone.0.path().join("label.png").display().to_string();
    let long = "7".repeat(7_090);
    for (args, code, exit) in [
        (&["9520000000012", "--kind", "ean13", "--out", &png][..], "gtin-check-digit", 1),
        (&["952", "--kind", "ean13", "--out", &png], "barcode-format", 1),
        (&["鮭", "--kind", "code128", "--out", &png], "label-text", 1),
        (&[&long, "--out", &png], "label-text", 1),
        (&["", "--out", &png], "label-text", 1),
        (&["0109520000000012", "--kind", "gs1", "--out", &png], "gtin-check-digit", 1),
        (&["hello", "--out", "label.gif"], "usage", 2),
        (&["hello", "--out", "/no/such/folder/label.png"], "file-unwritable", 1),
    ] {
        let (answer, left) = phone.json(&[&["label"], args].concat());
        assert_eq!((answer["error"]["code"].as_str(), left), (Some(code), exit), "{answer}");
    }
    assert!(!std::path::Path::new(&png).exists(), "nothing was left behind");
}

#[test]
fn a_label_for_paper_is_an_svg_in_millimetres() {
    let phone = Phone::stocked();
    let file = phone.labelled("9520000000011", "label.svg");
    let svg = std::fs::read_to_string(file).unwrap();
    assert!(svg.starts_with("<svg") && svg.contains("mm\"") && svg.contains(">9520000000011</text>"), "{svg}");
}
