//! What the buyer read before the tap, compared with what it costs now (C-50). It is never charged.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::ids::LineId;
use crate::money::{Currency, Money};
use crate::pricing::Quote;

/// The prices on the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Shown {
    /// Price of one, minor units, by line.
    pub units: BTreeMap<LineId, i64>,
    /// What was to be paid, minor units.
    pub total: i64,
    pub currency: Currency,
}

/// A unit price that rose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceRise {
    pub line: LineId,
    /// `None`: the line was not on the screen.
    pub was: Option<i64>,
    pub now: i64,
}

/// A line of which fewer are there than wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortage {
    pub line: LineId,
    pub available: i64,
}

impl Shown {
    /// What a quote shows.
    pub fn of(quote: &Quote) -> Self {
        let lines = quote.shops.iter().flat_map(|shop| &shop.lines);
        Self {
            units: lines.map(|line| (line.line, line.unit.amount)).collect(),
            total: quote.total.amount,
            currency: quote.currency,
        }
    }

    /// Accepts what is no dearer than shown: `price-changed` with the risen lines where a unit price
    /// rose, `quote-stale` where only the total did or the currency is another.
    pub fn accepts(&self, now: &Quote) -> Result<(), (Code, Vec<PriceRise>)> {
        if self.currency != now.currency {
            return Err((Code::QuoteStale, vec![]));
        }
        let risen: Vec<PriceRise> = now
            .shops
            .iter()
            .flat_map(|shop| &shop.lines)
            .map(|line| PriceRise { line: line.line, was: self.units.get(&line.line).copied(), now: line.unit.amount })
            .filter(|rise| rise.was.is_none_or(|was| rise.now > was))
            .collect();
        if !risen.is_empty() {
            return Err((Code::PriceChanged, risen));
        }
        if now.total.amount > self.total { Err((Code::QuoteStale, vec![])) } else { Ok(()) }
    }

    /// The total as money.
    pub fn total(&self) -> Money {
        Money::new(self.total, self.currency)
    }
}
