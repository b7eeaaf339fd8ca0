//! Sums in words.

use petpro_domain::Lang;
use petpro_domain::money::Money;
use petpro_domain::pricing::{PriceError, Quote, ShopQuote};
use petpro_domain::texts::Arg;

use super::{FreeShipping, Sum, Totals};
use crate::screens::{Amount, Problem, Say};

pub(in crate::screens) fn totals(lang: Lang, quote: Result<&Quote, PriceError>) -> Totals {
    let quote = match quote {
        Ok(quote) => quote,
        Err(error) => {
            return Totals {
                sums: Vec::new(),
                total: None,
                digest: None,
                problem: Some(Problem::new(lang, error.code())),
            };
        }
    };
    let Quote { goods, discount, shipping, tax, tax_included, total, .. } = *quote;
    let sums = sums(lang, &Amounts { goods, discount, shipping, tax, tax_included, total });
    Totals { sums, total: Some(Amount::new(lang, quote.total)), digest: Some(quote.digest.clone()), problem: None }
}

/// Of a quote or a bill.
pub(in crate::screens) struct Amounts {
    pub goods: Money,
    pub discount: Money,
    pub shipping: Money,
    pub tax: Money,
    pub tax_included: bool,
    pub total: Money,
}

pub(in crate::screens) fn sums(lang: Lang, amounts: &Amounts) -> Vec<Sum> {
    let mut sums = vec![sum(lang, "cart-goods", amounts.goods)];
    sums.extend(discount(lang, amounts.discount));
    sums.push(sum(lang, "cart-shipping", amounts.shipping));
    let (total, tax) = (sum(lang, "cart-total", amounts.total), tax(lang, amounts.tax, amounts.tax_included));
    // Tax that is in the price is told after the total, so that nobody adds it up.
    sums.extend(if amounts.tax_included { [total, tax] } else { [tax, total] });
    sums
}

pub(in crate::screens) fn tax(lang: Lang, amount: Money, included: bool) -> Sum {
    sum(lang, if included { "cart-tax-included" } else { "cart-tax" }, amount)
}

pub(in crate::screens) fn shop(lang: Lang, quote: &ShopQuote) -> Vec<Sum> {
    let mut sums = vec![sum(lang, "cart-goods", quote.goods)];
    sums.extend(discount(lang, quote.discount));
    sums.push(sum(lang, "cart-shipping", quote.shipping));
    sums.push(sum(lang, "cart-shop-total", quote.total));
    sums
}

pub(super) fn free_shipping(lang: Lang, quote: &ShopQuote) -> Option<FreeShipping> {
    let from = quote.free_shipping_from?;
    Some(match quote.missing_to_free {
        Some(missing) => {
            let amount = Amount::new(lang, missing).text;
            FreeShipping {
                reached: false,
                percent: percent(from.amount.saturating_sub(missing.amount), from.amount),
                say: Say::new(lang, "cart-free-missing", &[("amount", Arg::from(amount))]),
            }
        }
        None => FreeShipping { reached: true, percent: 100, say: Say::plain(lang, "cart-free-reached") },
    })
}

/// Rounded down, so that 100 is only ever "reached".
fn percent(part: i64, whole: i64) -> u8 {
    let hundredths = i128::from(part) * 100 / i128::from(whole.max(1));
    u8::try_from(hundredths.clamp(0, 100)).unwrap_or(100)
}

fn discount(lang: Lang, off: Money) -> Option<Sum> {
    off.is_positive().then(|| sum(lang, "cart-discount", Money::new(-off.amount, off.currency)))
}

fn sum(lang: Lang, key: &'static str, amount: Money) -> Sum {
    Sum { label: Say::plain(lang, key), amount: Amount::new(lang, amount) }
}
