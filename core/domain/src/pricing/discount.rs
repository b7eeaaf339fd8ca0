//! Discounts: given to lines at once, so that tax, refunds and returns see what each line really cost.

use super::inputs::{Discount, Line};
use super::quote::LineQuote;
use crate::money::{Money, MoneyError, shares};

/// Applies the discounts one after the other, each in proportion to what its lines still cost.
/// `lines` and `priced` are in the same order; an odd unit goes by that order.
pub(super) fn allocate(discounts: &[&Discount], lines: &[&Line], priced: &mut [LineQuote]) -> Result<(), MoneyError> {
    for discount in discounts {
        let weights: Vec<i64> = lines
            .iter()
            .zip(priced.iter())
            .map(|(line, quote)| if discount.shop.is_none_or(|shop| shop == line.shop) { quote.net.amount } else { 0 })
            .collect();
        let mut open: i64 = 0;
        for weight in &weights {
            open = open.checked_add(*weight).ok_or(MoneyError::Overflow)?;
        }
        for (quote, share) in priced.iter_mut().zip(shares(discount.amount.min(open), &weights)?) {
            let share = Money::new(share, quote.net.currency);
            quote.discount = quote.discount.plus(share)?;
            quote.net = quote.net.minus(share)?;
        }
    }
    Ok(())
}
