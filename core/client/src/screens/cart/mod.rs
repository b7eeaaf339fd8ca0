//! The cart screen: lines by shop, with totals from the pricing code that the server runs too.

mod added;
mod build;
mod line;
mod print;
pub(super) mod totals;

#[cfg(test)]
pub(super) mod tests;

use std::collections::BTreeMap;

use petpro_domain::Lang;
use petpro_domain::cart::{CartLine, SavedLine};
use petpro_domain::catalog::{Product, Variant};
use petpro_domain::ids::{LineId, OpId, OrderId, ProductId, ShopId, VariantId};
use petpro_domain::money::Money;
use petpro_domain::pricing::{Terms, Warning};
use petpro_domain::regions::Region;
use serde::Serialize;

pub use added::{Added, Announce, added};
pub use build::screen;

use super::outbox::Attention;
use super::{Amount, Press, Problem, Say};
use crate::state::Settled;

/// What the screen is made of.
pub struct Source<'a> {
    /// The person's language.
    pub lang: Lang,
    /// Where it is delivered.
    pub ship_to: Region,
    /// No address was chosen yet: `ship_to` is the device's region.
    pub estimated: bool,
    /// The server's time as far as known, ms since 1970: deadlines count from it.
    pub now_ms: i64,
    /// The person's offset east of UTC, for dates.
    pub offset_minutes: i32,
    /// Every line of the cart.
    pub lines: &'a [Row<CartLine>],
    /// Every line saved for later.
    pub saved: &'a [Row<SavedLine>],
    /// Variants of all of them that the catalogue has.
    pub variants: &'a BTreeMap<VariantId, Variant>,
    /// Products of those.
    pub products: &'a BTreeMap<ProductId, Product>,
    /// Shops, shipping tables and taxes.
    pub terms: &'a Terms,
    /// Prices that this person saw last, where they are remembered.
    pub seen: &'a BTreeMap<VariantId, Money>,
    /// Exact stock, where the server was asked just now.
    pub available: &'a BTreeMap<VariantId, u32>,
    /// Intents that did not simply come true.
    pub attention: &'a [Settled],
}

/// A shown row and whether an intent about it still waits for the server.
#[derive(Clone, Debug)]
pub struct Row<T> {
    /// The line.
    pub id: LineId,
    /// As shown.
    pub row: T,
    /// Something about it is not sent yet.
    pub waits: bool,
}

/// The cart, ready to be bound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Cart {
    /// "Cart".
    pub title: Say,
    /// "3 items".
    pub units: Say,
    /// What an empty cart says; absent where something is in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub empty: Option<Say>,
    /// By shop, in the order of the shops' names.
    pub shops: Vec<Shop>,
    /// One per currency: an order has one.
    pub totals: Vec<Totals>,
    /// `JP-13`.
    pub ship_to: Region,
    /// Totals are for the device's region, no address was chosen.
    pub estimated: bool,
    /// Says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Say>,
    /// The cart holds as many lines as it can; says where the next one goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full: Option<Say>,
    /// Saved for later.
    pub saved: Vec<Saved>,
    /// "Saved for later"; absent where nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub saved_title: Option<Say>,
    /// ◷ How much is not sent yet; absent where everything is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Say>,
    /// ⚠ What came back otherwise than meant and is not about a line shown here.
    pub attention: Vec<Attention>,
}

/// One shop's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "CartShop"))]
pub struct Shop {
    /// Absent for goods that the catalogue does not have (any more).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shop: Option<ShopId>,
    /// Its name.
    pub name: String,
    /// By product name.
    pub lines: Vec<Line>,
    /// "Subtotal", "Shipping", "Total" of this shop; empty where it cannot be priced.
    pub sums: Vec<Sum>,
    /// How far it is to free delivery.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_shipping: Option<FreeShipping>,
    /// Why there is no total: it does not ship there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// Progress to free delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct FreeShipping {
    /// The threshold is reached.
    pub reached: bool,
    /// 0 to 100, for a bar.
    pub percent: u8,
    /// "¥1,020 more for free shipping" or "Free shipping".
    pub say: Say,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "CartLine"))]
pub struct Line {
    /// Its id.
    pub line: LineId,
    /// What is in it.
    pub variant: VariantId,
    /// For its page and picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<ProductId>,
    /// SHA-256 of its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// The product's name.
    pub name: String,
    /// Size or flavour and chosen options: `1.5 kg, colour: red`.
    pub label: String,
    /// Units that can be changed and are counted below.
    pub qty: u32,
    /// The most that can be chosen.
    pub max: u32,
    /// Price of one; absent where it cannot be ordered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Amount>,
    /// Price of all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goods: Option<Amount>,
    /// Units that pending orders hold: shown, not editable.
    pub locked: Vec<Locked>,
    /// What to know about it.
    pub warnings: Vec<Note>,
    /// ◷ Something about it is not sent yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Say>,
    /// ⚠ What came back otherwise than meant.
    pub attention: Vec<Attention>,
    /// The whole line for a screen reader.
    pub spoken: Say,
    /// Its buttons.
    pub actions: Actions,
}

/// A line's buttons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "CartActions"))]
pub struct Actions {
    /// One more.
    pub increase: Press,
    /// One less.
    pub decrease: Press,
    /// Out of the cart.
    pub remove: Press,
    /// Saved for later.
    pub save: Press,
}

/// Units that a pending order holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "LockedUnits"))]
pub struct Locked {
    /// Which order.
    pub order: OrderId,
    /// How many.
    pub n: u32,
    /// Says so.
    pub say: Say,
}

/// A warning and its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "CartNote"))]
pub struct Note {
    /// What it is.
    pub warning: Warning,
    /// In words.
    pub say: Say,
}

/// A line saved for later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "SavedLine"))]
pub struct Saved {
    /// Its id.
    pub line: LineId,
    /// What is in it.
    pub variant: VariantId,
    /// The product's name.
    pub name: String,
    /// Size or flavour and chosen options.
    pub label: String,
    /// How many come back into the cart.
    pub qty: u32,
    /// Why it is here, where the person did not put it: the cart was full, or 30 days passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Say>,
    /// ◷ Something about it is not sent yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Say>,
    /// Back into the cart.
    pub back: Press,
}

/// The sums of one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "CartTotals"))]
pub struct Totals {
    /// "Subtotal", "Discount", "Shipping", "Tax", "Total", in this order.
    pub sums: Vec<Sum>,
    /// What is paid; absent where it cannot be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Amount>,
    /// Names inputs and result; an order carries it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Why there is no total.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// One amount and what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Sum {
    /// "Shipping".
    pub label: Say,
    /// `¥600`.
    pub amount: Amount,
}

/// The intents about a line that want attention.
fn about(attention: &[Settled], line: LineId) -> impl Iterator<Item = &Settled> {
    attention.iter().filter(move |settled| settled.line == Some(line))
}

/// Dismissable twice is once: ids of what is shown at lines.
fn shown_ops(lines: &[Line]) -> Vec<OpId> {
    lines.iter().flat_map(|line| line.attention.iter().map(|attention| attention.op)).collect()
}
