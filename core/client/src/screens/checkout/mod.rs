//! The checkout: what is ordered, where it goes, how it comes, what it costs, how it is paid. All of
//! it from what is on the device, so it is there without a network too (C-48).

mod build;
mod parts;
mod print;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use petpro_domain::Lang;
use petpro_domain::cart::CartLine;
use petpro_domain::catalog::{Product, Variant};
use petpro_domain::ids::{AddressId, LineId, MethodId, ProductId, ShopId, VariantId};
use petpro_domain::order::Address;
use petpro_domain::pricing::Terms;
use petpro_domain::regions::Region;
use serde::{Deserialize, Serialize};

pub use build::{Made, Ready, made};

use super::cart::{Row, Sum};
use super::order::Line;
use super::{Amount, Press, Problem, Say};

/// What the person has chosen so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Choice {
    /// A kept address; the newest one where none is chosen.
    #[serde(default)]
    pub address: Option<AddressId>,
    /// The way of delivery by shop; the standard one where a shop is missing.
    #[serde(default)]
    pub delivery: BTreeMap<ShopId, String>,
    /// A saved payment method; without one the payment provider's page.
    #[serde(default)]
    pub method: Option<MethodId>,
    /// Only these lines; all of the cart where none are named.
    #[serde(default)]
    pub lines: Option<Vec<LineId>>,
    /// Only what can be ordered now; the rest stays in the cart.
    #[serde(default)]
    pub available_only: bool,
}

/// A payment method that the provider keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Method {
    /// Names it in a choice.
    pub id: MethodId,
    /// `Visa`.
    pub brand: String,
    /// The card's last four digits.
    pub last4: String,
}

/// What the screen is made of.
pub struct Source<'a> {
    /// The person's language.
    pub lang: Lang,
    /// The server's time as far as known, ms since 1970.
    pub now_ms: i64,
    /// What was chosen.
    pub choice: &'a Choice,
    /// The person's addresses, oldest first.
    pub addresses: &'a [(AddressId, Address)],
    /// The person's saved payment methods, oldest first.
    pub methods: &'a [Method],
    /// Where delivery is estimated for without an address.
    pub home: Region,
    /// Every line of the cart.
    pub lines: &'a [Row<CartLine>],
    /// Variants of all of them that the catalogue has.
    pub variants: &'a BTreeMap<VariantId, Variant>,
    /// Products of those.
    pub products: &'a BTreeMap<ProductId, Product>,
    /// Shops, shipping tables and taxes.
    pub terms: &'a Terms,
}

/// The screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Checkout {
    /// "Checkout".
    pub title: Say,
    /// Where it goes.
    pub address: Chosen,
    /// By shop: what, how it comes, what it costs. Empty where it cannot be priced.
    pub shops: Vec<Shop>,
    /// "Subtotal", "Discount", "Shipping", "Tax", "Total".
    pub sums: Vec<Sum>,
    /// What is paid; absent where it cannot be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Amount>,
    /// Of the quote; the order carries it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// How it can be paid; the provider's page comes last.
    pub methods: Vec<Way>,
    /// "Place order: ¥4,160".
    pub place: Press,
    /// What happens without a network.
    pub note: Say,
    /// Every line that cannot be ordered now, not only the first one.
    pub unavailable: Vec<Unavailable>,
    /// "Continue without these".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without: Option<Press>,
    /// Says that there is nothing to order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub empty: Option<Say>,
    /// Why it cannot be ordered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// Where it goes: the chosen address and the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Chosen {
    /// "Deliver to".
    pub title: Say,
    /// Which one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<AddressId>,
    /// As a parcel carries it; empty without one.
    pub lines: Vec<String>,
    /// All that can be chosen.
    pub known: Vec<Kept>,
    /// Says that there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<Say>,
}

/// An address that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Kept {
    /// Names it in a choice.
    pub id: AddressId,
    /// In one line.
    pub text: String,
    /// This is the one.
    pub chosen: bool,
}

/// One shop's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "CheckoutShop"))]
pub struct Shop {
    /// Names it in a choice.
    pub shop: ShopId,
    /// In the person's language.
    pub name: String,
    /// "2 × Salmon Bites (500 g)" and what they cost.
    pub lines: Vec<Line>,
    /// How it can come.
    pub deliveries: Vec<Way>,
    /// "Subtotal", "Discount", "Shipping", "This shop".
    pub sums: Vec<Sum>,
    /// "Tax included" or "Tax", rounded once per shop and rate.
    pub tax: Sum,
}

/// One way of delivery or payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Way {
    /// `standard`, `express`; a payment method's id; `page`.
    pub id: String,
    /// "Standard", "Visa ending in 4242".
    pub say: Say,
    /// When it comes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrives: Option<Say>,
    /// This is the one.
    pub chosen: bool,
}

/// Goods that cannot be ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Unavailable {
    /// Their line of the cart.
    pub line: LineId,
    /// "2 × Salmon Bites (500 g)".
    pub say: Say,
    /// Why.
    pub problem: Problem,
}
