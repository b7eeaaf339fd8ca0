//! One order to pack: what goes into the parcel and where it goes. The same state is the packing slip.

use petpro_domain::ids::VariantId;
use petpro_domain::order::{BillLine, Event, VendorOrder};
use petpro_domain::texts::{self, Arg, day_of};
use serde::Serialize;

use super::At;
use crate::screens::order::{address, arrives, status};
use crate::screens::{Amount, Press, Say, ago};

/// Carriers that are offered before this shop has used any.
const CARRIERS: [&str; 3] = ["yamato", "sagawa", "japan-post"];

/// The order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "PackOrder"))]
pub struct Pack {
    /// `JP-1001-1`.
    pub number: String,
    /// "Order JP-1001-1".
    pub title: Say,
    /// `PREPARING`.
    pub state: &'static str,
    pub status: Say,
    /// "Paid 5 minutes ago".
    pub since: Say,
    /// "Nov 22, 2026".
    pub date: String,
    /// The shop's name, as it stands on the slip.
    pub shop: String,
    /// Where it goes, line by line.
    pub address: Vec<String>,
    pub lines: Vec<PackLine>,
    /// "5 items".
    pub items: Say,
    pub total: Amount,
    /// When it is to arrive.
    pub arrives: Say,
    /// "Yamato 1234-5678".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parcel: Option<Say>,
    /// Carriers to choose from, the one used last first; another can be typed.
    pub carriers: Vec<String>,
    /// Begin to pack.
    pub accept: Press,
    /// It was given to a carrier.
    pub ship: Press,
    /// "Packing slip".
    pub slip: Say,
}

/// One line of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct PackLine {
    pub variant: VariantId,
    /// "Salmon Bites (500 g)".
    pub name: String,
    pub qty: u32,
    /// Its barcode, where it has one: what to look for on the shelf.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gtin: Option<String>,
    pub amount: Amount,
}

/// The order; `gtin` finds an article's barcode, `used` are the carriers of earlier orders, newest first.
pub fn pack(at: &At<'_>, order: &VendorOrder, gtin: impl Fn(VariantId) -> Option<String>, used: &[String]) -> Pack {
    let (lang, bill) = (at.lang, &order.bill);
    let line = |line: &BillLine| PackLine {
        variant: line.variant,
        name: crate::screens::titled(line.names.text(lang), &line.label),
        qty: line.qty,
        gtin: gtin(line.variant),
        amount: Amount::new(lang, line.net),
    };
    let number = [("number", Arg::from(&bill.number))];
    let press = |key, event| Press { label: Say::new(lang, key, &number), enabled: bill.status.takes(event) };
    let units: u32 = bill.lines.iter().map(|line| line.qty).sum();
    let mut carriers: Vec<String> = Vec::new();
    for carrier in used.iter().cloned().chain(CARRIERS.map(str::to_owned)) {
        if !carriers.contains(&carrier) {
            carriers.push(carrier);
        }
    }
    Pack {
        number: bill.number.clone(),
        title: Say::new(lang, "order-title", &number),
        state: bill.status.name(),
        status: status(lang, bill.status),
        since: ago(lang, at.now_ms - order.released_ms),
        date: texts::date(lang, day_of(order.released_ms, 0)),
        shop: at.shop.name.clone(),
        address: address(lang, &order.address),
        lines: bill.lines.iter().map(line).collect(),
        items: Say::new(lang, "shop-order-items", &[("n", Arg::Count(units))]),
        total: Amount::new(lang, bill.total),
        arrives: arrives(lang, &bill.earliest, &bill.latest),
        parcel: bill.tracking.as_ref().map(|parcel| {
            let args = [("carrier", Arg::from(&parcel.carrier)), ("number", Arg::from(&parcel.number))];
            Say::new(lang, "order-parcel", &args)
        }),
        carriers,
        accept: press("shop-accept-label", Event::Accepted),
        ship: press("shop-ship-label", Event::Shipped),
        slip: Say::plain(lang, "shop-slip"),
    }
}
