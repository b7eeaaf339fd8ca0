//! From rows and a choice to the screen and to what an order is made of.

use std::collections::BTreeMap;

use petpro_domain::Code;
use petpro_domain::cart::CartLine;
use petpro_domain::ids::{AddressId, LineId, MethodId, ShopId};
use petpro_domain::order::Address;
use petpro_domain::pricing::{Inputs, Item, PriceError, Quote, price};
use petpro_domain::texts::Arg;
use petpro_domain::wire::OrderLine;

use super::parts::{chosen_address, methods, shops, unavailable};
use super::{Checkout, Choice, Source};
use crate::screens::cart::{Row, totals};
use crate::screens::{Amount, Press, Problem, Say};

/// What an order is made of: the screen, and what of it an op carries.
pub struct Made {
    /// What was chosen, priced.
    pub screen: Checkout,
    /// Absent where it cannot be ordered; the screen's problem says why.
    pub order: Option<Ready>,
}

/// Everything an order needs.
pub struct Ready {
    /// The contributions that its buyer sees.
    pub lines: Vec<OrderLine>,
    /// A copy: a kept address may change later.
    pub address: Address,
    /// Of the ordered shops.
    pub delivery: BTreeMap<ShopId, String>,
    /// None pays on the provider's page.
    pub method: Option<MethodId>,
    /// What was shown.
    pub quote: Quote,
}

/// Prices what was chosen, by the code that the server runs too.
pub fn made(source: &Source<'_>) -> Made {
    let lang = source.lang;
    let address = address_of(source);
    let (lines, out) = wanted(source);
    let quote = quote(source, address, &lines);
    let empty = lines.is_empty() && out.is_empty();
    let problem = problem(source, address, &out, &quote).filter(|_| !empty).map(|code| Problem::new(lang, code));
    let total = quote.as_ref().ok().map(|quote| Amount::new(lang, quote.total));
    let waits = source.choice.method.is_some();
    let screen = Checkout {
        title: Say::plain(lang, "checkout-title"),
        address: chosen_address(source, address),
        shops: quote.as_ref().map(|quote| shops(source, quote)).unwrap_or_default(),
        sums: quote.as_ref().map(|quote| totals::totals(lang, Ok(quote)).sums).unwrap_or_default(),
        digest: quote.as_ref().ok().map(|quote| quote.digest.clone()),
        methods: methods(source),
        place: Press {
            label: match &total {
                Some(total) => Say::new(lang, "checkout-place-amount", &[("amount", Arg::from(&total.text))]),
                None => Say::plain(lang, "checkout-place"),
            },
            enabled: problem.is_none() && !empty,
        },
        note: Say::plain(lang, if waits { "checkout-will-wait" } else { "checkout-needs-network" }),
        without: (!out.is_empty() && !lines.is_empty())
            .then(|| Press { label: Say::plain(lang, "checkout-without"), enabled: true }),
        unavailable: out,
        empty: empty.then(|| Say::plain(lang, "cart-empty")),
        total,
        problem,
    };
    let order = match (quote, address) {
        (Ok(quote), Some((_, address))) if screen.problem.is_none() => Some(Ready {
            lines: lines.iter().map(|row| named(row)).collect(),
            address: address.clone(),
            delivery: delivery(source.choice, &quote),
            method: source.choice.method,
            quote,
        }),
        _ => None,
    };
    Made { screen, order }
}

/// The newest one where none is chosen: whoever has just added one means that.
fn address_of<'a>(source: &Source<'a>) -> Option<&'a (AddressId, Address)> {
    match source.choice.address {
        Some(id) => source.addresses.iter().find(|(known, _)| *known == id),
        None => source.addresses.last(),
    }
}

/// What is ordered, and what of it cannot be.
fn wanted<'a>(source: &Source<'a>) -> (Vec<&'a Row<CartLine>>, Vec<super::Unavailable>) {
    let named = |id: LineId| source.choice.lines.as_ref().is_none_or(|lines| lines.contains(&id));
    let rows = source.lines.iter().filter(|row| row.row.qty() > 0 && named(row.id));
    let (mut lines, mut out) = (Vec::new(), Vec::new());
    for row in rows {
        match unavailable(source, row) {
            None => lines.push(row),
            Some(_) if source.choice.available_only => {}
            Some(why) => out.push(why),
        }
    }
    (lines, out)
}

fn quote(source: &Source<'_>, to: Option<&(AddressId, Address)>, lines: &[&Row<CartLine>]) -> Result<Quote, Code> {
    let ship_to = match to {
        Some((_, address)) => address.check().map_err(|_| Code::AddressInvalid)?,
        None => source.home,
    };
    let item = |row: &&Row<CartLine>| Item {
        line: row.id,
        variant: row.row.variant,
        qty: row.row.qty(),
        row: source.variants.get(&row.row.variant),
    };
    let items: Vec<Item<'_>> = lines.iter().map(item).collect();
    let terms = source.terms.clone().delivered(&source.choice.delivery).map_err(|_| Code::ShippingUnavailable)?;
    let basket = Inputs::of(ship_to, &items, &terms, &[]);
    if !basket.unpriced.is_empty() {
        return Err(Code::ProductDiscontinued);
    }
    match basket.inputs.as_slice() {
        [] => Err(Code::CartChanged),
        [inputs] => price(inputs).map_err(PriceError::code),
        _ => Err(Code::CurrencyMixed),
    }
}

fn problem(
    source: &Source<'_>,
    to: Option<&(AddressId, Address)>,
    out: &[super::Unavailable],
    quote: &Result<Quote, Code>,
) -> Option<Code> {
    let unknown = source.choice.method.is_some_and(|id| source.methods.iter().all(|method| method.id != id));
    match quote {
        _ if let Some(first) = out.first() => Some(first.problem.code),
        Err(code) => Some(*code),
        Ok(_) if to.is_none() => Some(Code::AddressInvalid),
        Ok(_) if unknown => Some(Code::NotFound),
        Ok(_) => None,
    }
}

/// The contributions of a line that its buyer sees and no other order holds.
fn named(row: &Row<CartLine>) -> OrderLine {
    OrderLine { line: row.id, variant: row.row.variant, obs: row.row.names(), qty: row.row.qty() }
}

/// What was chosen for shops that nothing is ordered from does not matter.
fn delivery(choice: &Choice, quote: &Quote) -> BTreeMap<ShopId, String> {
    let ordered = |id: &ShopId| quote.shops.iter().any(|shop| shop.shop == *id);
    choice.delivery.iter().filter(|(id, _)| ordered(id)).map(|(id, way)| (*id, way.clone())).collect()
}
