//! On what terms a shop delivers, as its people edit them, and what they come to for one parcel.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::article::{MAX_PRICE, MAX_WEIGHT_G};
use crate::catalog::{Shipping, Shop};
use crate::ids::{LineId, ShopId, Uuid, VariantId};
use crate::money::{Currency, Money};
use crate::order::STANDARD;
use crate::pricing::{self, Inputs, Line, PriceError, ShopTerms};
use crate::regions::{self, Region};

/// Weight bands of one table.
pub const MAX_BANDS: usize = 12;
/// Days that a shop packs, or a carrier drives.
const MAX_DAYS: u32 = 60;

/// A shop's terms of delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeliveryTerms {
    /// Goods from this amount on are delivered free, minor units; absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_shipping_from: Option<i64>,
    /// Business days until a parcel leaves.
    pub processing_days: u32,
    /// The table of each way of delivery: `standard`, which has to be there, and `express`.
    pub tables: BTreeMap<String, Shipping>,
}

/// What is wrong with terms of delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum TermsFault {
    /// The threshold is no amount.
    Threshold,
    /// More days than anybody waits.
    Processing,
    /// No standard way, or one that this shop does not offer.
    Ways,
    /// Weight bands that do not rise, or none, or too many.
    Weights,
    /// A price is missing, negative, or beyond what anything costs.
    Rates,
    /// The last day comes before the first.
    Days,
}

impl DeliveryTerms {
    /// What is wrong with them for a shop that sells in this currency; each once.
    pub fn faults(&self, currency: Currency) -> Vec<TermsFault> {
        let mut faults = Vec::new();
        let mut check = |fault, fine: bool| {
            if !fine && !faults.contains(&fault) {
                faults.push(fault);
            }
        };
        check(TermsFault::Threshold, self.free_shipping_from.is_none_or(|from| (1..=MAX_PRICE).contains(&from)));
        check(TermsFault::Processing, self.processing_days <= MAX_DAYS);
        check(TermsFault::Ways, self.tables.contains_key(STANDARD));
        for table in self.tables.values() {
            let Shipping { weights_g, rates, days, .. } = table;
            let rises = weights_g.is_sorted_by(|low, high| low < high);
            let within = weights_g.iter().all(|bound| (1..=MAX_WEIGHT_G).contains(bound));
            check(TermsFault::Ways, table.currency == currency);
            check(TermsFault::Weights, rises && within && (1..=MAX_BANDS).contains(&weights_g.len()));
            let each = rates.iter().all(|row| row.len() == weights_g.len());
            let priced = rates.iter().flatten().all(|rate| (0..=MAX_PRICE).contains(rate));
            check(TermsFault::Rates, each && priced && (1..=regions::BANDS).contains(&rates.len()));
            let ordered = days.iter().all(|[first, last]| first <= last && *last <= MAX_DAYS);
            check(TermsFault::Days, ordered && days.len() <= regions::BANDS);
        }
        faults
    }

    /// A shop's, from its rows of the catalogue; a way whose table is missing is left out.
    pub fn of(shop: &Shop, tables: &BTreeMap<String, Shipping>) -> Self {
        let ways = std::iter::once((STANDARD, &shop.shipping));
        let ways = ways.chain(shop.deliveries.iter().map(|(way, table)| (way.as_str(), table)));
        Self {
            free_shipping_from: shop.free_shipping_from,
            processing_days: shop.processing_days,
            tables: ways.filter_map(|(way, table)| Some((way.to_owned(), tables.get(table)?.clone()))).collect(),
        }
    }

