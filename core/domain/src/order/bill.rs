//! What the server made of an order: its number, its amounts, one vendor order per shop.

use serde::{Deserialize, Serialize};

use super::{Address, Event, Status};
use crate::catalog::Names;
use crate::ids::{LineId, OrderId, ProductId, ShopId, VariantId};
use crate::money::Money;

/// The part of an order row that the server writes. Copies throughout: what is renamed, moved or
/// repriced later changes nothing here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bill {
    /// For people: `JP-1001`.
    pub number: String,
    /// That of the least advanced vendor order that is not called off.
    pub status: Status,
    /// Σ unit price × quantity.
    pub goods: Money,
    pub discount: Money,
    pub shipping: Money,
    /// Inside the total where `tax_included`.
    pub tax: Money,
    pub tax_included: bool,
    /// What is paid: the sum of the vendor orders' totals.
    pub total: Money,
    /// Of the quote it was placed from, see [`crate::pricing`].
    pub digest: String,
    pub address: Address,
    /// Until when its goods are held, server time, ms; absent once the hold is over or pinned by a
    /// payment that is being captured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold_until_ms: Option<i64>,
    /// One vendor order each, in the order of their numbers.
    pub shops: Vec<ShopBill>,
    /// What happened, oldest first. Refused tries are only in the server's timeline.
    pub timeline: Vec<Moment>,
}

/// A vendor order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShopBill {
    /// `JP-1001-1`.
    pub number: String,
    pub shop: ShopId,
    pub status: Status,
    pub lines: Vec<BillLine>,
    pub goods: Money,
    pub discount: Money,
    pub shipping: Money,
    pub tax: Money,
    pub total: Money,
    /// The chosen way of delivery.
    pub delivery: String,
    /// Estimated first and last day of delivery, `YYYY-MM-DD` in the shop's country.
    pub earliest: String,
    pub latest: String,
    /// Once it is shipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking: Option<Tracking>,
}

/// One line of a vendor order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BillLine {
    pub line: LineId,
    pub variant: VariantId,
    pub product: ProductId,
    pub names: Names,
    /// Size or flavour.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    pub qty: u32,
    pub unit: Money,
    /// Its shares of the discounts.
    pub discount: Money,
    /// unit × qty − discount: what a refund of it is worth.
    pub net: Money,
}

/// A parcel's number at its carrier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tracking {
    pub carrier: String,
    pub number: String,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Moment {
    /// Server time, ms.
    pub at_ms: i64,
    /// Absent for the placing itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<Event>,
    /// The state after it.
    pub status: Status,
    /// Number of the vendor order it happened to; absent for all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shop_order: Option<String>,
}

/// Row `vendor_order` of scope `vendor-orders:<shop>`, id = its number: what a shop may know of an
/// order. Never the buyer's e-mail, never another shop's lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VendorOrder {
    pub order: OrderId,
    /// When it was paid and given to the shop, server time, ms.
    pub released_ms: i64,
    /// Where to send it.
    pub address: Address,
    #[serde(flatten)]
    pub bill: ShopBill,
}

impl Bill {
    /// The vendor order of this number.
    pub fn shop_order(&self, number: &str) -> Option<&ShopBill> {
        self.shops.iter().find(|shop| shop.number == number)
    }

    /// Whether its buyer can call it off: before it is paid, or while no shop has begun to pack.
    pub fn can_be_cancelled(&self) -> bool {
        match self.status {
            Status::PendingPayment | Status::PaymentFailed => true,
            Status::Processing => self.shops.iter().all(|shop| shop.status == Status::Processing),
            _ => false,
        }
    }
}
