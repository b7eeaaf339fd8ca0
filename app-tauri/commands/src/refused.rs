//! What every command may answer instead: a stable code to act on, and its words.

use petpro_client::screens::{self, wrong_fields};
use petpro_client::texts::{self, Lang, Wording};
use petpro_client::{Code, Error};
use serde::Serialize;
use ts_rs::TS;

/// A refusal in the person's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(optional_fields = nullable)]
pub struct Refused {
    pub code: Code,
    /// What it is.
    pub title: String,
    /// What happened.
    pub detail: String,
    /// What to do now.
    pub next: String,
    /// How many can be had, where more were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available: Option<u32>,
    /// The fields of a form to look at again, by their names on the wire.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
}

impl Refused {
    /// A code alone.
    pub fn new(lang: Lang, code: Code) -> Self {
        let Wording { title, detail, next } = texts::problem(lang, code);
        Self { code, title, detail, next, available: None, fields: Vec::new() }
    }

    /// An error of the core; its reason is for logs and stays here.
    pub fn of(lang: Lang, error: &Error) -> Self {
        let mut refused = Self { available: error.how_many(), ..Self::new(lang, error.code()) };
        let (address, pet, clinic) = (error.wrong_fields(), error.wrong_of_pet(), error.wrong_of_clinic());
        if !address.is_empty() {
            refused.detail = wrong_fields(lang, address);
            refused.fields = address.iter().filter_map(name).collect();
        }
        if !pet.is_empty() {
            refused.detail = screens::pets::wrong(lang, pet);
            refused.fields = pet.iter().filter_map(name).collect();
        }
        if !clinic.is_empty() {
            refused.detail = screens::workplace::wrong(lang, clinic);
            refused.fields = clinic.iter().filter_map(name).collect();
        }
        let shop = error.wrong_of_shop();
        if !shop.is_empty() {
            let words: Vec<String> = shop.iter().map(|key| texts::text(lang, key, &[])).collect();
            refused.detail = words.join(" · ");
            refused.fields = shop.iter().filter_map(|key| key.rsplit('-').next()).map(str::to_owned).collect();
        }
        refused
    }
}

/// As it stands on the wire.
fn name(field: &impl Serialize) -> Option<String> {
    serde_json::to_value(field).ok()?.as_str().map(str::to_owned)
}
