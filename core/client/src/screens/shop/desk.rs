//! The desk of orders: what is to be done, newest first.

use petpro_domain::order::{Event, Status, VendorOrder};
use petpro_domain::regions::Region;
use petpro_domain::texts::Arg;
use petpro_domain::{Code, Lang};
use serde::{Deserialize, Serialize};

use super::{At, Shop};
use crate::screens::order::{arrives, status};
use crate::screens::{Amount, Problem, Say, ago};

/// Which orders are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "OrderFilter"))]
#[serde(rename_all = "lowercase")]
pub enum Filter {
    /// To pack or to send.
    #[default]
    Open,
    /// Not begun.
    New,
    /// Being packed.
    Packing,
    /// On their way.
    Sent,
    /// Arrived, or called off.
    Done,
    All,
}

impl Filter {
    const ALL: [Self; 6] = [Self::Open, Self::New, Self::Packing, Self::Sent, Self::Done, Self::All];

    fn fits(self, status: Status) -> bool {
        match self {
            Self::Open => matches!(status, Status::Processing | Status::Preparing),
            Self::New => status == Status::Processing,
            Self::Packing => status == Status::Preparing,
            Self::Sent => status == Status::Shipped,
            Self::Done => matches!(status, Status::Delivered | Status::Completed | Status::Cancelled),
            Self::All => true,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Open => "shop-filter-open",
            Self::New => "shop-filter-new",
            Self::Packing => "shop-filter-packing",
            Self::Sent => "shop-filter-sent",
            Self::Done => "shop-filter-done",
            Self::All => "shop-filter-all",
        }
    }
}

/// Orders that one page lists; whoever has more narrows them down.
const LISTED: usize = 200;

/// What is asked of the desk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "DeskShown"))]
pub struct Shown {
    /// Of several shops; the first without it.
    pub shop: Option<String>,
    #[serde(default)]
    pub filter: Filter,
    /// Part of a number, a buyer's name or an article's.
    pub find: Option<String>,
}

/// The desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "OrderDesk"))]
pub struct Desk {
    /// "Orders".
    pub title: Say,
    pub shop: Shop,
    /// More than one where this person works for several.
    pub shops: Vec<Shop>,
    pub filters: Vec<Chip>,
    /// At most 200, newest first.
    pub orders: Vec<OrderRow>,
    /// "There are 120 more", where not all are listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more: Option<Say>,
    /// Says that there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub empty: Option<Say>,
    /// "3 new orders": told aloud when it changes.
    pub waiting: Say,
}

/// A filter and how many orders it lets through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "OrderChip"))]
pub struct Chip {
    pub filter: Filter,
    pub label: Say,
    pub count: u32,
    pub chosen: bool,
}

/// One order in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "DeskOrder"))]
pub struct OrderRow {
    /// `JP-1001-1`.
    pub number: String,
    /// `PROCESSING`.
    pub state: &'static str,
    /// "To pack".
    pub status: Say,
    /// Who it is for.
    pub buyer: String,
    /// "Tokyo".
    pub place: String,
    /// "3 items".
    pub items: Say,
    pub total: Amount,
    /// "5 minutes ago".
    pub since: Say,
    /// "Standard · Jan 14 to Jan 16".
    pub arrives: Say,
    pub can_accept: bool,
    pub can_ship: bool,
}

/// What became of one of several orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "OrderOutcome"))]
pub struct Outcome {
    pub number: String,
    /// Absent where it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// What became of several, and the sentence about all of them: "4 orders accepted, 1 not".
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "OrderOutcomes"))]
pub struct Named {
    pub say: Say,
    pub orders: Vec<Outcome>,
}

/// The desk of these orders, newest first.
pub fn desk(at: &At<'_>, orders: &[VendorOrder], shown: &Shown) -> Desk {
    let lang = at.lang;
    let wanted = shown.find.as_deref().map(str::trim).unwrap_or_default().to_lowercase();
    let found: Vec<&VendorOrder> = orders.iter().filter(|order| is_about(order, &wanted)).collect();
    let count = |filter: Filter| found.iter().filter(|order| filter.fits(order.bill.status)).count() as u32;
    let fits: Vec<&&VendorOrder> = found.iter().filter(|order| shown.filter.fits(order.bill.status)).collect();
    let beyond = fits.len().saturating_sub(LISTED) as u32;
    let empty = if orders.is_empty() { "shop-orders-none" } else { "shop-orders-none-here" };
    let new = orders.iter().filter(|order| order.bill.status == Status::Processing).count() as u32;
    Desk {
        title: Say::plain(lang, "shop-orders-title"),
        shop: at.shop.clone(),
        shops: at.shops.to_vec(),
        filters: Filter::ALL
            .map(|filter| Chip {
                filter,
                label: Say::plain(lang, filter.key()),
                count: count(filter),
                chosen: filter == shown.filter,
            })
            .into(),
        orders: fits.iter().take(LISTED).map(|order| row(at, order)).collect(),
        more: (beyond > 0).then(|| Say::new(lang, "shop-orders-more", &[("n", Arg::Count(beyond))])),
        empty: fits.is_empty().then(|| Say::plain(lang, empty)),
        waiting: Say::new(lang, "shop-orders-waiting", &[("n", Arg::Count(new))]),
    }
}

fn is_about(order: &VendorOrder, wanted: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(wanted);
    let named = |line: &petpro_domain::order::BillLine| {
        let names = &line.names;
        [&names.en, &names.ja, &names.ko, &names.zh].iter().any(|name| has(name))
    };
    wanted.is_empty() || has(&order.bill.number) || has(&order.address.name) || order.bill.lines.iter().any(named)
}

fn row(at: &At<'_>, order: &VendorOrder) -> OrderRow {
    let (lang, bill) = (at.lang, &order.bill);
    let units: u32 = bill.lines.iter().map(|line| line.qty).sum();
    let region = &order.address.region;
    OrderRow {
        number: bill.number.clone(),
        state: bill.status.name(),
        status: status(lang, bill.status),
        buyer: order.address.name.clone(),
        place: Region::parse(region).map_or_else(|_| region.clone(), |known| known.name(lang)),
        items: Say::new(lang, "shop-order-items", &[("n", Arg::Count(units))]),
        total: Amount::new(lang, bill.total),
        since: ago(lang, at.now_ms - order.released_ms),
        arrives: arrives(lang, &bill.earliest, &bill.latest),
        can_accept: bill.status.takes(Event::Accepted),
        can_ship: bill.status.takes(Event::Shipped),
    }
}

/// What became of these, in one sentence.
pub fn outcome(lang: Lang, done: Vec<(String, Option<Code>)>) -> Named {
    let refused = done.iter().filter(|(_, code)| code.is_some()).count() as u32;
    let args = [("n", Arg::Count(done.len() as u32 - refused)), ("refused", Arg::Count(refused))];
    let key = if refused == 0 { "shop-accepted" } else { "shop-accepted-some" };
    let one =
        |(number, code): (String, Option<Code>)| Outcome { number, problem: code.map(|code| Problem::new(lang, code)) };
    Named { say: Say::new(lang, key, &args), orders: done.into_iter().map(one).collect() }
}
