//! Tax: once per shop and rate, rounded down (C-43).

use super::inputs::{Line, WHOLE_BP};
use super::quote::{LineQuote, TaxQuote};
use crate::money::{Money, MoneyError};

/// The taxes of one shop, by rate. Rates of 0 % are listed too: their base is part of an invoice.
pub(super) fn taxes(
    lines: &[&Line],
    priced: &[LineQuote],
    shipping: Money,
    shipping_bp: u32,
) -> Result<Vec<TaxQuote>, MoneyError> {
    let mut taxes: Vec<TaxQuote> = Vec::new();
    let mut add = |rate_bp: u32, amount: Money| -> Result<(), MoneyError> {
        match taxes.iter_mut().find(|tax| tax.rate_bp == rate_bp) {
            Some(tax) => tax.base = tax.base.plus(amount)?,
            None => taxes.push(TaxQuote { rate_bp, base: amount, tax: Money::zero(amount.currency) }),
        }
        Ok(())
    };
    for (line, quote) in lines.iter().zip(priced) {
        add(line.tax_bp, quote.net)?;
    }
    if shipping.is_positive() {
        add(shipping_bp, shipping)?;
    }
    taxes.sort_unstable_by_key(|tax| tax.rate_bp);
    for tax in &mut taxes {
        let whole = if tax.base.currency.prices_include_tax() { WHOLE_BP + tax.rate_bp } else { WHOLE_BP };
        tax.tax = tax.base.portion(tax.rate_bp, whole)?;
    }
    Ok(taxes)
}
