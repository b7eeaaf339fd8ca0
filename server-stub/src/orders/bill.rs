//! The bill of an order: copies of what was quoted, and the rows that make it findable.

use std::collections::BTreeSet;

use petpro_domain::ids::ProductId;
use petpro_domain::order::{Bill, BillLine, Moment, STANDARD, ShopBill, Status, What, deliveries};
use petpro_domain::pricing::ShopQuote;
use petpro_domain::regions::Region;
use petpro_domain::wire::OrderPlace;
use petpro_sync::server::OrderEntry;

use super::number;
use super::timeline::{self, By, Entry};
use crate::catalog::{self, Cards};
use crate::checkout::Priced;
use crate::store::{Failure, Tx};
use crate::values;

/// What an order begins as.
pub(super) struct Begin<'a> {
    pub place: &'a OrderPlace,
    pub priced: &'a Priced,
    pub ship_to: Region,
    pub status: Status,
    pub hold_until_ms: i64,
    pub now_ms: i64,
}

/// Numbers it, writes order and vendor orders, and completes the entry with its bill; gives the place
/// of its beginning in the timeline.
pub(super) fn write(tx: &mut Tx, cards: &dyn Cards, entry: &mut OrderEntry, begin: &Begin) -> Result<i64, Failure> {
    let Begin { place, priced, ship_to, status, hold_until_ms, now_ms } = *begin;
    let number = number::next(tx, ship_to.country().iso())?;
    let products: BTreeSet<ProductId> = priced.rows.values().map(|row| row.row.product).collect();
    let cards = catalog::cards(cards, tx, products, now_ms)?;
    let quote = &priced.quote;
    let shops = quote.shops.iter().zip(1..).map(|(shop, n)| {
        let lines = shop.lines.iter().filter_map(|line| {
            let row = &priced.rows.get(&line.variant)?.row;
            let names = cards.get(&row.product).map(|card| card.product.names.clone()).unwrap_or_default();
            let (label, product) = (row.label.clone(), row.product);
            let petpro_domain::pricing::LineQuote { line, variant, qty, unit, discount, net, .. } = *line;
            Some(BillLine { line, variant, product, names, label, qty, unit, discount, net })
        });
        shop_bill(begin, shop, format!("{number}-{n}"), lines.collect())
    });
    let shops: Vec<ShopBill> = shops.collect();
    let household = entry.order.household.map(|id| *id.bytes()).unwrap_or_default();
    let insert = "INSERT INTO orders(id, number, user_id, household, status, currency, total, method, placed_ms,
        hold_until_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let (currency, total) = (quote.currency.iso(), quote.total.amount);
    let (id, user) = (entry.id, entry.user);
    tx.exec(
        insert,
        values![id, &number, user, household, status.name(), currency, total, place.method, now_ms, hold_until_ms],
    )?;
    let insert = "INSERT INTO vendor_order(number, order_id, shop, status, total) VALUES ($1, $2, $3, $4, $5)";
    for shop in &shops {
        tx.exec(insert, values![&shop.number, id, shop.shop, status.name(), shop.total.amount])?;
    }
    let placed =
        Entry { what: What::Placed, by: By::Buyer, shop_order: None, status, refused: false, detail: Some(&number) };
    let n = timeline::write(tx, id, &placed, now_ms)?;
    entry.order.bill = Some(Box::new(Bill {
        number,
        status,
        goods: quote.goods,
        discount: quote.discount,
        shipping: quote.shipping,
        tax: quote.tax,
        tax_included: quote.tax_included,
        total: quote.total,
        digest: quote.digest.clone(),
        address: place.address.clone(),
        hold_until_ms: (status == Status::PendingPayment).then_some(hold_until_ms),
        shops,
        timeline: vec![Moment { at_ms: now_ms, event: None, status, shop_order: None }],
    }));
    Ok(n)
}

fn shop_bill(begin: &Begin, shop: &ShopQuote, number: String, lines: Vec<BillLine>) -> ShopBill {
    let Begin { place, priced, ship_to, status, now_ms, .. } = *begin;
    let delivery = place.delivery.get(&shop.shop).map_or(STANDARD, String::as_str);
    let ways = priced.terms.shops.get(&shop.shop).map(|row| deliveries(row, &priced.terms.shipping, ship_to, now_ms));
    let way = ways.unwrap_or_default().into_iter().find(|way| way.id == delivery);
    let (earliest, latest) = way.map(|way| (way.earliest, way.latest)).unwrap_or_default();
    ShopBill {
        number,
        shop: shop.shop,
        status,
        lines,
        goods: shop.goods,
        discount: shop.discount,
        shipping: shop.shipping,
        tax: shop.tax,
        total: shop.total,
        delivery: delivery.to_owned(),
        earliest,
        latest,
        tracking: None,
    }
}
