//! The result: every amount that a screen, an order and an invoice show.

use serde::Serialize;

use super::inputs::{Discount, Inputs, Line, ShopTerms};
use super::{PriceError, digest, shipping, tax};
use crate::ids::{LineId, ShopId, VariantId};
use crate::money::{Currency, Money, MoneyError};
use crate::regions::Region;

/// One currency's part of a cart, priced. Made only by [`super::price`]; the parts add up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct Quote {
    /// Of every amount here.
    pub currency: Currency,
    /// Where it is delivered.
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "JP-13"))]
    pub ship_to: Region,
    /// By shop id; one order becomes one vendor order each.
    pub shops: Vec<ShopQuote>,
    /// Σ unit price × quantity.
    pub goods: Money,
    /// What is off.
    pub discount: Money,
    /// Delivery.
    pub shipping: Money,
    /// Inside the total where `tax_included`, else on top of goods and delivery.
    pub tax: Money,
    /// Whether prices are shown with tax (JPY, KRW, CNY) or without (USD).
    pub tax_included: bool,
    /// What is paid.
    pub total: Money,
    /// SHA-256 in hex over canonical inputs and result.
    pub digest: String,
}

/// One shop's part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct ShopQuote {
    /// Whose goods.
    pub shop: ShopId,
    /// By line id.
    pub lines: Vec<LineQuote>,
    /// Σ unit price × quantity.
    pub goods: Money,
    /// What is off.
    pub discount: Money,
    /// Delivery; nothing from the threshold on.
    pub shipping: Money,
    /// How many parcels.
    pub parcels: u32,
    /// The shop's threshold for free delivery.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_shipping_from: Option<Money>,
    /// How much more makes delivery free; absent where it is free or never is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing_to_free: Option<Money>,
    /// By rate.
    pub taxes: Vec<TaxQuote>,
    /// Σ of `taxes`.
    pub tax: Money,
    /// What this shop gets.
    pub total: Money,
}

/// One line's part: what a refund of it is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct LineQuote {
    /// The cart line.
    pub line: LineId,
    /// What is bought.
    pub variant: VariantId,
    /// How many.
    pub qty: u32,
    /// Price of one.
    pub unit: Money,
    /// unit × qty.
    pub goods: Money,
    /// Its shares of the discounts.
    pub discount: Money,
    /// goods − discount.
    pub net: Money,
}

/// One rate of one shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct TaxQuote {
    /// Basis points.
    pub rate_bp: u32,
    /// What it is taken from: goods after discount, and delivery.
    pub base: Money,
    /// Rounded down.
    pub tax: Money,
}

impl LineQuote {
    pub(super) fn new(line: &Line, unit: Money) -> Result<Self, MoneyError> {
        let goods = unit.times(line.qty)?;
        let discount = Money::zero(unit.currency);
        Ok(Self { line: line.line, variant: line.variant, qty: line.qty, unit, goods, discount, net: goods })
    }
}

impl ShopQuote {
    pub(super) fn new(
        inputs: &Inputs,
        terms: &ShopTerms,
        group: &[&Line],
        lines: Vec<LineQuote>,
    ) -> Result<Self, PriceError> {
        let currency = inputs.currency;
        let goods = Money::sum(currency, lines.iter().map(|line| line.goods))?;
        let discount = Money::sum(currency, lines.iter().map(|line| line.discount))?;
        let net = goods.minus(discount)?;
        let parcels = shipping::parcels(terms, inputs.ship_to, group, currency)?;
        let free_shipping_from = terms.free_shipping_from.map(|amount| Money::new(amount, currency));
        let missing = free_shipping_from.map(|from| from.minus(net)).transpose()?;
        let free = missing.is_some_and(|missing| !missing.is_positive());
        let shipping = if free { Money::zero(currency) } else { parcels.price };
        let taxes = tax::taxes(group, &lines, shipping, terms.shipping_tax_bp)?;
        let tax = Money::sum(currency, taxes.iter().map(|tax| tax.tax))?;
        let gross = net.plus(shipping)?;
        let total = if currency.prices_include_tax() { gross } else { gross.plus(tax)? };
        Ok(Self {
            shop: terms.shop,
            lines,
            goods,
            discount,
            shipping,
            parcels: parcels.count,
            free_shipping_from,
            missing_to_free: missing.filter(|missing| missing.is_positive()),
            taxes,
            tax,
            total,
        })
    }
}

impl Quote {
    pub(super) fn new(
        inputs: &Inputs,
        lines: &[&Line],
        discounts: &[&Discount],
        shops: Vec<ShopQuote>,
    ) -> Result<Self, PriceError> {
        let currency = inputs.currency;
        let sum = |part: fn(&ShopQuote) -> Money| Money::sum(currency, shops.iter().map(part));
        let mut quote = Self {
            currency,
            ship_to: inputs.ship_to,
            goods: sum(|shop| shop.goods)?,
            discount: sum(|shop| shop.discount)?,
            shipping: sum(|shop| shop.shipping)?,
            tax: sum(|shop| shop.tax)?,
            tax_included: currency.prices_include_tax(),
            total: sum(|shop| shop.total)?,
            digest: String::new(),
            shops,
        };
        quote.check()?;
        quote.digest = digest::of(inputs, lines, discounts, &quote);
        Ok(quote)
    }

    /// goods − discount + shipping (+ tax on top) = total, in every shop and over all, and every
    /// base is taxed exactly once. No quote exists for which this is not so.
    fn check(&self) -> Result<(), PriceError> {
        let on_top = |tax: Money| if self.tax_included { Money::zero(self.currency) } else { tax };
        let whole = self.goods.minus(self.discount)?.plus(self.shipping)?.plus(on_top(self.tax))?;
        let mut balanced = whole == self.total && self.discount.amount >= 0 && self.total.amount >= 0;
        for shop in &self.shops {
            let net = Money::sum(self.currency, shop.lines.iter().map(|line| line.net))?;
            let based = Money::sum(self.currency, shop.taxes.iter().map(|tax| tax.base))?;
            balanced &= net == shop.goods.minus(shop.discount)?
                && based == net.plus(shop.shipping)?
                && net.plus(shop.shipping)?.plus(on_top(shop.tax))? == shop.total
                && shop.lines.iter().all(|line| line.net.amount >= 0 && line.discount.amount >= 0);
        }
        if balanced { Ok(()) } else { Err(PriceError::Unbalanced) }
    }
}
