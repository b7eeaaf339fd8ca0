//! From catalogue rows to inputs: the same step on the device and on the server.

use std::collections::BTreeMap;

use super::inputs::{Discount, Inputs, Line, ShopTerms};
use crate::cart::MAX_QTY;
use crate::catalog::{Shipping, Shop, Tax, Variant};
use crate::ids::{LineId, ShopId, VariantId};
use crate::regions::Region;

/// One line of a cart and the catalogue's row of what it holds.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// The cart line.
    pub line: LineId,
    /// What is bought.
    pub variant: VariantId,
    /// Free units, [`crate::cart::CartLine::qty`]; locked ones belong to their order.
    pub qty: u32,
    /// `None` where the catalogue does not (yet) have it.
    pub row: Option<&'a Variant>,
}

/// The catalogue's rows that decide about delivery and tax.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// Rows `shop`.
    pub shops: BTreeMap<ShopId, Shop>,
    /// Rows `shipping`.
    pub shipping: BTreeMap<String, Shipping>,
    /// Rows `tax` (`JP:standard`).
    pub taxes: BTreeMap<String, Tax>,
}

/// A cart, ready to be priced.
#[derive(Clone, Debug, Default)]
pub struct Basket {
    /// One per currency, by ISO code order of [`crate::money::Currency`].
    pub inputs: Vec<Inputs>,
    /// Lines that have no price: off sale, or not in the catalogue.
    pub unpriced: Vec<LineId>,
}

impl Inputs {
    /// One set of inputs per currency (an order has one, C-50). Lines of quantity 0 are no lines.
    pub fn of(ship_to: Region, items: &[Item<'_>], terms: &Terms, discounts: &[Discount]) -> Basket {
        let mut basket = Basket::default();
        for item in items.iter().filter(|item| item.qty > 0) {
            match priced(item, terms) {
                Some((line, shop)) => basket.put(ship_to, line, &shop, discounts),
                None => basket.unpriced.push(item.line),
            }
        }
        basket.inputs.sort_by_key(|inputs| inputs.currency);
        basket
    }
}

impl Basket {
    fn put(&mut self, ship_to: Region, line: Line, of: &OfShop<'_>, discounts: &[Discount]) {
        let currency = of.shipping.currency;
        let place = self.inputs.iter().position(|inputs| inputs.currency == currency).unwrap_or_else(|| {
            let (shops, lines) = (Vec::new(), Vec::new());
            self.inputs.push(Inputs { currency, ship_to, shops, lines, discounts: discounts.to_vec() });
            self.inputs.len() - 1
        });
        let inputs = &mut self.inputs[place];
        let shop = line.shop;
        inputs.lines.push(line);
        if inputs.shops.iter().all(|known| known.shop != shop) {
            let OfShop { region, free_shipping_from, shipping, shipping_tax_bp } = *of;
            let shipping = shipping.clone();
            inputs.shops.push(ShopTerms { shop, region, free_shipping_from, shipping, shipping_tax_bp });
        }
    }
}

/// A shop's terms before they are copied: once a shop, not once a line.
struct OfShop<'a> {
    region: Region,
    free_shipping_from: Option<i64>,
    shipping: &'a Shipping,
    shipping_tax_bp: u32,
}

