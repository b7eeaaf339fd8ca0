//! The household's pets: all of them, and one with its history.

mod build;
mod print;
#[cfg(test)]
mod tests;

use petpro_domain::ids::PetId;
use petpro_domain::pet::{Fault, Species};
use petpro_domain::{Lang, texts};
use serde::Serialize;

use super::{Press, Say};
pub use build::{Clinics, form, list, page};

/// What the form of a pet offers.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "PetForm"))]
pub struct Form {
    pub species: Vec<Kind>,
}

/// A species to choose.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "PetKind"))]
pub struct Kind {
    pub species: Species,
    /// "Dog".
    pub label: Say,
}

/// All of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Pets {
    /// "Pets".
    pub title: Say,
    /// "2 pets", or what to do where there is none.
    pub summary: Say,
    /// Oldest first.
    pub pets: Vec<Card>,
    /// "Add a pet".
    pub add: Press,
}

/// One of the list, and the head of its own page.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "PetCard"))]
pub struct Card {
    /// Names it in a command, where its name is not enough.
    pub id: PetId,
    pub name: String,
    pub species: Species,
    /// "Dog".
    pub kind: Say,
    /// As its people wrote it; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<_>"))]
    pub breed: String,
    /// "2 years and 3 months old".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age: Option<Say>,
    /// The newest: "4.2 kg".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<Say>,
    /// What must not be overlooked: "Allergic to: chicken".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allergies: Option<Say>,
    /// Vaccinations that are overdue or due within two weeks, the most pressing one first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<_>"))]
    pub due: Vec<Say>,
    /// Something about it is saved here and was not sent yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waits: Option<Say>,
    /// It has a photo: its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo: Option<String>,
}

/// One pet.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "PetPage"))]
pub struct Page {
    pub card: Card,
    /// "Born on Feb 29, 2020".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub born: Option<Say>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chip: Option<Chip>,
    pub weights: Weights,
    pub vaccinations: Vaccinations,
    pub weigh: Press,
    pub vaccinate: Press,
    pub change: Press,
    pub forget: Press,
}

/// A microchip.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Chip {
    /// 15 digits, as `petpro label` prints them for a scanner.
    pub digits: String,
    /// "Microchip 392 123456789012".
    pub say: Say,
    /// Who gave it out.
    pub issuer: Say,
}

/// What it weighed, for a chart.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Weights {
    /// One a day, oldest first.
    pub points: Vec<Point>,
    /// "4.2 kg on Nov 22, 2026", or that it was never weighed.
    pub newest: Say,
    /// Whose scale that was, where it was a clinic's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clinic: Option<Say>,
    /// "0.3 kg more than on Oct 1, 2026".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Say>,
}

/// A point of the chart.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Point {
    /// `2026-11-22`
    pub on: String,
    /// Days since 1970: the chart's axis.
    pub day: i64,
    pub grams: u32,
    /// For who cannot see the chart: "4.2 kg on Nov 22, 2026".
    pub label: Say,
    /// Whose scale it was, where it was a clinic's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clinic: Option<Say>,
}

/// The newest vaccination with each vaccine.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Vaccinations {
    /// The next due first.
    pub newest: Vec<Vaccination>,
    /// Where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub empty: Option<Say>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Vaccination {
    pub vaccine: String,
    /// "Rabies, given on Mar 20, 2026".
    pub given: Say,
    /// "due in 12 days".
    pub due: Say,
    pub state: DueState,
    /// As on the vial; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<_>"))]
    pub batch: String,
    /// The clinic that vouches for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clinic: Option<Say>,
}

/// How pressing the next one is, the least first; a shell's colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum DueState {
    /// None was noted.
    None,
    Later,
    /// Within two weeks.
    Soon,
    Overdue,
}

/// What to look at again: one sentence a field.
pub fn wrong(lang: Lang, faults: &[Fault]) -> String {
    let sentences: Vec<String> = faults.iter().map(|fault| texts::text(lang, fault.label(), &[])).collect();
    sentences.join(" ")
}
