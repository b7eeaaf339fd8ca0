//! The price of what somebody wants, in this moment: for a quote, and again for the order.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use petpro_domain::Code;
use petpro_domain::ids::{LineId, ShopId, VariantId};
use petpro_domain::order::Shortage;
use petpro_domain::pricing::{Basket, Inputs, Item, Quote, Terms, price};
use petpro_domain::regions::Region;
use petpro_domain::wire::OrderLine;
use petpro_sync::server::Refusal;

use crate::catalog;
use crate::config;
use crate::store::{Failure, Tx};

/// Goods, where to and how.
pub struct Wanted<'a> {
    pub lines: &'a [OrderLine],
    pub ship_to: Region,
    pub delivery: &'a BTreeMap<ShopId, String>,
    pub coupons: &'a [String],
}

/// The same, priced.
pub struct Priced {
    pub quote: Quote,
    pub rows: HashMap<VariantId, catalog::Priced>,
    /// As the shops state them, before a way of delivery was chosen.
    pub terms: Terms,
}

/// Prices an order. Two statements, whatever is in it.
pub fn priced(tx: &mut Tx, rules: &config::Checkout, wanted: &Wanted) -> Result<Result<Priced, Refusal>, Failure> {
    let ids: Vec<VariantId> = wanted.lines.iter().map(|line| line.variant).collect();
    let rows = catalog::priced(tx, &ids, i64::MAX)?;
    let shops: BTreeSet<ShopId> = rows.values().map(|row| row.row.shop).collect();
    let terms = catalog::terms(tx, &shops)?;
    Ok(price_rows(rules, wanted, rows, terms))
}

fn price_rows(
    rules: &config::Checkout,
    wanted: &Wanted,
    rows: HashMap<VariantId, catalog::Priced>,
    terms: Terms,
) -> Result<Priced, Refusal> {
    if !wanted.coupons.is_empty() {
        return Err(refuse(Code::CouponInvalid));
    }
    let off_sale = |line: &&OrderLine| rows.get(&line.variant).is_none_or(|row| row.row.gone);
    lines_are_none(Code::ProductDiscontinued, wanted.lines.iter().filter(off_sale).map(|line| (line.line, 0)))?;
    let mut units: BTreeMap<VariantId, u32> = BTreeMap::new();
    for line in wanted.lines {
        *units.entry(line.variant).or_default() += line.qty;
    }
    let most = |variant: &VariantId| rows.get(variant).and_then(|row| row.row.max_per_order);
    let over = wanted.lines.iter().filter_map(|line| {
        let most = most(&line.variant)?;
        (units[&line.variant] > most).then_some((line.line, i64::from(most)))
    });
    lines_are_none(Code::LimitExceeded, over)?;

    let chosen = terms.clone().delivered(wanted.delivery).map_err(|_| refuse(Code::ShippingUnavailable))?;
    let basket = basket(wanted, &rows, &chosen);
    let quote = match basket.inputs.as_slice() {
        _ if !basket.unpriced.is_empty() => return Err(refuse(Code::ShippingUnavailable)),
        [] => return Err(refuse(Code::Invalid)),
        [inputs] => price(inputs).map_err(|cause| refuse(cause.code()))?,
        _ => return Err(refuse(Code::CurrencyMixed)),
    };
    let [least, most] = rules.payment_limits(quote.currency);
    if !(least..=most).contains(&quote.total.amount) {
        return Err(refuse(Code::LimitExceeded));
    }
    Ok(Priced { quote, rows, terms })
}

/// What pricing is told of an order's lines.
pub(super) fn basket(wanted: &Wanted, rows: &HashMap<VariantId, catalog::Priced>, terms: &Terms) -> Basket {
    let item = |line: &OrderLine| Item {
        line: line.line,
        variant: line.variant,
        qty: line.qty,
        row: rows.get(&line.variant).map(|row| &row.row),
    };
    let items: Vec<Item> = wanted.lines.iter().map(item).collect();
    Inputs::of(wanted.ship_to, &items, terms, &[])
}

/// Refuses with all of these lines, where there is one.
fn lines_are_none(code: Code, lines: impl Iterator<Item = (LineId, i64)>) -> Result<(), Refusal> {
    let all: Vec<Shortage> = lines.map(|(line, available)| Shortage { line, available }).collect();
    if all.is_empty() {
        return Ok(());
    }
    Err(Refusal { code, detail: serde_json::to_string(&all).ok() })
}

fn refuse(code: Code) -> Refusal {
    Refusal { code, detail: None }
}
