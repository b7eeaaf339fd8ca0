//! The cart: intents in, the screen's state out.

use std::collections::BTreeMap;

use petpro_domain::Code;
use petpro_domain::cart::{COMPACT_DOTS, MAX_QTY, MOVED_TO_SAVED, Options};
use petpro_domain::catalog::{Level, Variant};
use petpro_domain::ids::{self, LineId, VariantId};
use petpro_domain::money::Money;
use petpro_domain::wire::{CartAdd, CartRemove, CartSet, OpBody, SavedMove};

use super::basket::{Goods, Mine, capital_of};
use super::{PetPro, Topic, guard, parse};
use crate::error::{Error, Result};
use crate::screens::cart::{Cart, Source, screen};
use crate::state::Done;
use crate::store::{Draft, Seen, catalog, shown};

impl PetPro {
    /// The cart as it is shown: what the server confirmed and everything that still waits, with
    /// totals by the code that the server runs too. Each file is read in one snapshot of its own.
    pub fn cart(&self) -> Result<Cart> {
        guard(|| {
            self.inner.files(|files| {
                let mine = files.account.readers.read(Mine::of)?;
                files.catalog.readers.read(|conn| {
                    let goods = Goods::of(conn, &mine)?;
                    let config = &self.inner.config;
                    Ok(screen(&Source {
                        lang: self.lang(),
                        ship_to: goods.ship_to.unwrap_or_else(|| capital_of(&config.market)),
                        estimated: true,
                        now_ms: config.clock.wall_ms() + mine.offset_ms,
                        offset_minutes: 0,
                        lines: &mine.lines,
                        saved: &mine.saved,
                        variants: &goods.variants,
                        products: &goods.products,
                        terms: &goods.terms,
                        seen: &mine.prices,
                        available: &BTreeMap::new(),
                        attention: &mine.attention,
                    }))
                })
            })
        })
    }

    /// Adds `n` of a variant; the same variant is the same line. Looks at the last known stock
    /// first: `stock-insufficient` where none was left, `limit-exceeded` above what the shop sells.
    pub fn add(&self, variant: &str, n: u32) -> Result<Done> {
        guard(|| {
            let variant: VariantId = parse(variant, Code::ProductUnknown)?;
            let known = self.sellable(variant)?;
            let line = ids::line(variant, "");
            self.intend(line, |seen| {
                seen.remember_price(variant, Money { amount: known.price, currency: known.currency })?;
                add(seen, line, variant, n, &known)
            })
        })
    }

    /// Makes the line hold `n`; 0 removes it. More than is shown is looked at like an addition;
    /// fewer are always taken.
    pub fn set_quantity(&self, line: &str, n: u32) -> Result<Done> {
        guard(|| {
            let line: LineId = parse(line, Code::LineUnknown)?;
            let shown = self.inner.files(|files| files.account.readers.read(|conn| shown::line(conn, line)))?;
            if let Some(shown) = shown.filter(|shown| n > shown.qty() && n <= MAX_QTY) {
                within_limit(&self.sellable(shown.variant)?, n)?;
            }
            self.intend(line, |seen| set(seen, line, n))
        })
    }

    /// Removes what is shown of the line; what another device added unseen stays.
    pub fn remove(&self, line: &str) -> Result<Done> {
        self.set_quantity(line, 0)
    }

    /// Moves the line to saved for later.
    pub fn save_for_later(&self, line: &str) -> Result<Done> {
        guard(|| {
            let line: LineId = parse(line, Code::LineUnknown)?;
            self.intend(line, |seen| save(seen, line))
        })
    }

    /// Moves a saved line back into the cart.
    pub fn back_to_cart(&self, line: &str) -> Result<Done> {
        guard(|| {
            let line: LineId = parse(line, Code::LineUnknown)?;
            self.intend(line, |seen| unsave(seen, line))
        })
    }

