//! What holds for every cart: nothing is lost, nothing is invented, order does not matter.

use proptest::prelude::*;
use uuid::Uuid;

use super::{Discount, Inputs, Line, Quote, ShopTerms, price};
use crate::catalog::Shipping;
use crate::ids::{LineId, ShopId, VariantId};
use crate::money::{Currency, Money};
use crate::regions::Country;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// Carts of up to 12 lines from up to 4 shops, with up to 3 discounts.
fn carts() -> impl Strategy<Value = Inputs> {
    let currency = prop_oneof![Just(Currency::Jpy), Just(Currency::Usd)];
    let line = (0..4u128, 1..=999u32, 0..2_000_000i64, 0..50_000u32, prop_oneof![Just(0u32), Just(800), Just(1_000)]);
    let shop = (0..40usize, prop::option::of(0..20_000i64), prop_oneof![Just(0u32), Just(1_000)]);
    let discount = (prop::option::of(0..4u128), 0..5_000_000i64);
    (
        currency,
        0..40usize,
        prop::collection::vec(line, 1..12),
        prop::collection::vec(shop, 4),
        prop::collection::vec(discount, 0..4),
    )
        .prop_map(|(currency, to, lines, shops, discounts)| {
            let country = if currency == Currency::Jpy { Country::Jp } else { Country::Us };
            let region = |n: usize| country.regions().nth(n).unwrap();
            Inputs {
                currency,
                ship_to: region(to),
                shops: (0..)
                    .zip(shops)
                    .map(|(n, (from, free_shipping_from, shipping_tax_bp))| ShopTerms {
                        shop: ShopId(id(n)),
                        region: region(from),
                        free_shipping_from,
                        shipping: Shipping {
                            currency,
                            weights_g: vec![2_000, 5_000, 20_000],
                            rates: (0..6)
                                .map(|far| vec![500 + far * 100, 700 + far * 150, 1_300 + far * 200])
                                .collect(),
                            days: vec![],
                        },
                        shipping_tax_bp,
                    })
                    .collect(),
                lines: (1_000..)
                    .zip(lines)
                    .map(|(n, (shop, qty, unit, weight_g, tax_bp))| Line {
                        line: LineId(id(n)),
                        variant: VariantId(id(n + 1_000)),
                        shop: ShopId(id(shop)),
                        qty,
                        unit,
                        weight_g,
                        tax_bp,
                    })
                    .collect(),
                discounts: discounts
                    .into_iter()
                    .enumerate()
                    .map(|(n, (shop, amount))| Discount {
                        id: format!("d{n}"),
                        shop: shop.map(|n| ShopId(id(n))),
                        amount,
                    })
                    .collect(),
            }
        })
}

fn sum(all: impl IntoIterator<Item = Money>) -> i64 {
    all.into_iter().map(|money| money.amount).sum()
}

/// Conservation, told apart from the code that builds a quote.
fn balanced(quote: &Quote) -> bool {
    let on_top = if quote.tax_included { 0 } else { quote.tax.amount };
    let lines = || quote.shops.iter().flat_map(|shop| &shop.lines);
    let taxes = || quote.shops.iter().flat_map(|shop| &shop.taxes);
    quote.total.amount == quote.goods.amount - quote.discount.amount + quote.shipping.amount + on_top
        && quote.total.amount == sum(quote.shops.iter().map(|shop| shop.total))
        && quote.goods.amount == lines().map(|line| line.unit.amount * i64::from(line.qty)).sum::<i64>()
        && quote.discount.amount == sum(lines().map(|line| line.discount))
        && quote.tax.amount == sum(taxes().map(|tax| tax.tax))
        && sum(taxes().map(|tax| tax.base)) == quote.goods.amount - quote.discount.amount + quote.shipping.amount
}

proptest! {
    #[test]
    fn money_is_conserved(cart in carts()) {
        prop_assert!(balanced(&price(&cart).unwrap()));
    }

    #[test]
    fn pricing_again_gives_the_same_quote(cart in carts()) {
        prop_assert_eq!(price(&cart).unwrap(), price(&cart).unwrap());
    }

    #[test]
    fn the_order_of_lines_shops_and_discounts_does_not_matter(cart in carts(), seed in any::<u64>()) {
        let mut shuffled = cart.clone();
        let turn = |n: usize| usize::try_from(seed % n.max(1) as u64).unwrap();
        let (lines, shops, discounts) = (turn(cart.lines.len()), turn(cart.shops.len()), turn(cart.discounts.len()));
        shuffled.lines.rotate_left(lines);
        shuffled.lines.reverse();
        shuffled.shops.rotate_left(shops);
        shuffled.discounts.rotate_left(discounts);
        prop_assert_eq!(price(&shuffled).unwrap(), price(&cart).unwrap());
    }

    #[test]
    fn no_line_is_ever_discounted_below_nothing(cart in carts()) {
        let quote = price(&cart).unwrap();
        for line in quote.shops.iter().flat_map(|shop| &shop.lines) {
            prop_assert!(line.net.amount >= 0 && line.discount.amount >= 0);
        }
        let offered: i64 = cart.discounts.iter().map(|discount| discount.amount).sum();
        prop_assert!(quote.discount.amount <= offered);
    }

    #[test]
    fn a_changed_price_changes_the_digest(cart in carts(), more in 1..1_000i64) {
        let mut dearer = cart.clone();
        dearer.lines[0].unit += more;
        prop_assert_ne!(price(&dearer).unwrap().digest, price(&cart).unwrap().digest);
    }

    #[test]
    fn tax_is_rounded_down_once_per_shop_and_rate(cart in carts()) {
        for shop in price(&cart).unwrap().shops {
            for tax in &shop.taxes {
                let (base, rate) = (i128::from(tax.base.amount), i128::from(tax.rate_bp));
                let whole = if cart.currency.prices_include_tax() { 10_000 + rate } else { 10_000 };
                prop_assert_eq!(i128::from(tax.tax.amount), base * rate / whole);
            }
            let mut rates: Vec<_> = shop.taxes.iter().map(|tax| tax.rate_bp).collect();
            rates.dedup();
            prop_assert_eq!(rates.len(), shop.taxes.len());
        }
    }
}
