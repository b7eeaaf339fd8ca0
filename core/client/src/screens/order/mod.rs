//! An order as its buyer sees it: where it stands, how long its goods are held, what may be done.

mod build;
mod parts;
mod print;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use petpro_domain::Lang;
use petpro_domain::cart::Order as Row;
use petpro_domain::catalog::Shop;
use petpro_domain::ids::{OrderId, ShopId};
use serde::Serialize;

pub use build::{list, screen, status, summary};
pub(super) use parts::{address, arrives, moment};

use super::cart::Sum;
use super::timeline::Entry;
use super::{Amount, Press, Say};

/// What the screen is made of.
pub struct Source<'a> {
    /// The person's language.
    pub lang: Lang,
    /// The server's time as far as known, ms since 1970: holds count from it.
    pub now_ms: i64,
    /// The person's offset east of UTC, for dates.
    pub offset_minutes: i32,
    /// Which order.
    pub id: OrderId,
    /// Its row, as shown.
    pub row: &'a Row,
    /// Names of shops.
    pub shops: &'a BTreeMap<ShopId, Shop>,
    /// For an order that waits on this device: until when it may be placed, ms since 1970.
    pub valid_until: Option<i64>,
}

/// The screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Order {
    /// Which one.
    pub order: OrderId,
    /// `JP-1001`; absent until the server has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// "Order JP-1001".
    pub title: Say,
    /// `PENDING_PAYMENT`; `WAITING` on this device only.
    pub state: &'static str,
    /// "Waiting for payment".
    pub status: Say,
    /// What that means for the person, in sentences.
    pub notes: Vec<Say>,
    /// How long its goods are held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// One part a shop; empty until the server has it.
    pub shops: Vec<Part>,
    /// "Subtotal", "Shipping", "Tax", "Total".
    pub sums: Vec<Sum>,
    /// What is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Amount>,
    /// Where it goes, line by line.
    pub address: Vec<String>,
    /// What happened, oldest first.
    pub timeline: Vec<Entry>,
    /// What may be done now.
    pub actions: Actions,
}

/// The reservation's countdown; a shell counts down to `until_ms` by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "OrderHold"))]
pub struct Hold {
    /// Server time, ms.
    pub until_ms: i64,
    /// 0 once it is over.
    pub left_ms: i64,
    /// "Reserved for you for 9:41 more".
    pub say: Say,
}

/// One shop's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "OrderPart"))]
pub struct Part {
    /// `JP-1001-1`.
    pub number: String,
    /// "Hakata Pets · JP-1001-1".
    pub title: Say,
    /// `PREPARING`.
    pub state: &'static str,
    /// "Being packed".
    pub status: Say,
    /// "2 × Salmon Bites (500 g)" and what they cost.
    pub lines: Vec<Line>,
    /// "Jan 14, 2026 to Jan 16, 2026".
    pub arrives: Say,
    /// "Yamato 1234-5678".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parcel: Option<Say>,
    /// Goods and shipping.
    pub total: Amount,
}

/// One line of a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "OrderLine"))]
pub struct Line {
    /// "2 × Salmon Bites (500 g)".
    pub say: Say,
    /// What they cost.
    pub amount: Amount,
}

/// What may be done now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "OrderActions"))]
pub struct Actions {
    /// Pay, or pay again.
    pub pay: Press,
    /// Call it off.
    pub cancel: Press,
    /// "I have received it".
    pub received: Press,
}

/// The list of orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Orders {
    /// "Orders".
    pub title: Say,
    /// Says that there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub empty: Option<Say>,
    /// Newest first.
    pub orders: Vec<Summary>,
}

/// One row of the list of orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "OrderSummary"))]
pub struct Summary {
    /// Which one.
    pub order: OrderId,
    /// `JP-1001`; absent until the server has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// "Order JP-1001".
    pub title: Say,
    /// `PENDING_PAYMENT`.
    pub state: &'static str,
    /// "Waiting for payment".
    pub status: Say,
    /// What is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Amount>,
    /// "Jan 14, 2026".
    pub placed: String,
}
