//! Delivery of one shop's goods: weight band × distance band.

use super::PriceError;
use super::inputs::{Line, ShopTerms};
use crate::money::{Currency, Money, MoneyError};
use crate::regions::Region;

/// What the parcels cost and how many they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parcels {
    pub(super) count: u32,
    pub(super) price: Money,
}

/// The parcels of one shop's lines. Over the last weight band they are full parcels of that band
/// and one with the rest.
pub(super) fn parcels(
    terms: &ShopTerms,
    to: Region,
    lines: &[&Line],
    currency: Currency,
) -> Result<Parcels, PriceError> {
    let unshippable = PriceError::Unshippable(terms.shop);
    let band = terms.region.band(to).ok_or(unshippable)?;
    let rows = &terms.shipping.rates;
    // A short table's last row is for everything beyond it too.
    let rates = rows.get(usize::from(band)).or(rows.last()).ok_or(unshippable)?;
    let bounds = &terms.shipping.weights_g;
    let heaviest = u64::from(bounds.last().copied().filter(|bound| *bound > 0).ok_or(unshippable)?);
    if rates.len() < bounds.len() {
        return Err(unshippable);
    }
    let grams: u64 = lines.iter().map(|line| u64::from(line.weight_g) * u64::from(line.qty)).sum();
    let rate = |grams: u64| {
        let place = bounds.partition_point(|bound| u64::from(*bound) < grams);
        Money::new(rates[place], currency)
    };
    let full = u32::try_from(grams / heaviest).map_err(|_| MoneyError::Overflow)?;
    let rest = grams % heaviest;
    let mut price = rate(heaviest).times(full)?;
    let mut count = full;
    if rest > 0 || full == 0 {
        price = price.plus(rate(rest))?;
        count = count.checked_add(1).ok_or(MoneyError::Overflow)?;
    }
    Ok(Parcels { count, price })
}
