//! Act 5: what goes wrong between a cart and the door. Each ends in a clear message, and nothing is lost.

use anyhow::{Context, Result};

use super::bought::{Placed, Row};
use super::checkout::{of_shop, order, pay};
use super::phone::Phone;
use super::shown::Offer;
use super::{Cast, NANIWA, SAKURA, SHORT_HOLD, Stage};

pub fn play(stage: &mut Stage, cast: &mut Cast) -> Result<()> {
    stage.story.act("Act 5: trouble");
    declined(stage, &mut cast.k)?;
    let card = saved_card(&mut cast.k)?;
    offline(stage, &mut cast.k, &card)?;
    same_goods(stage, cast, &card)?;
    shortage(stage, &mut cast.k, &card)?;
    dearer(stage, cast, &card)
}

fn saved_card(k: &mut Phone) -> Result<String> {
    let way = k.checkout()?.methods.into_iter().find(|way| way.id != "page");
    Ok(way.context("no saved card")?.id)
}

fn declined(stage: &mut Stage, k: &mut Phone) -> Result<()> {
    stage.story.online(
        &stage.server,
        "a card is declined; the goods stay held, another card pays the same order",
        |checks| {
            let before = stage.sandbox.till()?;
            let offer = of_shop(k, SAKURA.0, 2)?;
            k.add(&offer.variant, 1)?;
            let number = order(k)?;
            pay(k, &number, &[("choice", "insufficient_funds")])?;
            let failed = k.sees_it(&number, "PAYMENT_FAILED")?;
            checks.that(failed.actions.pay.enabled && failed.hold.is_some(), || "it cannot be paid again".into())?;
            checks.equal("what the provider took", &stage.sandbox.till()?.received, &before.received)?;
            let said: Vec<String> = failed.notes.into_iter().map(|say| say.text).collect();
            pay(k, &number, &[("choice", "approve")])?;
            let total = k.sees_it(&number, "PROCESSING")?.total.context("a total")?;
            let took = stage.sandbox.till()?.received - before.received;
            checks.equal("what the provider took", &took, &total.money.amount)?;
            Ok(format!("“{}” Then {}, once, for {number}", said.join(" "), total.text))
        },
    )
}

fn offline(stage: &mut Stage, k: &mut Phone, card: &str) -> Result<()> {
    let name = "ordered without a network with the saved card, the phone is killed: placed once when it is online";
    stage.story.online(&stage.server, name, |checks| {
        let (before, known) = (stage.sandbox.till()?, k.orders()?.len());
        let offer = of_shop(k, SAKURA.0, 3)?;
        k.add(&offer.variant, 1)?;
        k.network.cut();
        let placed: Placed = k.see(&format!("checkout --place --method {card}"))?;
        checks.that(placed.waits && placed.number.is_none(), || placed.say.text.clone())?;
        k.kill()?;
        k.start()?;
        checks.equal("its state", &k.order(&placed.order)?.state.as_str(), &"WAITING")?;
        // The server hears it, the phone does not hear the server: it says it again.
        k.network.mend();
        k.network.lose_answers();
        k.refused("sync")?;
        k.network.mend();
        let total = k.sees_it(&placed.order, "PROCESSING")?.total.context("a total")?;
        checks.equal("orders", &k.orders()?.len(), &(known + 1))?;
        let took = stage.sandbox.till()?.received - before.received;
        checks.equal("what the provider took", &took, &total.money.amount)?;
        Ok(format!("“{}” Then paid by itself, {}, once", placed.say.text, total.text))
    })
}

fn same_goods(stage: &mut Stage, cast: &mut Cast, card: &str) -> Result<()> {
    let Cast { k, l, .. } = cast;
    let name = "two phones of one household order the same goods while offline: one order, the other is told";
    stage.story.online(&stage.server, name, |checks| {
        let offer = of_shop(k, NANIWA.0, 2)?;
        k.add(&offer.variant, 1)?;
        k.sync()?;
        l.sync()?;
        let known = k.orders()?.len();
        let mut placed: Vec<Placed> = Vec::new();
        for phone in [&mut *k, &mut *l] {
            phone.network.cut();
            placed.push(phone.see(&format!("checkout --place --method {card}"))?);
        }
        k.network.mend();
        l.network.mend();
        k.sync()?;
        l.sync()?;
        let told = l.attention()?;
        checks.equal(
            "what L is told",
            &told.iter().map(|it| it.code.as_deref()).collect::<Vec<_>>(),
            &vec![Some("cart-changed")],
        )?;
        l.ask(&format!("dismiss {}", told[0].op))?;
        k.sees_it(&placed[0].order, "PROCESSING")?;
        l.sync()?;
        let placed_orders = |rows: Vec<Row>| rows.into_iter().filter(|row| row.state != "REJECTED").count();
        checks.equal("orders on K", &placed_orders(k.orders()?), &(known + 1))?;
        checks.equal("orders on L", &placed_orders(l.orders()?), &(known + 1))?;
        Ok("K's is placed and paid; L reads: the cart has changed".into())
    })
}

