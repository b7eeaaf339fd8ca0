//! What a buyer should know about a line: found whenever a cart is read (C-10).

use serde::{Deserialize, Serialize};

use crate::catalog::{Level, Variant};
use crate::money::Money;

/// "Soon" for a line that goes to saved for later: 3 days before (C-15).
pub const SOON_MS: i64 = 3 * 24 * 3_600_000;

/// A line's warning. None of them changes the price or stops a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "w", rename_all = "kebab-case")]
pub enum Warning {
    /// The price is not the one the reader saw last.
    PriceChanged {
        /// What was shown.
        was: Money,
        /// What it is.
        now: Money,
    },
    /// More than can be had: of the shop's limit, or of what is there.
    QtyLimited {
        /// The most that can be ordered.
        max: u32,
    },
    /// Few are left, or none.
    LimitedStock {
        /// Whether any.
        any: bool,
    },
    /// Off sale, or no longer in the catalogue: cannot be ordered.
    Gone,
    /// Goes to saved for later at this server time.
    Expiring {
        /// ms since 1970.
        at_ms: i64,
    },
}

/// What the reader knew.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// The price shown last.
    pub price: Option<Money>,
    /// Exact units available, where they are known (online).
    pub available: Option<u32>,
    /// When the line goes to saved for later; server time, ms since 1970.
    pub expires_ms: Option<i64>,
    /// Server time now, ms since 1970.
    pub now_ms: i64,
}

/// The warnings of a line of `qty` units of `row` (`None`: not in the catalogue).
pub fn warnings(qty: u32, row: Option<&Variant>, seen: Seen) -> Vec<Warning> {
    let mut found = Vec::new();
    match row.filter(|row| !row.gone) {
        None => found.push(Warning::Gone),
        Some(row) => {
            let now = Money::new(row.price, row.currency);
            if let Some(was) = seen.price.filter(|was| *was != now) {
                found.push(Warning::PriceChanged { was, now });
            }
            let max = [row.max_per_order, seen.available.filter(|n| *n > 0)].into_iter().flatten().min();
            if let Some(max) = max.filter(|max| qty > *max) {
                found.push(Warning::QtyLimited { max });
            }
            let none = seen.available.map_or(row.level == Level::None, |n| n == 0);
            if none || row.level == Level::Few {
                found.push(Warning::LimitedStock { any: !none });
            }
        }
    }
    if let Some(at_ms) = seen.expires_ms.filter(|at| at.saturating_sub(seen.now_ms) <= SOON_MS) {
        found.push(Warning::Expiring { at_ms });
    }
    found
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::ids::{ProductId, ShopId};
    use crate::money::Currency;

    fn row() -> Variant {
        Variant {
            product: ProductId(Uuid::nil()),
            shop: ShopId(Uuid::nil()),
            gtin: None,
            label: String::new(),
            price: 1_980,
            currency: Currency::Jpy,
            weight_g: 500,
            tax: "standard".into(),
            level: Level::Plenty,
            max_per_order: None,
            gone: false,
        }
    }

    fn yen(amount: i64) -> Money {
        Money::new(amount, Currency::Jpy)
    }

    #[test]
    fn an_ordinary_line_has_no_warning() {
        let seen = Seen { price: Some(yen(1_980)), available: Some(10), ..Seen::default() };
        assert_eq!(warnings(2, Some(&row()), seen), []);
    }

    #[test]
    fn a_price_that_moved_since_it_was_seen_is_told_with_both() {
        let seen = Seen { price: Some(yen(1_700)), ..Seen::default() };
        assert_eq!(warnings(1, Some(&row()), seen), [Warning::PriceChanged { was: yen(1_700), now: yen(1_980) }]);
    }

    #[test]
    fn the_smaller_of_stock_and_the_shops_limit_is_the_most() {
        let limited = Variant { max_per_order: Some(5), ..row() };
        let seen = Seen { available: Some(3), ..Seen::default() };
        assert_eq!(warnings(6, Some(&limited), seen), [Warning::QtyLimited { max: 3 }]);
        assert_eq!(warnings(6, Some(&limited), Seen::default()), [Warning::QtyLimited { max: 5 }]);
        assert_eq!(warnings(5, Some(&limited), Seen::default()), []);
    }

    #[test]
    fn few_and_none_are_limited_stock_and_an_exact_number_wins_over_the_level() {
        let few = Variant { level: Level::Few, ..row() };
        let none = Variant { level: Level::None, ..row() };
        assert_eq!(warnings(1, Some(&few), Seen::default()), [Warning::LimitedStock { any: true }]);
        assert_eq!(warnings(1, Some(&none), Seen::default()), [Warning::LimitedStock { any: false }]);
        let back = Seen { available: Some(8), ..Seen::default() };
        assert_eq!(warnings(1, Some(&none), back), []);
        let out = Seen { available: Some(0), ..Seen::default() };
        assert_eq!(warnings(1, Some(&row()), out), [Warning::LimitedStock { any: false }]);
    }

    #[test]
    fn what_is_off_sale_or_unknown_is_gone() {
        assert_eq!(warnings(1, Some(&Variant { gone: true, ..row() }), Seen::default()), [Warning::Gone]);
        assert_eq!(warnings(1, None, Seen::default()), [Warning::Gone]);
    }

    #[test]
    fn a_line_is_told_three_days_before_it_goes_to_saved_for_later() {
        let seen = |left_ms| Seen { expires_ms: Some(1_000 + left_ms), now_ms: 1_000, ..Seen::default() };
        assert_eq!(warnings(1, Some(&row()), seen(SOON_MS + 1)), []);
        assert_eq!(warnings(1, Some(&row()), seen(SOON_MS)), [Warning::Expiring { at_ms: 1_000 + SOON_MS }]);
    }
}
