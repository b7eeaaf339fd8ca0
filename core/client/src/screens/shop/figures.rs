//! How a shop does: the server's figures, as bars that are sentences too.

use petpro_domain::catalog::Names;
use petpro_domain::ids::VariantId;
use petpro_domain::money::Money;
use petpro_domain::order::Status;
use petpro_domain::shop::Stock;
use petpro_domain::texts::{self, Arg, Day};
use serde::{Deserialize, Serialize};

use super::{At, Shop};
use crate::screens::order::status;
use crate::screens::{Amount, Say, ago, titled};

/// As the server tells them, and as they are kept for a day without a network.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Told {
    pub at_ms: i64,
    pub states: Vec<InState>,
    pub days: Vec<DaySales>,
    pub sales: Money,
    pub orders: u32,
    pub best: Vec<Best>,
    pub low: Vec<Low>,
}

/// How many orders stand so.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InState {
    pub status: Status,
    pub orders: u32,
}

/// A day's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DaySales {
    pub day: String,
    pub orders: u32,
    pub total: Money,
}

/// Something that sells.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Best {
    pub variant: VariantId,
    pub names: Names,
    pub label: String,
    pub units: u32,
}

/// Something that runs out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Low {
    pub variant: VariantId,
    pub names: Names,
    pub label: String,
    pub stock: Stock,
}

/// The dashboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "ShopFigures"))]
pub struct Figures {
    /// "Figures".
    pub title: Say,
    pub shop: Shop,
    pub shops: Vec<Shop>,
    /// "¥128,400 from 41 orders in 30 days".
    pub sum: Say,
    pub states: Vec<Bar>,
    /// Oldest first, today last.
    pub days: Vec<DayBar>,
    /// "No sales in these days", where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_sales: Option<Say>,
    pub best: Vec<Ranked>,
    pub low: Vec<Ranked>,
    /// "Nothing runs out".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enough: Option<Say>,
    /// "As of 2 hours ago", where the server was not reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stale: Option<Say>,
}

/// A state and how many orders stand so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FigureBar"))]
pub struct Bar {
    /// `PREPARING`.
    pub state: &'static str,
    pub label: Say,
    pub count: u32,
    /// Of the highest bar, 0 to 100.
    pub share: u32,
}

/// A day's sales.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FigureDay"))]
pub struct DayBar {
    /// `2026-11-22`.
    pub day: String,
    /// "Nov 22, 2026".
    pub date: String,
    pub orders: Say,
    pub total: Amount,
    /// Of the best day, 0 to 100.
    pub share: u32,
}

/// An article and a number of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "RankedArticle"))]
pub struct Ranked {
    pub variant: VariantId,
    pub name: String,
    /// "12 sold", "2 left".
    pub say: Say,
    /// Of the first, 0 to 100.
    pub share: u32,
}

/// The dashboard of these figures; `stale` where they are not of now.
pub fn figures(at: &At<'_>, told: &Told, stale: bool) -> Figures {
    let lang = at.lang;
    let share = |n: i64, of: i64| if of > 0 { u32::try_from(n.max(0) * 100 / of).unwrap_or(100) } else { 0 };
    let most_orders = told.states.iter().map(|state| state.orders).max().unwrap_or_default();
    let best_day = told.days.iter().map(|day| day.total.amount).max().unwrap_or_default();
    let most_units = told.best.first().map(|best| best.units).unwrap_or_default();
    let bar = |state: &InState| Bar {
        state: state.status.name(),
        label: status(lang, state.status),
        count: state.orders,
        share: share(state.orders.into(), most_orders.into()),
    };
    let day = |sold: &DaySales| DayBar {
        day: sold.day.clone(),
        date: Day::parse(&sold.day).map_or_else(|| sold.day.clone(), |day| texts::date(lang, day)),
        orders: Say::new(lang, "shop-day-orders", &[("n", Arg::Count(sold.orders))]),
        total: Amount::new(lang, sold.total),
        share: share(sold.total.amount, best_day),
    };
    let count = |n: i64| Arg::Count(u32::try_from(n.max(0)).unwrap_or(u32::MAX));
    let sold = |best: &Best| Ranked {
        variant: best.variant,
        name: titled(best.names.text(lang), &best.label),
        say: Say::new(lang, "shop-sold", &[("n", Arg::Count(best.units))]),
        share: share(best.units.into(), most_units.into()),
    };
    let left = |low: &Low| Ranked {
        variant: low.variant,
        name: titled(low.names.text(lang), &low.label),
        say: Say::new(lang, "shop-left", &[("n", count(low.stock.available()))]),
        share: share(low.stock.available(), i64::from(low.stock.low)),
    };
    let args = [
        ("total", Arg::from(texts::money(lang, told.sales))),
        ("n", Arg::Count(told.orders)),
        ("days", Arg::Count(told.days.len() as u32)),
    ];
    let mut states: Vec<&InState> = told.states.iter().collect();
    states.sort_by_key(|state| state.status as u8); // as an order goes
    Figures {
        title: Say::plain(lang, "shop-figures-title"),
        shop: at.shop.clone(),
        shops: at.shops.to_vec(),
        sum: Say::new(lang, "shop-sum", &args),
        states: states.into_iter().map(bar).collect(),
        days: told.days.iter().map(day).collect(),
        no_sales: (told.orders == 0).then(|| Say::plain(lang, "shop-no-sales")),
        best: told.best.iter().map(sold).collect(),
        low: told.low.iter().map(left).collect(),
        enough: told.low.is_empty().then(|| Say::plain(lang, "shop-enough")),
        stale: stale.then(|| {
            let age = ago(lang, at.now_ms - told.at_ms).text;
            Say::new(lang, "shop-as-of", &[("age", Arg::from(age))])
        }),
    }
}