fn shortage(stage: &mut Stage, k: &mut Phone, card: &str) -> Result<()> {
    stage.story.online(&stage.server, "more than there is: refused with a reason, the cart stays as it was", |checks| {
        let known = k.orders()?.len();
        let offer = scarce(k)?;
        k.network.cut();
        let line = k.add(&offer.variant, 40)?.line;
        k.see::<Placed>(&format!("checkout --place --method {card} --line {line}"))?;
        k.network.mend();
        k.sync()?;
        let told = k.attention()?;
        let codes: Vec<_> = told.iter().map(|it| it.code.as_deref()).collect();
        checks.equal("what Ken is told", &codes, &vec![Some("stock-insufficient")])?;
        checks.equal("units in the cart", &k.cart()?.qty(&line), &40)?;
        k.ask(&format!("dismiss {}", told[0].op))?;
        checks.that(k.orders()?.len() <= known + 1, || "another order".into())?;
        k.ask(&format!("remove {line}"))?;
        k.sync()?;
        Ok("40 of something of which few are left".into())
    })
}

fn dearer(stage: &mut Stage, cast: &mut Cast, card: &str) -> Result<()> {
    let Cast { k, sakura, .. } = cast;
    let name = format!("{} raises a price while Ken orders without a network: not placed, asked again", SAKURA.0);
    stage.story.online(&stage.server, &name, |checks| {
        let before = stage.sandbox.till()?;
        let offer = of_shop(k, SAKURA.0, 5)?;
        let (old, new) = (offer.price.amount, offer.price.amount + 100);
        let line = k.add(&offer.variant, 1)?.line;
        k.sync()?;
        k.network.cut();
        k.see::<Placed>(&format!("checkout --place --method {card} --line {line}"))?;
        sakura.ask(&format!("vendor price {} {new}", offer.variant))?;
        k.network.mend();
        k.sync()?;
        let told = k.attention()?;
        let codes: Vec<_> = told.iter().map(|it| it.code.as_deref()).collect();
        checks.equal("what Ken is told", &codes, &vec![Some("price-changed")])?;
        checks.equal("units in the cart", &k.cart()?.qty(&line), &1)?;
        checks.equal("what the provider took", &stage.sandbox.till()?.received, &before.received)?;
        k.ask(&format!("dismiss {}", told[0].op))?;
        let again: Placed = k.see(&format!("checkout --place --method {card} --line {line}"))?;
        let total = k.sees_it(&again.order, "PROCESSING")?.total.context("a total")?;
        let took = stage.sandbox.till()?.received - before.received;
        checks.equal("what the provider took", &took, &total.money.amount)?;
        sakura.ask(&format!("vendor price {} {old}", offer.variant))?;
        Ok(format!("¥{old} became ¥{new}; Ken looked at it, ordered again and paid {} once", total.text))
    })
}

/// Something of which few are left.
fn scarce(k: &mut Phone) -> Result<Offer> {
    for words in ["dog", "cat", "food", "bird", "toy"] {
        let offers = k.search(words)?.into_iter().flat_map(|hit| hit.variants);
        if let Some(offer) = offers.into_iter().find(|offer| offer.level == "few" && !offer.gone) {
            return Ok(offer);
        }
    }
    anyhow::bail!("there is plenty of everything")
}

/// The server holds goods for [`SHORT_HOLD`] by now.
pub fn ran_out(stage: &mut Stage, k: &mut Phone) -> Result<()> {
    let name = format!("held for {SHORT_HOLD} s and not paid: the order runs out, its goods are in the cart again");
    stage.story.online(&stage.server, &name, |checks| {
        let offer = of_shop(k, SAKURA.0, 4)?;
        let line = k.add(&offer.variant, 2)?.line;
        let number = order(k)?;
        checks.equal("units that can be changed", &k.cart()?.qty(&line), &0)?;
        let hold = k.order(&number)?.hold.context("no countdown")?;
        let over = k.sees_it(&number, "EXPIRED")?;
        checks.equal("units in the cart", &k.cart()?.qty(&line), &2)?;
        let said: Vec<String> = over.notes.into_iter().map(|say| say.text).collect();
        Ok(format!("“{}” … “{}”", hold.say.text, said.join(" ")))
    })
}
