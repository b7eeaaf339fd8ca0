//! What a price depends on, and nothing else.

use serde::{Deserialize, Serialize};

use super::PriceError;
use crate::cart::MAX_QTY;
use crate::catalog::Shipping;
use crate::ids::{LineId, ShopId, VariantId};
use crate::money::Currency;
use crate::regions::Region;

/// The inputs of one quote: one currency, one destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// Of every price here.
    pub currency: Currency,
    /// Where it is delivered.
    pub ship_to: Region,
    /// The terms of every shop that a line is from; others are ignored.
    pub shops: Vec<ShopTerms>,
    /// In any order.
    pub lines: Vec<Line>,
    /// In any order; applied by id.
    #[serde(default)]
    pub discounts: Vec<Discount>,
}

/// What a shop charges for delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopTerms {
    /// Whose terms.
    pub shop: ShopId,
    /// Where it ships from.
    pub region: Region,
    /// Goods (after discounts) from this amount on ship free, minor units.
    #[serde(default)]
    pub free_shipping_from: Option<i64>,
    /// Parcel prices.
    pub shipping: Shipping,
    /// Tax in or on the delivery itself, basis points; 0 where it is not taxed.
    #[serde(default)]
    pub shipping_tax_bp: u32,
}

/// One line of the cart at its current price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The cart line.
    pub line: LineId,
    /// What is bought.
    pub variant: VariantId,
    /// From whom.
    pub shop: ShopId,
    /// 1 to [`MAX_QTY`].
    pub qty: u32,
    /// Price of one, minor units.
    pub unit: i64,
    /// Grams of one.
    pub weight_g: u32,
    /// Tax rate in basis points: 1000 is 10 %.
    pub tax_bp: u32,
}

/// An amount off, for one shop's goods or for all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discount {
    /// Which one (a coupon, a promotion); the order in which they apply.
    pub id: String,
    /// Only on this shop's lines.
    #[serde(default)]
    pub shop: Option<ShopId>,
    /// Minor units; never more is given than the goods cost.
    pub amount: i64,
}

/// 100 % in basis points.
pub(super) const WHOLE_BP: u32 = 10_000;

impl Inputs {
    /// The terms of a shop.
    pub(super) fn terms(&self, shop: ShopId) -> Result<&ShopTerms, PriceError> {
        self.shops.iter().find(|terms| terms.shop == shop).ok_or(PriceError::NoTerms(shop))
    }

    /// Refuses what no catalogue holds, so that the arithmetic need not think of it.
    pub(super) fn check(&self) -> Result<(), PriceError> {
        let lines = self
            .lines
            .iter()
            .all(|line| (1..=MAX_QTY).contains(&line.qty) && line.unit >= 0 && line.tax_bp <= WHOLE_BP);
        let shops = self.shops.iter().all(|terms| {
            terms.shipping_tax_bp <= WHOLE_BP
                && terms.shipping.currency == self.currency
                && terms.shipping.weights_g.is_sorted_by(|a, b| a < b)
                && terms.shipping.rates.iter().flatten().all(|rate| *rate >= 0)
        });
        let discounts = self.discounts.iter().all(|discount| discount.amount >= 0);
        let named_once = unique(self.lines.iter().map(|line| line.line))
            && unique(self.shops.iter().map(|terms| terms.shop))
            && unique(self.discounts.iter().map(|discount| &discount.id));
        if lines && shops && discounts && named_once { Ok(()) } else { Err(PriceError::Inputs) }
    }
}

fn unique<T: Ord>(all: impl Iterator<Item = T>) -> bool {
    let mut all: Vec<T> = all.collect();
    all.sort_unstable();
    all.is_sorted_by(|a, b| a < b)
}
