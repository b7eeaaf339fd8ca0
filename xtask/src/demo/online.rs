//! Act 2: two phones of one household.

use anyhow::{Context, Result};

use super::cart::Cart;
use super::phone::Phone;
use super::shown::Offer;
use super::story::Checks;
use super::{HANA, Stage};

/// Lines that a cart holds (C-14).
const FULL: usize = 50;

pub fn play(stage: &mut Stage, a: &mut Phone, b: &mut Phone) -> Result<()> {
    stage.story.act("Act 2: two phones of one household");
    signed_in(stage, a)?;
    second_phone(stage, a, b)?;
    both_add(stage, a, b)?;
    unseen_survives(stage, a, b)?;
    one_set_wins(stage, a, b)?;
    answer_lost(stage, a, b)?;
    overflow(stage, a, b)
}

/// Both say all they have, then both hear all there is.
pub fn meet(phones: [&mut Phone; 2]) -> Result<()> {
    let [first, second] = phones;
    first.network.mend();
    second.network.mend();
    first.sync()?;
    second.sync()?;
    first.sync()?;
    Ok(())
}

/// What both show, which has to be the same to the last yen.
pub fn same(checks: &mut Checks, a: &mut Phone, b: &mut Phone) -> Result<Cart> {
    let (shown_a, shown_b) = (a.cart()?, b.cart()?);
    checks.equal("the carts of the two phones", &shown_b, &shown_a)?;
    shown_a.adds_up(checks)?;
    for phone in [a, b] {
        checks.equal("what still waits", &phone.pending()?, &0)?;
    }
    Ok(shown_a)
}

fn signed_in(stage: &mut Stage, a: &mut Phone) -> Result<()> {
    stage.story.online(
        &stage.server,
        "the network is back, Hana signs in: the guest's cart moves into her household",
        |checks| {
            let guest = a.cart()?;
            a.network.mend();
            a.ask(&format!("login {HANA}"))?;
            a.sync()?;
            a.sync()?;
            let own = a.cart()?;
            checks.equal("units by line, exactly once", &own.lines, &guest.lines)?;
            checks.equal("the total", &own.total, &guest.total)?;
            checks.equal("what still waits", &a.pending()?, &0)?;
            Ok(format!("{} lines, {} units, {}; the queue is empty", own.lines.len(), own.units(), own.total))
        },
    )
}

fn second_phone(stage: &mut Stage, a: &mut Phone, b: &mut Phone) -> Result<()> {
    stage.story.online(&stage.server, "a second phone signs in and sees the same cart", |checks| {
        b.ask(&format!("login {HANA}"))?;
        b.sync()?;
        let shown = same(checks, a, b)?;
        Ok(format!("{} lines, {} units, {} on both", shown.lines.len(), shown.units(), shown.total))
    })
}

fn both_add(stage: &mut Stage, a: &mut Phone, b: &mut Phone) -> Result<()> {
    stage.story.online(&stage.server, "both add the same item while offline: both additions count", |checks| {
        let (line, variant, before) = a.cart()?.first()?;
        a.network.cut();
        b.network.cut();
        a.add(&variant, 1)?;
        b.add(&variant, 2)?;
        checks.equal("what A shows", &a.cart()?.qty(&line), &(before + 1))?;
        checks.equal("what B shows", &b.cart()?.qty(&line), &(before + 2))?;
        meet([a, b])?;
        let shown = same(checks, a, b)?;
        checks.equal("units after both met", &shown.qty(&line), &(before + 3))?;
        Ok(format!("{before} + 1 + 2 = {} on both", shown.qty(&line)))
    })
}

fn unseen_survives(stage: &mut Stage, a: &mut Phone, b: &mut Phone) -> Result<()> {
    stage.story.online(&stage.server, "A removes the line, B has added one that A never saw", |checks| {
        let (line, variant, before) = a.cart()?.first()?;
        a.network.cut();
        b.network.cut();
        a.ask(&format!("remove {line}"))?;
        b.add(&variant, 1)?;
        meet([a, b])?;
        let shown = same(checks, a, b)?;
        checks.equal("units that are left", &shown.qty(&line), &1)?;
        Ok(format!("the {before} that A saw are gone, the 1 it never saw is still there"))
    })
}

fn one_set_wins(stage: &mut Stage, a: &mut Phone, b: &mut Phone) -> Result<()> {
    stage.story.online(&stage.server, "A sets 5, B sets 7: one wins, the other is told", |checks| {
        let (line, _, _) = a.cart()?.first()?;
        a.network.cut();
        b.network.cut();
        a.ask(&format!("set {line} 5"))?;
        b.ask(&format!("set {line} 7"))?;
        meet([a, b])?;
        let shown = same(checks, a, b)?;
        checks.equal("the first to arrive", &shown.qty(&line), &5)?;
        let told = b.attention()?;
        let own = told.iter().find(|settled| settled.st == "superseded");
        let own = own.context("B does not say that its change was superseded")?;
        b.ask(&format!("dismiss {}", own.op))?;
        Ok("5 on both; B shows its 7 as superseded".into())
    })
}

fn answer_lost(stage: &mut Stage, a: &mut Phone, b: &mut Phone) -> Result<()> {
    stage.story.online(&stage.server, "an answer is lost on its way: asked again, nothing is doubled", |checks| {
        let (line, variant, before) = a.cart()?.first()?;
        a.add(&variant, 1)?;
        a.network.lose_answers();
        let refused = a.refused("sync")?;
        checks.that(refused.is_network(), || format!("sync said {}", refused.code))?;
        checks.equal("what still waits", &a.pending()?, &1)?;
        meet([a, b])?;
        let shown = same(checks, a, b)?;
        checks.equal("units", &shown.qty(&line), &(before + 1))?;
        Ok(format!("the server had done it, the phone did not know: {} on both", shown.qty(&line)))
    })
}

fn overflow(stage: &mut Stage, a: &mut Phone, b: &mut Phone) -> Result<()> {
    stage.story.online(
        &stage.server,
        "the cart is filled: the 51st line goes to saved for later and says so",
        |checks| {
            let mut shelf = everything(a)?.into_iter();
            let mut full = a.cart()?.lines.len();
            let saved = loop {
                let offer = shelf.next().context("the catalogue has fewer than 51 things on sale")?;
                let done = a.add(&offer.variant, 1)?;
                if done.saved_instead {
                    break done.line;
                }
                full = a.cart()?.lines.len();
                checks.that(full <= FULL, || format!("{full} lines are in the cart"))?;
            };
            checks.equal("lines before the one too many", &full, &FULL)?;
            meet([a, b])?;
            let shown = same(checks, a, b)?;
            checks.equal("lines", &shown.lines.len(), &FULL)?;
            checks.equal("units saved for later", &shown.saved.get(&saved).copied(), &Some(1))?;
            Ok(format!("{FULL} lines, {} units, {}; 1 line saved for later, on both", shown.units(), shown.total))
        },
    )
}

/// What is on sale and not in the cart.
fn everything(phone: &mut Phone) -> Result<Vec<Offer>> {
    let cart = phone.cart()?;
    let mut offers: Vec<Offer> = Vec::new();
    for words in ["dog", "cat", "food", "bird", "toy"] {
        offers.extend(phone.search(words)?.into_iter().flat_map(|hit| hit.variants).filter(Offer::on_sale));
    }
    offers.sort_by(|left, right| left.variant.cmp(&right.variant));
    offers.dedup_by(|left, right| left.variant == right.variant);
    offers.retain(|offer| !cart.variants.values().any(|variant| *variant == offer.variant));
    Ok(offers)
}
