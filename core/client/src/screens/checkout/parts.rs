//! The screen's parts: the address, shops with their goods, ways of delivery and of payment.

use petpro_domain::Code;
use petpro_domain::cart::CartLine;
use petpro_domain::catalog;
use petpro_domain::ids::{AddressId, ShopId};
use petpro_domain::order::{self, Address, STANDARD};
use petpro_domain::pricing::{LineQuote, Quote, Seen, ShopQuote, Warning, warnings};
use petpro_domain::regions::Region;
use petpro_domain::texts::Arg;

use super::{Chosen, Kept, Method, Shop, Source, Unavailable, Way};
use crate::screens::cart::{Row, totals};
use crate::screens::order::{Line, address, arrives};
use crate::screens::{Amount, Problem, Say, titled};

pub(super) fn chosen_address(source: &Source<'_>, chosen: Option<&(AddressId, Address)>) -> Chosen {
    let id = chosen.map(|(id, _)| *id);
    let kept = |(known, row): &(AddressId, Address)| Kept {
        id: *known,
        text: address(source.lang, row).join(", "),
        chosen: Some(*known) == id,
    };
    Chosen {
        title: Say::plain(source.lang, "checkout-address"),
        id,
        lines: chosen.map(|(_, row)| address(source.lang, row)).unwrap_or_default(),
        known: source.addresses.iter().map(kept).collect(),
        missing: id.is_none().then(|| Say::plain(source.lang, "checkout-address-missing")),
    }
}

/// Why this line cannot be ordered, as far as this device knows; the server looks at the exact stock.
pub(super) fn unavailable(source: &Source<'_>, row: &Row<CartLine>) -> Option<Unavailable> {
    let (variant, qty) = (row.row.variant, row.row.qty());
    let known = source.variants.get(&variant);
    let code = warnings(qty, known, Seen::default()).into_iter().find_map(|warning| match warning {
        Warning::Gone => Some(Code::ProductDiscontinued),
        Warning::QtyLimited { .. } => Some(Code::LimitExceeded),
        Warning::LimitedStock { any: false } => Some(Code::StockInsufficient),
        _ => None,
    })?;
    let say = units(source, known, qty);
    Some(Unavailable { line: row.id, say, problem: Problem::new(source.lang, code) })
}

pub(super) fn shops(source: &Source<'_>, quote: &Quote) -> Vec<Shop> {
    let part = |shop: &ShopQuote| {
        let row = source.terms.shops.get(&shop.shop);
        Shop {
            shop: shop.shop,
            name: match row {
                Some(row) => row.names.text(source.lang).to_owned(),
                None => Say::plain(source.lang, "cart-no-shop").text,
            },
            lines: shop.lines.iter().map(|line| goods(source, line)).collect(),
            deliveries: row.map(|row| ways(source, shop.shop, row, quote.ship_to)).unwrap_or_default(),
            sums: totals::shop(source.lang, shop),
            tax: totals::tax(source.lang, shop.tax, quote.tax_included),
        }
    };
    quote.shops.iter().map(part).collect()
}

fn goods(source: &Source<'_>, line: &LineQuote) -> Line {
    let say = units(source, source.variants.get(&line.variant), line.qty);
    Line { say, amount: Amount::new(source.lang, line.net) }
}

/// "2 × Salmon Bites (500 g)".
fn units(source: &Source<'_>, variant: Option<&catalog::Variant>, n: u32) -> Say {
    let product = variant.and_then(|variant| source.products.get(&variant.product));
    let name = match product {
        Some(product) => product.names.text(source.lang).to_owned(),
        None => Say::plain(source.lang, "cart-no-name").text,
    };
    let name = titled(&name, variant.map_or("", |variant| &variant.label));
    Say::new(source.lang, "order-units", &[("n", Arg::from(n)), ("name", Arg::from(name))])
}

fn ways(source: &Source<'_>, id: ShopId, shop: &catalog::Shop, to: Region) -> Vec<Way> {
    let chosen = source.choice.delivery.get(&id).map_or(STANDARD, String::as_str);
    let way = |way: order::Delivery| Way {
        chosen: way.id == chosen,
        arrives: Some(arrives(source.lang, &way.earliest, &way.latest)),
        say: match way.id.as_str() {
            STANDARD => Say::plain(source.lang, "checkout-way-standard"),
            "express" => Say::plain(source.lang, "checkout-way-express"),
            other => Say::new(source.lang, "checkout-way-other", &[("way", Arg::from(other))]),
        },
        id: way.id,
    };
    order::deliveries(shop, &source.terms.shipping, to, source.now_ms).into_iter().map(way).collect()
}

pub(super) fn methods(source: &Source<'_>) -> Vec<Way> {
    let lang = source.lang;
    let saved = |method: &Method| {
        let args = [("brand", Arg::from(&method.brand)), ("last4", Arg::from(&method.last4))];
        Way {
            id: method.id.to_string(),
            say: Say::new(lang, "checkout-pay-method", &args),
            arrives: None,
            chosen: source.choice.method == Some(method.id),
        }
    };
    let page = Way {
        id: "page".into(),
        say: Say::plain(lang, "checkout-pay-page"),
        arrives: None,
        chosen: source.choice.method.is_none(),
    };
    source.methods.iter().map(saved).chain([page]).collect()
}
