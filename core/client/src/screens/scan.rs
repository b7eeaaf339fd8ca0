//! What a picture or a typed code turned out to be.

use petpro_domain::gtin::{Gtin, Use};
use petpro_domain::texts::Arg;
use petpro_domain::{Code, Lang};
use serde::Serialize;

use super::product::{self, Product};
use super::{Problem, Say};
use crate::state::Hit;

/// What was found, before it is put into words.
#[derive(Clone, Debug)]
pub enum Outcome<'a> {
    /// Goods of the local catalogue.
    Goods(Gtin, &'a Hit),
    /// Goods that a code of PetPro's own names.
    Page(&'a Hit),
    /// A right barcode of goods that nobody here sells.
    Unknown(Gtin),
    /// Neither goods nor PetPro's: its plain-text preview.
    Unrecognized(String),
    /// No answer: no code in the picture, a wrong check digit, a damaged picture.
    Failed(Code),
}

/// The screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Scan {
    /// "Barcode 9520000000004".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub barcode: Option<Say>,
    /// A shop's own number, a book, a magazine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Say>,
    /// The goods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<Product>,
    /// "It says: …", never opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preview: Option<Say>,
    /// Why there are no goods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// The outcome in words.
pub fn screen(lang: Lang, outcome: Outcome<'_>) -> Scan {
    let mut scan = Scan { barcode: None, note: None, product: None, preview: None, problem: None };
    let mut code = None;
    match outcome {
        Outcome::Goods(gtin, hit) => {
            scan.number(lang, gtin);
            scan.product = Some(product::screen(lang, hit));
        }
        Outcome::Page(hit) => scan.product = Some(product::screen(lang, hit)),
        Outcome::Unknown(gtin) => {
            scan.number(lang, gtin);
            code = Some(Code::BarcodeUnknown);
        }
        Outcome::Unrecognized(preview) => {
            scan.preview = Some(Say::new(lang, "scan-preview", &[("text", Arg::from(preview))]));
            code = Some(Code::CodeUnrecognized);
        }
        Outcome::Failed(failed) => code = Some(failed),
    }
    scan.problem = code.map(|code| Problem::new(lang, code));
    scan
}

impl Scan {
    fn number(&mut self, lang: Lang, gtin: Gtin) {
        self.barcode = Some(Say::new(lang, "product-barcode", &[("gtin", Arg::from(gtin.printed()))]));
        self.note = match gtin.used_for() {
            Use::Goods => None,
            Use::InStore => Some(Say::plain(lang, "scan-in-store")),
            Use::Isbn => Some(Say::plain(lang, "scan-book")),
            Use::Issn => Some(Say::plain(lang, "scan-magazine")),
        };
    }

    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let mut out: Vec<String> =
            self.barcode.iter().chain(&self.note).chain(&self.preview).map(|say| say.text.clone()).collect();
        out.extend(self.product.iter().flat_map(Product::lines));
        if let Some(problem) = &self.problem {
            out.extend([problem.title.clone(), format!("{} {}", problem.detail, problem.next)]);
        }
        out
    }
}