    /// What one parcel of this weight and worth costs on these terms, by the function that prices
    /// carts: `shipping-unavailable` where nothing is delivered from here to there.
    pub fn example(&self, way: &str, from: Region, to: Region, parcel: Parcel) -> Result<Example, PriceError> {
        let shop = ShopId(Uuid::nil());
        let shipping = self.tables.get(way).ok_or(PriceError::Unshippable(shop))?.clone();
        let currency = shipping.currency;
        let line = Line {
            line: LineId(Uuid::nil()),
            variant: VariantId(Uuid::nil()),
            shop,
            qty: 1,
            unit: parcel.goods,
            weight_g: parcel.weight_g,
            tax_bp: 0,
        };
        let free_shipping_from = self.free_shipping_from;
        let terms = ShopTerms { shop, region: from, free_shipping_from, shipping, shipping_tax_bp: 0 };
        let (shops, lines) = (vec![terms], vec![line]);
        let quote = pricing::price(&Inputs { currency, ship_to: to, shops, lines, discounts: vec![] })?;
        let part = quote.shops.first().ok_or(PriceError::Inputs)?;
        Ok(Example { shipping: part.shipping, parcels: part.parcels, missing_to_free: part.missing_to_free })
    }
}

/// Something to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parcel {
    pub weight_g: u32,
    /// What the goods in it cost, minor units.
    pub goods: i64,
}

/// What it costs to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    pub shipping: Money,
    /// More than one where it is heavier than the last weight band.
    pub parcels: u32,
    /// How much more makes delivery free; none where it is free or never is.
    pub missing_to_free: Option<Money>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms() -> DeliveryTerms {
        let table = Shipping {
            currency: Currency::Jpy,
            weights_g: vec![2_000, 5_000],
            rates: vec![vec![500, 700], vec![600, 800]],
            days: vec![[1, 1], [1, 2]],
        };
        let tables = [(STANDARD.to_owned(), table)].into();
        DeliveryTerms { free_shipping_from: Some(5_000), processing_days: 1, tables }
    }

    fn cost(weight_g: u32, goods: i64) -> Example {
        let region = |code| Region::parse(code).unwrap();
        terms().example(STANDARD, region("JP-13"), region("JP-13"), Parcel { weight_g, goods }).unwrap()
    }

    #[test]
    fn an_example_costs_what_a_cart_would() {
        let yen = |amount| Money::new(amount, Currency::Jpy);
        assert_eq!(cost(3_000, 4_000), Example { shipping: yen(700), parcels: 1, missing_to_free: Some(yen(1_000)) });
        assert_eq!(cost(3_000, 5_000), Example { shipping: yen(0), parcels: 1, missing_to_free: None });
        assert_eq!(cost(6_000, 4_000).shipping, yen(1_200), "a full parcel and one with the rest");
    }

    #[test]
    fn no_example_crosses_a_border() {
        let (from, to) = (Region::parse("JP-13").unwrap(), Region::parse("US-CA").unwrap());
        let refused = terms().example(STANDARD, from, to, Parcel { weight_g: 1, goods: 1 }).unwrap_err();
        assert_eq!(refused.code(), crate::Code::ShippingUnavailable);
    }

    #[test]
    fn terms_that_no_parcel_could_be_priced_by_are_told_apart() {
        let faults = |change: &dyn Fn(&mut DeliveryTerms)| {
            let mut changed = terms();
            change(&mut changed);
            changed.faults(Currency::Jpy)
        };
        fn table(terms: &mut DeliveryTerms) -> &mut Shipping {
            terms.tables.get_mut(STANDARD).unwrap()
        }
        assert_eq!(faults(&|_| ()), []);
        assert_eq!(faults(&|terms| terms.free_shipping_from = Some(0)), [TermsFault::Threshold]);
        assert_eq!(faults(&|terms| terms.processing_days = 61), [TermsFault::Processing]);
        assert_eq!(faults(&|terms| terms.tables.clear()), [TermsFault::Ways]);
        assert_eq!(faults(&|terms| table(terms).currency = Currency::Usd), [TermsFault::Ways]);
        assert_eq!(faults(&|terms| table(terms).weights_g = vec![5_000, 2_000]), [TermsFault::Weights]);
        assert_eq!(faults(&|terms| table(terms).weights_g = vec![2_000]), [TermsFault::Rates]);
        assert_eq!(faults(&|terms| table(terms).rates[1][0] = -1), [TermsFault::Rates]);
        assert_eq!(faults(&|terms| table(terms).days = vec![[3, 1]]), [TermsFault::Days]);
    }
}
