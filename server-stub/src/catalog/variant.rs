//! A variant between its columns and its row in the feed.

use petpro_domain::Currency;
use petpro_domain::catalog::{Level, Variant};

use crate::store::{Failure, Row};

/// Columns of the table, in the order in which [`from_row`] reads them.
pub(super) const COLUMNS: &str =
    "v.product, v.shop, v.gtin, v.label, v.price, v.currency, v.weight_g, v.tax, v.level, v.max_per_order, v.gone";

/// Reads a variant that begins at column `at`.
pub(super) fn from_row(row: &Row, at: usize) -> Result<Variant, Failure> {
    Ok(Variant {
        product: row.get(at)?,
        shop: row.get(at + 1)?,
        gtin: row.get(at + 2)?,
        label: row.get(at + 3)?,
        price: row.get(at + 4)?,
        currency: currency(&row.get::<String>(at + 5)?).ok_or(Failure::Shape { index: at + 5 })?,
        weight_g: row.get(at + 6)?,
        tax: row.get(at + 7)?,
        level: level(&row.get::<String>(at + 8)?),
        max_per_order: row.get(at + 9)?,
        gone: row.get(at + 10)?,
    })
}

/// A level as it stands in a column.
pub fn level_name(level: Level) -> &'static str {
    match level {
        Level::Plenty => "plenty",
        Level::Few => "few",
        Level::None => "none",
    }
}

fn level(name: &str) -> Level {
    match name {
        "plenty" => Level::Plenty,
        "few" => Level::Few,
        _ => Level::None,
    }
}

pub(super) fn currency_name(currency: Currency) -> &'static str {
    match currency {
        Currency::Jpy => "JPY",
        Currency::Krw => "KRW",
        Currency::Cny => "CNY",
        Currency::Usd => "USD",
    }
}

fn currency(name: &str) -> Option<Currency> {
    [Currency::Jpy, Currency::Krw, Currency::Cny, Currency::Usd].into_iter().find(|one| currency_name(*one) == name)
}
