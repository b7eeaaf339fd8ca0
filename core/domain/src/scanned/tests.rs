use proptest::prelude::*;

use super::*;

const EVERY: [Carrier; 6] = [Carrier::Typed, Carrier::Ean, Carrier::UpcE, Carrier::Code128, Carrier::Qr, Carrier::Gs1];
const FREE: [Carrier; 3] = [Carrier::Typed, Carrier::Code128, Carrier::Qr];

fn unrecognized(text: &str, carrier: Carrier) -> String {
    match Scanned::read(text, carrier) {
        Ok(Scanned::Unrecognized(preview)) => preview,
        other => panic!("{text:?}: {other:?}"),
    }
}

fn goods(text: &str) -> Result<Scanned, Broken> {
    Ok(Scanned::Goods(Gtin::parse(text).unwrap(), Elements::default()))
}

/// covers: S0-132
#[test]
fn a_url_is_text_and_never_opened() {
    for url in ["https://example.com/pay?to=me", "weixin://wxpay/1", "tel:+8190", "WIFI:S:home;P:1234;;"] {
        for carrier in FREE {
            assert_eq!(unrecognized(url, carrier), url);
        }
    }
}

/// covers: S0-118, S0-119
#[test]
fn goods_are_goods_in_bars_in_a_qr_code_and_typed() {
    for carrier in [Carrier::Typed, Carrier::Ean, Carrier::Code128, Carrier::Qr] {
        assert_eq!(Scanned::read("4006381333931", carrier), goods("4006381333931"));
    }
    assert_eq!(Scanned::read("04252614", Carrier::UpcE), goods("042100005264"));
}

/// covers: S0-119
#[test]
fn a_wrong_digit_is_an_error_in_bars_and_typed_but_only_text_in_a_qr_code() {
    for carrier in [Carrier::Ean, Carrier::Typed] {
        assert_eq!(Scanned::read("4006381333932", carrier), Err(GtinError::CheckDigit.into()));
    }
    for typed in ["12345", "40063813339ll", "４００６３"] {
        assert_eq!(Scanned::read(typed, Carrier::Typed), Err(GtinError::Format.into()), "{typed}");
    }
    assert_eq!(unrecognized("4006381333932", Carrier::Qr), "4006381333932");
}

#[test]
fn a_gs1_label_is_goods_with_what_it_says_and_is_broken_where_it_breaks_the_rules() {
    let Ok(Scanned::Goods(gtin, label)) = Scanned::read("010952000000001110L7\u{1d}17261231", Carrier::Gs1) else {
        panic!("goods")
    };
    assert_eq!((gtin.printed(), label.lot.as_deref()), ("9520000000011", Some("L7")));
    let broken = Scanned::read("0109520000000012", Carrier::Gs1).unwrap_err();
    assert_eq!(broken.code(), Code::GtinCheckDigit);
    assert_eq!(Scanned::read("hello", Carrier::Gs1).unwrap_err().code(), Code::Gs1Format);
    assert_eq!(unrecognized("00123456789012345675", Carrier::Gs1), "00123456789012345675", "a pallet");
}

#[test]
fn the_same_letters_without_fnc1_are_only_text() {
    assert_eq!(unrecognized("010952000000001110L7", Carrier::Qr), "010952000000001110L7");
}

#[test]
fn a_digital_link_is_goods_on_any_host() {
    let link = "https://brand.example/01/09520000000011?17=261231";
    let Ok(Scanned::Goods(gtin, label)) = Scanned::read(link, Carrier::Qr) else { panic!("goods") };
    assert_eq!((gtin.printed(), label.expires), ("9520000000011", PrintedDay::parse("261231")));
    let wrong = "https://brand.example/01/09520000000012";
    assert_eq!(unrecognized(wrong, Carrier::Qr), wrong);
}

#[test]
fn fifteen_digits_are_a_chip_in_code_128_and_typed_only() {
    let chip = Ok(Scanned::Microchip(Microchip::parse("985141000123456").unwrap()));
    for carrier in [Carrier::Code128, Carrier::Typed] {
        assert_eq!(Scanned::read("985141000123456", carrier), chip);
    }
    assert_eq!(unrecognized("985141000123456", Carrier::Qr), "985141000123456");
    assert_eq!(Scanned::read("000141000123456", Carrier::Typed), Err(GtinError::Format.into()));
}

#[test]
fn a_scanner_at_the_keyboard_may_say_what_it_saw() {
    assert_eq!(Scanned::read("]E04006381333931", Carrier::Typed), goods("4006381333931"));
    assert_eq!(Scanned::read("]E496385074", Carrier::Typed), goods("96385074"));
    assert!(matches!(Scanned::read("]C10109520000000011", Carrier::Typed), Ok(Scanned::Goods(..))));
    assert_eq!(Scanned::read("]C1hello", Carrier::Typed).unwrap_err().code(), Code::Gs1Format);
    assert_eq!(unrecognized("]Q1hello", Carrier::Typed), "hello");
    assert_eq!(unrecognized("]Q1hello", Carrier::Qr), "]Q1hello", "a QR code that says so is a QR code");
}

#[test]
fn our_own_codes_are_recognized_and_another_shops_are_not() {
    let id = "01970000-0000-7000-8000-000000000001";
    let text = format!("petpro:1:product:{id}");
    for carrier in FREE {
        assert_eq!(Scanned::read(&text, carrier), Ok(Scanned::PetPro(Payload::Product(id.parse().unwrap()))));
    }
    let other = format!("othershop:1:product:{id}");
    assert_eq!(unrecognized(&other, Carrier::Qr), other);
}

#[test]
fn the_largest_qr_code_of_digits_is_a_line_of_text() {
    let shown = unrecognized(&"7".repeat(7_089), Carrier::Qr);
    assert_eq!(shown.chars().count(), PREVIEW);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in any::<String>(), mark in "\\]?[A-Za-z][0-9]") {
        for carrier in EVERY {
            let _ = Scanned::read(&text, carrier);
            let _ = Scanned::read(&format!("{mark}{text}"), carrier);
        }
    }
}
