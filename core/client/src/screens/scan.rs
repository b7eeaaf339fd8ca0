//! What a picture or a typed code turned out to be.

use petpro_domain::gtin::{Gtin, Use};
use petpro_domain::scanned::{Elements, Issuer, Microchip, PrintedDay};
use petpro_domain::texts::{self, Arg};
use petpro_domain::{Code, Lang};
use serde::Serialize;

use super::product::{self, Product};
use super::{Problem, Say};
use crate::state::Hit;

/// What was found, before it is put into words.
#[derive(Clone, Debug)]
pub enum Outcome<'a> {
    /// Goods of the local catalogue.
    Goods(Printed<'a>, &'a Hit),
    /// Goods that a code of PetPro's own names.
    Page(&'a Hit),
    /// A right barcode of goods that nobody here sells.
    Unknown(Printed<'a>),
    /// The label of a pet's microchip, and which pet of this household has it.
    Chip(Microchip, Option<&'a str>),
    /// A clinic's code.
    Clinic,
    /// An appointment.
    Pass,
    /// Neither goods nor PetPro's: its plain-text preview.
    Unrecognized(String),
    /// No answer: no code in the picture, a wrong check digit, a damaged picture, no camera.
    Failed(Code),
}

/// What a barcode of goods says.
#[derive(Clone, Copy, Debug)]
pub struct Printed<'a> {
    pub gtin: Gtin,
    /// Lot, dates and weight of a GS1 label.
    pub label: &'a Elements,
    /// A label has two digits of a year; they are read as of this one.
    pub this_year: i32,
}

/// The screen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Scan {
    /// "Barcode 9520000000004", "Microchip 392 123456789012".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub barcode: Option<Say>,
    /// What kind of number or code it is, where it is not plainly goods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Say>,
    /// Lot, dates, weight: what the label says beside the number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<_>"))]
    pub facts: Vec<Say>,
    /// The goods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<Product>,
    /// "This is Mochi": a pet of this household has this chip.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pet: Option<Say>,
    /// "It says: …", never opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preview: Option<Say>,
    /// Why there are no goods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// The outcome in words.
pub fn screen(lang: Lang, outcome: Outcome<'_>) -> Scan {
    let mut scan = Scan::default();
    let mut code = None;
    match outcome {
        Outcome::Goods(printed, hit) => {
            scan.printed(lang, printed);
            scan.product = Some(product::screen(lang, hit));
        }
        Outcome::Page(hit) => scan.product = Some(product::screen(lang, hit)),
        Outcome::Unknown(printed) => {
            scan.printed(lang, printed);
            code = Some(Code::BarcodeUnknown);
        }
        Outcome::Chip(chip, mine) => {
            scan.barcode = Some(Say::new(lang, "scan-chip", &[("number", Arg::from(chip.to_string()))]));
            scan.note = Some(issuer(lang, chip.issuer()));
            scan.pet = mine.map(|name| Say::new(lang, "scan-chip-mine", &[("name", Arg::from(name))]));
            code = mine.is_none().then_some(Code::CodeElsewhere);
        }
        Outcome::Clinic => {
            scan.note = Some(Say::plain(lang, "scan-clinic"));
            code = Some(Code::CodeElsewhere);
        }
        Outcome::Pass => {
            scan.note = Some(Say::plain(lang, "scan-pass"));
            code = Some(Code::CodeElsewhere);
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

pub(super) fn issuer(lang: Lang, issuer: Issuer) -> Say {
    let (key, code) = match issuer {
        Issuer::Country(code) => ("scan-chip-country", code),
        Issuer::Maker(code) => ("scan-chip-maker", code),
        Issuer::Test => return Say::plain(lang, "scan-chip-test"),
    };
    Say::new(lang, key, &[("code", Arg::from(format!("{code:03}")))])
}

impl Scan {
    fn printed(&mut self, lang: Lang, Printed { gtin, label, this_year }: Printed<'_>) {
        self.barcode = Some(Say::new(lang, "product-barcode", &[("gtin", Arg::from(gtin.printed()))]));
        self.note = match gtin.used_for() {
            Use::Goods => None,
            Use::InStore => Some(Say::plain(lang, "scan-in-store")),
            Use::Isbn => Some(Say::plain(lang, "scan-book")),
            Use::Issn => Some(Say::plain(lang, "scan-magazine")),
        };
        let day = |day: PrintedDay| texts::date(lang, day.on(this_year));
        let facts = [
            ("scan-expires", "date", label.expires.map(day)),
            ("scan-best-before", "date", label.best_before.map(day)),
            ("scan-made", "date", label.made.map(day)),
            ("scan-lot", "lot", label.lot.clone()),
            ("scan-serial", "serial", label.serial.clone()),
            ("scan-weight", "weight", label.weight_kg.map(|weight| weight.to_string())),
            ("scan-price", "price", label.price.map(|price| price.to_string())),
        ];
        let said = facts.into_iter().filter_map(|(key, name, fact)| Some((key, name, fact?)));
        self.facts = said.map(|(key, name, fact)| Say::new(lang, key, &[(name, Arg::from(fact))])).collect();
    }

    /// What the code says and why it is no goods, in one paragraph.
    pub fn refusal(&self) -> String {
        let why = self.problem.iter().map(|problem| problem.detail.as_str());
        self.sayings().map(|say| say.text.as_str()).chain(why).collect::<Vec<_>>().join(" · ")
    }

    fn sayings(&self) -> impl Iterator<Item = &Say> {
        self.barcode.iter().chain(&self.note).chain(&self.pet).chain(&self.facts).chain(&self.preview)
    }

    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let mut out: Vec<String> = self.sayings().map(|say| say.text.clone()).collect();
        out.extend(self.product.iter().flat_map(Product::lines));
        if let Some(problem) = &self.problem {
            out.extend([problem.title.clone(), format!("{} {}", problem.detail, problem.next)]);
        }
        out
    }
}
