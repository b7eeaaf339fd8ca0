//! Discounts: given to lines at once, so that tax, refunds and returns see what each line really cost.

use super::inputs::{Discount, Line};
use super::quote::LineQuote;
use crate::money::{Money, MoneyError, share_out};

/// Applies the discounts one after the other, each in proportion to what its lines still cost.
/// `lines` and `priced` are in the same order; an odd unit goes by that order.
pub(super) fn allocate(discounts: &[&Discount], lines: &[&Line], priced: &mut [LineQuote]) -> Result<(), MoneyError> {
    for discount in discounts {
        let open = |line: &Line, quote: &LineQuote| match discount.shop {
            Some(shop) if shop != line.shop => Money::zero(quote.net.currency),
            _ => quote.net,
        };
        let open: Vec<Money> = lines.iter().zip(priced.iter()).map(|(line, quote)| open(line, quote)).collect();
        let Some(currency) = open.first().map(|money| money.currency) else { return Ok(()) };
        let given = share_out(Money::new(discount.amount, currency), &open)?;
        for (quote, share) in priced.iter_mut().zip(given) {
            quote.discount = quote.discount.plus(share)?;
            quote.net = quote.net.minus(share)?;
        }
    }
    Ok(())
}