/// The line at its current price with its shop's terms; `None` where a row is missing, the goods
/// are off sale, or shop, shipping table and variant disagree about the currency.
fn priced<'a>(item: &Item<'_>, terms: &'a Terms) -> Option<(Line, OfShop<'a>)> {
    let row = item.row.filter(|row| !row.gone)?;
    let shop = terms.shops.get(&row.shop)?;
    let shipping = terms.shipping.get(&shop.shipping)?;
    let region = Region::parse(&shop.region).ok()?;
    let country = region.country().iso();
    let rate = |class: &str| terms.taxes.get(&format!("{country}:{class}")).map(|tax| tax.rate_bp);
    if [shop.currency, shipping.currency] != [row.currency; 2] {
        return None;
    }
    // Delivery is a service at the standard rate where prices include tax (JP, KR, CN); in the
    // United States sales tax is on the goods alone.
    let shipping_tax_bp = if row.currency.prices_include_tax() { rate("standard")? } else { 0 };
    let line = Line {
        line: item.line,
        variant: item.variant,
        shop: row.shop,
        qty: item.qty.min(MAX_QTY),
        unit: row.price,
        weight_g: row.weight_g,
        tax_bp: rate(&row.tax)?,
    };
    let free_shipping_from = shop.free_shipping_from;
    Some((line, OfShop { region, free_shipping_from, shipping, shipping_tax_bp }))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::catalog::{Level, Names};
    use crate::ids::ProductId;
    use crate::money::Currency;
    use crate::pricing::price;

    fn variant(shop: ShopId, currency: Currency, price: i64) -> Variant {
        Variant {
            product: ProductId(Uuid::nil()),
            shop,
            gtin: None,
            label: String::new(),
            price,
            currency,
            weight_g: 500,
            tax: "standard".into(),
            level: Level::Plenty,
            max_per_order: None,
            gone: false,
        }
    }

    fn terms() -> Terms {
        let mut terms = Terms::default();
        for (n, region, currency) in [(1, "JP-13", Currency::Jpy), (2, "US-CA", Currency::Usd)] {
            let shop = Shop {
                names: Names::default(),
                region: region.into(),
                currency,
                free_shipping_from: None,
                shipping: region.into(),
                processing_days: 1,
                deliveries: BTreeMap::new(),
                closed: vec![],
                holidays: vec![],
            };
            terms.shops.insert(ShopId(Uuid::from_u128(n)), shop);
            let table = Shipping { currency, weights_g: vec![5_000], rates: vec![vec![600]], days: vec![] };
            terms.shipping.insert(region.into(), table);
        }
        terms.taxes.insert("JP:standard".into(), Tax { rate_bp: 1_000 });
        terms.taxes.insert("US:standard".into(), Tax { rate_bp: 725 });
        terms
    }

    fn item(n: u128, qty: u32, row: Option<&Variant>) -> Item<'_> {
        Item { line: LineId(Uuid::from_u128(n)), variant: VariantId(Uuid::from_u128(n)), qty, row }
    }

    fn tokyo() -> Region {
        Region::parse("JP-13").unwrap()
    }

    #[test]
    fn a_mixed_cart_is_one_quote_per_currency() {
        let yen = variant(ShopId(Uuid::from_u128(1)), Currency::Jpy, 1_980);
        let dollars = variant(ShopId(Uuid::from_u128(2)), Currency::Usd, 999);
        let items = [item(1, 1, Some(&dollars)), item(2, 2, Some(&yen))];
        let basket = Inputs::of(tokyo(), &items, &terms(), &[]);
        let currencies: Vec<_> = basket.inputs.iter().map(|inputs| inputs.currency).collect();
        assert_eq!(currencies, [Currency::Jpy, Currency::Usd]);
        assert_eq!(price(&basket.inputs[0]).unwrap().total.amount, 2 * 1_980 + 600);
        assert!(price(&basket.inputs[1]).is_err(), "nobody ships from California to Tokyo");
    }

    #[test]
    fn goods_off_sale_and_unknown_ones_cost_nothing_and_are_named() {
        let gone = Variant { gone: true, ..variant(ShopId(Uuid::from_u128(1)), Currency::Jpy, 1_980) };
        let basket = Inputs::of(tokyo(), &[item(1, 1, Some(&gone)), item(2, 1, None)], &terms(), &[]);
        assert!(basket.inputs.is_empty());
        assert_eq!(basket.unpriced.len(), 2);
    }

    #[test]
    fn a_line_whose_units_an_order_holds_is_not_counted() {
        let yen = variant(ShopId(Uuid::from_u128(1)), Currency::Jpy, 1_980);
        let basket = Inputs::of(tokyo(), &[item(1, 0, Some(&yen))], &terms(), &[]);
        assert!(basket.inputs.is_empty() && basket.unpriced.is_empty());
    }

    #[test]
    fn delivery_is_taxed_where_prices_include_tax() {
        let yen = variant(ShopId(Uuid::from_u128(1)), Currency::Jpy, 1_980);
        let basket = Inputs::of(tokyo(), &[item(1, 1, Some(&yen))], &terms(), &[]);
        assert_eq!(price(&basket.inputs[0]).unwrap().tax.amount, (1_980 + 600) * 10 / 110);
    }
}
