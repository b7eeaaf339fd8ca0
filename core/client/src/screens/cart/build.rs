//! From rows to the screen.

use std::collections::BTreeMap;

use petpro_domain::cart::MAX_LINES;
use petpro_domain::ids::ShopId;
use petpro_domain::pricing::{Inputs, Item, LineQuote, PriceError, Quote, ShopQuote, price};
use petpro_domain::texts::Arg;

use super::{Cart, Line, Saved, Shop, Source, line, shown_ops, totals};
use crate::screens::outbox::Attention;
use crate::screens::{Press, Problem, Say};

/// The cart as this person sees it now.
pub fn screen(source: &Source<'_>) -> Cart {
    let lang = source.lang;
    let quotes = quotes(source);
    let shops = shops(source, &quotes);
    let units: usize = shops.iter().flat_map(|shop| &shop.lines).map(units).sum();
    let waits =
        source.lines.iter().filter(|row| row.waits).count() + source.saved.iter().filter(|row| row.waits).count();
    let at_lines: Vec<_> = shops.iter().flat_map(|shop| shown_ops(&shop.lines)).collect();
    let elsewhere = source.attention.iter().filter(|settled| !at_lines.contains(&settled.op));
    let region = source.ship_to.name(lang);
    Cart {
        title: Say::plain(lang, "cart-title"),
        units: Say::new(lang, "cart-units", &[("n", Arg::from(units))]),
        empty: shops.is_empty().then(|| Say::plain(lang, "cart-empty")),
        totals: quotes.iter().map(|quote| totals::totals(lang, quote.as_ref().map_err(|error| *error))).collect(),
        ship_to: source.ship_to,
        estimated: source.estimated,
        estimate: source.estimated.then(|| Say::new(lang, "cart-estimated", &[("region", Arg::from(&region))])),
        full: (source.lines.len() >= MAX_LINES).then(|| Say::new(lang, "cart-full", &[("n", Arg::from(MAX_LINES))])),
        saved: saved(source),
        saved_title: (!source.saved.is_empty()).then(|| Say::plain(lang, "cart-saved-title")),
        waiting: (waits > 0).then(|| Say::new(lang, "cart-waiting", &[("n", Arg::from(waits))])),
        attention: elsewhere.map(|settled| Attention::new(lang, settled, |id| line::name_of(source, id))).collect(),
        shops,
    }
}

/// Free and held units of a line.
fn units(line: &Line) -> usize {
    line.qty as usize + line.locked.iter().map(|locked| locked.n as usize).sum::<usize>()
}

/// One per currency, or why there is none.
fn quotes(source: &Source<'_>) -> Vec<Result<Quote, PriceError>> {
    let items: Vec<Item<'_>> = source
        .lines
        .iter()
        .map(|row| Item {
            line: row.id,
            variant: row.row.variant,
            qty: row.row.qty(),
            row: source.variants.get(&row.row.variant),
        })
        .collect();
    Inputs::of(source.ship_to, &items, source.terms, &[]).inputs.iter().map(price).collect()
}

fn shops(source: &Source<'_>, quotes: &[Result<Quote, PriceError>]) -> Vec<Shop> {
    let priced: BTreeMap<ShopId, &ShopQuote> =
        quotes.iter().flatten().flat_map(|quote| &quote.shops).map(|shop| (shop.shop, shop)).collect();
    let quoted: BTreeMap<_, &LineQuote> =
        priced.values().flat_map(|shop| &shop.lines).map(|line| (line.line, line)).collect();

    let mut groups: BTreeMap<Option<ShopId>, Vec<Line>> = BTreeMap::new();
    for row in source.lines {
        let shop = source.variants.get(&row.row.variant).map(|variant| variant.shop);
        groups.entry(shop).or_default().push(line::line(source, row, quoted.get(&row.id).copied()));
    }
    let mut shops: Vec<Shop> = groups
        .into_iter()
        .map(|(id, mut lines)| {
            lines.sort_by(|a, b| (&a.name, a.line).cmp(&(&b.name, b.line)));
            let quote = id.and_then(|id| priced.get(&id).copied());
            Shop {
                shop: id,
                name: shop_name(source, id),
                lines,
                sums: quote.map(|quote| totals::shop(source.lang, quote)).unwrap_or_default(),
                free_shipping: quote.and_then(|quote| totals::free_shipping(source.lang, quote)),
                problem: id.and_then(|id| unshippable(quotes, id)).map(|error| Problem::new(source.lang, error.code())),
            }
        })
        .collect();
    // Goods that nobody sells any more come last.
    shops.sort_by(|a, b| (a.shop.is_none(), &a.name, a.shop).cmp(&(b.shop.is_none(), &b.name, b.shop)));
    shops
}

fn unshippable(quotes: &[Result<Quote, PriceError>], id: ShopId) -> Option<PriceError> {
    quotes.iter().filter_map(|quote| quote.as_ref().err().copied()).find(|error| *error == PriceError::Unshippable(id))
}

fn shop_name(source: &Source<'_>, id: Option<ShopId>) -> String {
    match id.and_then(|id| source.terms.shops.get(&id)) {
        Some(shop) => shop.names.text(source.lang).to_owned(),
        None => Say::plain(source.lang, "cart-no-shop").text,
    }
}

fn saved(source: &Source<'_>) -> Vec<Saved> {
    let lang = source.lang;
    let mut saved: Vec<Saved> = source
        .saved
        .iter()
        .map(|row| {
            let name = line::name(source, row.row.variant);
            let back = Say::new(lang, "cart-back-label", &[("name", Arg::from(&name))]);
            Saved {
                line: row.id,
                variant: row.row.variant,
                label: line::label(source, row.row.variant, &row.row.options),
                qty: row.row.qty(),
                why: match row.row.why.as_str() {
                    "overflow" => Some(Say::new(lang, "cart-saved-overflow", &[("n", Arg::from(MAX_LINES))])),
                    "expired" => Some(Say::plain(lang, "cart-saved-expired")),
                    _ => None,
                },
                waiting: row.waits.then(|| Say::plain(lang, "cart-line-waiting")),
                back: Press { label: back, enabled: source.lines.len() < MAX_LINES || has_line(source, row.id) },
                name,
            }
        })
        .collect();
    saved.sort_by(|a, b| (&a.name, a.line).cmp(&(&b.name, b.line)));
    saved
}

/// Goods that the cart has a line of need no new one.
fn has_line(source: &Source<'_>, id: petpro_domain::ids::LineId) -> bool {
    source.lines.iter().any(|row| row.id == id)
}
