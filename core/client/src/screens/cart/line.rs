//! One line: its words, its warnings, and what may be done with it.

use std::collections::BTreeMap;

use petpro_domain::cart::{CartLine, LINE_TTL_MS, MAX_QTY, Options};
use petpro_domain::catalog::{Product, Variant};
use petpro_domain::ids::{LineId, OrderId, VariantId};
use petpro_domain::money::Money;
use petpro_domain::pricing::{LineQuote, Seen, Warning, warnings};
use petpro_domain::texts::{self, Arg};
use petpro_domain::{Lang, texts::day_of};

use super::{Actions, Line, Locked, Note, Row, Source, about};
use crate::screens::outbox::Attention;
use crate::screens::{Amount, Press, Say};

pub(super) fn line(source: &Source<'_>, row: &Row<CartLine>, quote: Option<&LineQuote>) -> Line {
    let lang = source.lang;
    let (id, variant) = (row.id, row.row.variant);
    let sold = source.variants.get(&variant).filter(|row| !row.gone);
    let product = product(source, variant);
    let (name, qty) = (name(source, variant), row.row.qty());
    let unit = sold.map(|sold| Amount::new(lang, Money::new(sold.price, sold.currency)));
    let goods = quote.map(|quote| Amount::new(lang, quote.goods));
    let max = most(sold, source.available.get(&variant).copied());
    Line {
        line: id,
        variant,
        product: source.variants.get(&variant).map(|row| row.product),
        image: product.and_then(|product| product.image.clone()),
        label: label(source, variant, &row.row.options),
        qty,
        max,
        locked: locked(lang, &row.row),
        warnings: notes(source, row),
        waiting: row.waits.then(|| Say::plain(lang, "cart-line-waiting")),
        attention: about(source.attention, id)
            .map(|settled| Attention::new(lang, settled, |_| Some(name.clone())))
            .collect(),
        spoken: match goods.as_ref().or(unit.as_ref()) {
            Some(amount) => {
                let args = [("name", Arg::from(&name)), ("n", Arg::from(qty)), ("amount", Arg::from(&amount.text))];
                Say::new(lang, "cart-line-label", &args)
            }
            None => Say::new(lang, "cart-line-label-gone", &[("name", Arg::from(&name)), ("n", Arg::from(qty))]),
        },
        actions: actions(lang, &name, qty, max, sold.is_some()),
        unit,
        goods,
        name,
    }
}

/// The most units that can be chosen: the cap, the shop's limit, and stock where it is known.
fn most(sold: Option<&Variant>, available: Option<u32>) -> u32 {
    let Some(sold) = sold else { return 0 };
    [Some(MAX_QTY), sold.max_per_order, available].into_iter().flatten().min().unwrap_or(MAX_QTY)
}

fn actions(lang: Lang, name: &str, qty: u32, max: u32, sold: bool) -> Actions {
    let press = |key, enabled| Press { label: Say::new(lang, key, &[("name", Arg::from(name))]), enabled };
    Actions {
        increase: press("cart-increase-label", sold && qty < max),
        decrease: press("cart-decrease-label", sold && qty > 1),
        // What an order holds is not in `qty`: there is nothing to remove then.
        remove: press("cart-remove-label", qty > 0),
        save: press("cart-save-label", qty > 0),
    }
}

/// Per order, how many it holds.
fn locked(lang: Lang, row: &CartLine) -> Vec<Locked> {
    let mut held: BTreeMap<OrderId, u32> = BTreeMap::new();
    for locked in &row.locked {
        let n = held.entry(locked.order).or_default();
        *n = n.saturating_add(locked.dot.n).min(MAX_QTY);
    }
    let say = |n: u32| Say::new(lang, "cart-locked", &[("n", Arg::from(n))]);
    held.into_iter().map(|(order, n)| Locked { order, n, say: say(n) }).collect()
}

fn notes(source: &Source<'_>, row: &Row<CartLine>) -> Vec<Note> {
    let variant = row.row.variant;
    // A line does not age while an order holds it, and an unsent one has no server time yet.
    let ages = row.row.touched_ms > 0 && row.row.locked.is_empty();
    let seen = Seen {
        price: source.seen.get(&variant).copied(),
        available: source.available.get(&variant).copied(),
        expires_ms: ages.then(|| row.row.touched_ms.saturating_add(LINE_TTL_MS)),
        now_ms: source.now_ms,
    };
    let found = warnings(row.row.qty(), source.variants.get(&variant), seen);
    found.into_iter().map(|warning| Note { warning, say: note(source, warning) }).collect()
}

fn note(source: &Source<'_>, warning: Warning) -> Say {
    let lang = source.lang;
    match warning {
        Warning::PriceChanged { was, now } => {
            let (was, now) = (texts::money(lang, was), texts::money(lang, now));
            Say::new(lang, "cart-price-changed", &[("was", Arg::from(was)), ("now", Arg::from(now))])
        }
        Warning::QtyLimited { max } => Say::new(lang, "cart-qty-limited", &[("n", Arg::from(max))]),
        Warning::LimitedStock { any: true } => Say::plain(lang, "cart-limited-stock"),
        Warning::LimitedStock { any: false } => Say::plain(lang, "cart-out-of-stock"),
        Warning::Gone => Say::plain(lang, "cart-gone"),
        Warning::Expiring { at_ms } => {
            let day = texts::date(lang, day_of(at_ms, source.offset_minutes));
            Say::new(lang, "cart-expiring", &[("date", Arg::from(day))])
        }
    }
}

fn product<'a>(source: &'a Source<'_>, variant: VariantId) -> Option<&'a Product> {
    source.products.get(&source.variants.get(&variant)?.product)
}

/// The product's name, or what to call goods that the catalogue does not have.
pub(super) fn name(source: &Source<'_>, variant: VariantId) -> String {
    match product(source, variant) {
        Some(product) => product.names.text(source.lang).to_owned(),
        None => Say::plain(source.lang, "cart-no-name").text,
    }
}

/// The name of what a line holds, where it can be told.
pub(super) fn name_of(source: &Source<'_>, line: LineId) -> Option<String> {
    let in_cart = source.lines.iter().find(|row| row.id == line).map(|row| row.row.variant);
    let in_saved = || source.saved.iter().find(|row| row.id == line).map(|row| row.row.variant);
    in_cart.or_else(in_saved).map(|variant| name(source, variant))
}

/// Size or flavour, then the chosen options.
pub(super) fn label(source: &Source<'_>, variant: VariantId, options: &Options) -> String {
    let size = source.variants.get(&variant).map(|row| row.label.clone()).filter(|label| !label.is_empty());
    let chosen = options.iter().map(|(key, value)| format!("{key}: {value}"));
    size.into_iter().chain(chosen).collect::<Vec<_>>().join(", ")
}
