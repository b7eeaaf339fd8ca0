//! What a scanned or typed text is. Nothing is ever opened: a URL is text like any other.

use serde::{Deserialize, Serialize};

use super::{Gtin, GtinError};
use crate::ids::ProductId;

/// What carried the text, as far as it decides how to read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Carrier {
    /// Typed, or a keyboard-wedge scanner.
    Typed,
    /// Bars of EAN-13, EAN-8 or UPC-A.
    Ean,
    /// Bars of UPC-E.
    UpcE,
    /// QR, Code 128 and whatever else may hold any text.
    Any,
}

/// A text, understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scanned {
    /// Goods.
    Gtin(Gtin),
    /// One of PetPro's own codes.
    PetPro(Payload),
    /// Anything else; shown as plain text, see [`preview`].
    Unrecognized(String),
}

/// PetPro's own codes: `petpro:1:<kind>:<id>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Payload {
    /// `petpro:1:product:<id>`, on a shelf or a leaflet.
    Product(ProductId),
}

/// Most characters that a preview shows.
pub const PREVIEW: usize = 80;

impl Scanned {
    /// Reads a text. Only bars of goods, or typed digits, can be wrong; any other text is at worst
    /// unrecognized.
    pub fn read(text: &str, carrier: Carrier) -> Result<Self, GtinError> {
        if let Some(payload) = payload(text.trim()) {
            return Ok(Self::PetPro(payload));
        }
        let gtin = if carrier == Carrier::UpcE { Gtin::upc_e(text) } else { Gtin::parse(text) };
        match (gtin, carrier) {
            (Ok(gtin), _) => Ok(Self::Gtin(gtin)),
            (Err(error), Carrier::Ean | Carrier::UpcE) => Err(error),
            (Err(error), Carrier::Typed) if looks_like_digits(text) => Err(error),
            (Err(_), _) => Ok(Self::Unrecognized(preview(text))),
        }
    }
}

fn payload(text: &str) -> Option<Payload> {
    let (kind, id) = text.strip_prefix("petpro:1:")?.split_once(':')?;
    match kind {
        "product" => id.parse().ok().map(Payload::Product),
        _ => None,
    }
}

fn looks_like_digits(text: &str) -> bool {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    digits > 0 && !text.chars().any(char::is_alphabetic)
}

/// At most [`PREVIEW`] characters on one line. Control characters become spaces, and the invisible
/// ones that turn or hide text (bidi marks, zero widths, tags) are left out, so that what is shown
/// is what is there.
pub fn preview(text: &str) -> String {
    let invisible = |c: &char| {
        matches!(*c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
    };
    let line = |c: char| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c };
    let mut shown = text.trim().chars().filter(|c| !invisible(c)).map(line);
    let mut preview: String = shown.by_ref().take(PREVIEW).collect();
    if shown.next().is_some() {
        preview.pop();
        preview.push('…');
    }
    preview
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn unrecognized(text: &str, carrier: Carrier) -> String {
        match Scanned::read(text, carrier) {
            Ok(Scanned::Unrecognized(preview)) => preview,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_url_is_text_and_never_opened() {
        let url = "https://example.com/pay?to=me";
        assert_eq!(unrecognized(url, Carrier::Any), url);
    }

    #[test]
    fn goods_are_goods_in_bars_in_a_qr_code_and_typed() {
        let goods = Scanned::Gtin(Gtin::parse("4006381333931").unwrap());
        for carrier in [Carrier::Typed, Carrier::Ean, Carrier::Any] {
            assert_eq!(Scanned::read("4006381333931", carrier), Ok(goods.clone()));
        }
        let short = Scanned::read("04252614", Carrier::UpcE);
        assert_eq!(short, Ok(Scanned::Gtin(Gtin::parse("042100005264").unwrap())));
    }

    /// covers: S0-119
    #[test]
    fn a_wrong_digit_is_an_error_in_bars_and_typed_but_only_text_in_a_qr_code() {
        for carrier in [Carrier::Ean, Carrier::Typed] {
            assert_eq!(Scanned::read("4006381333932", carrier), Err(GtinError::CheckDigit));
        }
        assert_eq!(Scanned::read("12345", Carrier::Typed), Err(GtinError::Format));
        assert_eq!(unrecognized("4006381333932", Carrier::Any), "4006381333932");
    }

    #[test]
    fn a_petpro_product_code_names_its_product() {
        let id = "01970000-0000-7000-8000-000000000001";
        let read = Scanned::read(&format!("petpro:1:product:{id}"), Carrier::Any);
        assert_eq!(read, Ok(Scanned::PetPro(Payload::Product(id.parse().unwrap()))));
        for other in ["petpro:2:product:1", "petpro:1:product:not-an-id", "petpro:1:coupon:1", "petpro:"] {
            assert_eq!(unrecognized(other, Carrier::Any), other);
        }
    }

    #[test]
    fn a_preview_hides_nothing_and_stays_on_one_line() {
        assert_eq!(unrecognized("pay\u{202e}gnp.exe\n\u{1b}[31mred", Carrier::Any), "paygnp.exe  [31mred");
        let long = "犬".repeat(200);
        let shown = unrecognized(&long, Carrier::Any);
        assert_eq!(shown.chars().count(), PREVIEW);
        assert!(shown.ends_with('…'));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_or_leaves_a_control_character(text in any::<String>()) {
            for carrier in [Carrier::Typed, Carrier::Ean, Carrier::UpcE, Carrier::Any] {
                let _ = Scanned::read(&text, carrier);
            }
            let shown = preview(&text);
            prop_assert!(shown.chars().count() <= PREVIEW);
            prop_assert!(!shown.chars().any(char::is_control));
        }
    }
}