    fn sellable(&self, id: VariantId) -> Result<Variant> {
        let found = self.inner.files(|files| {
            files.catalog.readers.read(|conn| {
                catalog::arrived(conn)?;
                catalog::variant(conn, id)
            })
        })?;
        match found {
            None => Err(Error::new(Code::ProductUnknown, "no such variant in the local catalogue")),
            Some(variant) if variant.gone => Err(Error::new(Code::ProductDiscontinued, "it is off sale")),
            Some(variant) if variant.level == Level::None => {
                Err(Error::new(Code::StockInsufficient, "none was left when the stock was last heard of").available(0))
            }
            Some(variant) => Ok(variant),
        }
    }

    /// An intent about a line.
    pub(super) fn intend(&self, line: LineId, draft: impl FnOnce(&Seen<'_>) -> Result<Draft>) -> Result<Done> {
        let (op, verdict) = self.write_intent(&[Topic::Cart, Topic::Outbox], draft)?;
        Ok(Done { op, line, saved_instead: verdict.detail.as_deref() == Some(MOVED_TO_SAVED) })
    }
}

fn add(seen: &Seen<'_>, line: LineId, variant: VariantId, n: u32, known: &Variant) -> Result<Draft> {
    let shown = seen.line(line)?;
    let has = shown.as_ref().map_or(0, |shown| shown.qty());
    let total = has.checked_add(n).filter(|total| n > 0 && *total <= MAX_QTY);
    let Some(total) = total else { return Err(Error::new(Code::QuantityInvalid, "a line holds 1 to 999")) };
    within_limit(known, total)?;
    let options = Options::new();
    // A line of many contributions is said again in one word, which keeps it short.
    Ok(match shown {
        Some(shown) if shown.dots.len() >= COMPACT_DOTS => {
            (OpBody::CartSet(CartSet { line, variant, options, n: total }), shown.names())
        }
        _ => (OpBody::CartAdd(CartAdd { line, variant, options, n }), Vec::new()),
    })
}

fn within_limit(known: &Variant, total: u32) -> Result<()> {
    match known.max_per_order.filter(|most| total > *most) {
        Some(most) => Err(Error::new(Code::LimitExceeded, "more than the shop sells in one order").available(most)),
        None => Ok(()),
    }
}

fn set(seen: &Seen<'_>, line: LineId, n: u32) -> Result<Draft> {
    let shown = seen.line(line)?.ok_or_else(no_line)?;
    if n > MAX_QTY {
        return Err(Error::new(Code::QuantityInvalid, "a line holds 1 to 999"));
    }
    if shown.dots.is_empty() {
        return Err(Error::new(Code::LineLocked, "a pending order holds all of it"));
    }
    let names = shown.names();
    Ok(match n {
        0 => (OpBody::CartRemove(CartRemove { line }), names),
        n => (OpBody::CartSet(CartSet { line, variant: shown.variant, options: shown.options, n }), names),
    })
}

fn save(seen: &Seen<'_>, line: LineId) -> Result<Draft> {
    let shown = seen.line(line)?.ok_or_else(no_line)?;
    if shown.dots.is_empty() {
        return Err(Error::new(Code::LineLocked, "a pending order holds all of it"));
    }
    let names = shown.names();
    let body = SavedMove { line, to_saved: true, variant: shown.variant, options: shown.options };
    Ok((OpBody::SavedMove(body), names))
}

fn unsave(seen: &Seen<'_>, line: LineId) -> Result<Draft> {
    let shown = seen.saved(line)?.ok_or_else(no_line)?;
    let names = shown.names();
    let body = SavedMove { line, to_saved: false, variant: shown.variant, options: shown.options };
    Ok((OpBody::SavedMove(body), names))
}

/// What an earlier intent meant, over what is shown now.
pub(super) fn again(seen: &Seen<'_>, line: LineId, body: OpBody) -> Result<Draft> {
    match body {
        OpBody::CartSet(CartSet { n, .. }) => set(seen, line, n),
        OpBody::CartRemove(_) => set(seen, line, 0),
        OpBody::SavedMove(SavedMove { to_saved: true, .. }) => save(seen, line),
        OpBody::SavedMove(_) => unsave(seen, line),
        body => Ok((body, Vec::new())), // names no contribution
    }
}

fn no_line() -> Error {
    Error::new(Code::LineUnknown, "the cart shows no such line")
}
