//! What a cart costs: the one function that the device shows and the server charges (C-09, C-43, C-50).
//!
//! Per shop: goods = Σ unit × quantity; every discount is given to lines at once, by the largest
//! remainder; shipping = weight band × distance band, free from the shop's threshold on; tax once
//! per (shop, rate), rounded down, inside the price for JPY, KRW and CNY and on top for USD.
//! There is no adjustment of an order as a whole, and the total is the sum of the shops' totals.
//!
//! [`Inputs::of`] makes the inputs from catalogue rows, one set per currency; [`price`] is pure, and
//! the order of lines does not matter. The [`Quote`]'s digest names inputs and result: where two
//! sides compute different totals, the digests differ.

mod basket;
mod digest;
mod discount;
mod inputs;
mod quote;
mod shipping;
mod tax;
mod warning;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod vectors;

pub use basket::{Basket, Item, Terms};
pub use inputs::{Discount, Inputs, Line, ShopTerms};
pub use quote::{LineQuote, Quote, ShopQuote, TaxQuote};
pub use warning::{SOON_MS, Seen, Warning, warnings};

use crate::code::Code;
use crate::ids::ShopId;
use crate::money::{Money, MoneyError};

/// Why there is no price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PriceError {
    /// A sum beyond 64 bits, or two currencies in it.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The shop does not deliver there: across a border, or it has no table.
    #[error("shop {0} does not ship there")]
    Unshippable(ShopId),
    /// A line's shop is not among the inputs.
    #[error("the terms of shop {0} are not known")]
    NoTerms(ShopId),
    /// A negative price, a rate beyond 100 %, a quantity of 0 or over the cap, a line or shop twice.
    #[error("inputs that no catalogue holds")]
    Inputs,
    /// The parts do not add up; nothing is sold at such a price.
    #[error("the parts of a quote do not add up")]
    Unbalanced,
}

impl PriceError {
    /// What a person is told.
    pub const fn code(self) -> Code {
        match self {
            Self::Money(error) => error.code(),
            Self::Unshippable(_) => Code::ShippingUnavailable,
            Self::NoTerms(_) | Self::Inputs => Code::Invalid,
            Self::Unbalanced => Code::Internal,
        }
    }
}

/// The price of these lines, delivered to `inputs.ship_to`. Bar: 50 lines of 5 shops in 50 µs.
pub fn price(inputs: &Inputs) -> Result<Quote, PriceError> {
    inputs.check()?;
    let mut lines: Vec<&Line> = inputs.lines.iter().collect();
    lines.sort_unstable_by_key(|line| (line.shop, line.line));
    let mut discounts: Vec<&Discount> = inputs.discounts.iter().collect();
    discounts.sort_unstable_by(|a, b| a.id.cmp(&b.id));

    let mut priced = Vec::with_capacity(lines.len());
    for line in &lines {
        let unit = Money::new(line.unit, inputs.currency);
        priced.push(LineQuote::new(line, unit)?);
    }
    discount::allocate(&discounts, &lines, &mut priced)?;

    let mut shops = Vec::new();
    let mut start = 0;
    for group in lines.chunk_by(|a, b| a.shop == b.shop) {
        let terms = inputs.terms(group[0].shop)?;
        let group_priced = priced[start..start + group.len()].to_vec();
        start += group.len();
        shops.push(ShopQuote::new(inputs, terms, group, group_priced)?);
    }
    Quote::new(inputs, &lines, &discounts, shops)
}
