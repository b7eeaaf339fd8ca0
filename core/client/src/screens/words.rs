//! The pieces that screens are made of: sentences, amounts, buttons, problems.

use petpro_domain::order::AddressFault;
use petpro_domain::texts::{self, Arg};
use petpro_domain::{Code, Lang, Money};
use serde::Serialize;

/// A sentence in the person's language and its key in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Say {
    /// The Fluent id, `cart-added`.
    pub key: &'static str,
    /// Filled in, in the screen's language.
    pub text: String,
}

impl Say {
    /// The message `key` with its placeables.
    pub fn new(lang: Lang, key: &'static str, args: &[(&str, Arg<'_>)]) -> Self {
        Self { key, text: texts::text(lang, key, args) }
    }

    /// A message without placeables.
    pub fn plain(lang: Lang, key: &'static str) -> Self {
        Self::new(lang, key, &[])
    }
}

impl std::fmt::Display for Say {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// Money and how it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Amount {
    /// Minor units and currency, for a shell that computes nothing but sorts.
    pub money: Money,
    /// `¥1,980`.
    pub text: String,
}

impl Amount {
    /// As `lang` writes it.
    pub fn new(lang: Lang, money: Money) -> Self {
        Self { money, text: texts::money(lang, money) }
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// A button: what it says, to eyes and to screen readers, and whether it may be pressed now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Press {
    /// Its accessible label; names the thing, since a reader may hear it alone.
    pub label: Say,
    /// Whether pressing it can succeed.
    pub enabled: bool,
}

/// A code in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Problem {
    /// The stable code.
    pub code: Code,
    /// What it is.
    pub title: String,
    /// What happened.
    pub detail: String,
    /// What to do now.
    pub next: String,
}

impl Problem {
    /// The code's words in `lang`.
    pub fn new(lang: Lang, code: Code) -> Self {
        let texts::Wording { title, detail, next } = texts::problem(lang, code);
        Self { code, title, detail, next }
    }
}

/// Which fields of an address to look at again: "Please look at these again: Phone · City".
pub fn wrong_fields(lang: Lang, faults: &[AddressFault]) -> String {
    let names: Vec<String> = faults.iter().map(|fault| texts::text(lang, fault.label(), &[])).collect();
    texts::text(lang, "address-wrong-fields", &[("fields", Arg::from(&names.join(" · ")))])
}

/// How long ago, in the largest unit that fits: "5 minutes ago". Times to come are "just now".
pub fn ago(lang: Lang, age_ms: i64) -> Say {
    let minutes = age_ms.max(0) / 60_000;
    let (key, n) = match minutes {
        0 => return Say::plain(lang, "ago-now"),
        1..60 => ("ago-minutes", minutes),
        60..1_440 => ("ago-hours", minutes / 60),
        _ => ("ago-days", minutes / 1_440),
    };
    Say::new(lang, key, &[("n", Arg::Count(u32::try_from(n).unwrap_or(u32::MAX)))])
}

/// `Salmon Bites (500 g)`; the name alone without a label.
pub(super) fn titled(name: &str, label: &str) -> String {
    if label.is_empty() { name.to_owned() } else { format!("{name} ({label})") }
}
