//! Act 3: a cart becomes an order, and the order is paid once, whatever the provider says how often.

use anyhow::{Context, Result};

use super::bought::{Inbox, Order, Payment, Placed, ShopOrder, until};
use super::phone::Phone;
use super::shown::Offer;
use super::{Cast, KEN, NANIWA, SAKURA, Stage, web};

pub fn play(stage: &mut Stage, cast: &mut Cast) -> Result<String> {
    stage.story.act("Act 3: from the cart to a paid order");
    signs_in(stage, cast)?;
    shown(stage, &mut cast.k)?;
    offline(stage, &mut cast.k)?;
    let number = placed(stage, cast)?;
    paid(stage, &mut cast.k, &number)?;
    alerted(stage, cast, &number)?;
    mailed(stage, &number)?;
    unheard(stage, &mut cast.k)?;
    Ok(number)
}

/// Orders what is in the cart; gives its number.
pub fn order(phone: &mut Phone) -> Result<String> {
    let placed: Placed = phone.see("checkout --place")?;
    placed.number.with_context(|| format!("the order has no number: {}", placed.say.text))
}

/// Pays an order on the provider's page; gives what that page says in the end.
pub fn pay(phone: &mut Phone, number: &str, choices: &[(&str, &str)]) -> Result<String> {
    let payment: Payment = phone.see(&format!("pay {number}"))?;
    let page = payment.page.with_context(|| format!("{} ({}), and no page", payment.say.text, payment.state))?;
    Ok(web::submit(&page, choices)?.told())
}

/// Something of this shop that can be ordered.
pub fn of_shop(phone: &mut Phone, shop: &str, nth: usize) -> Result<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    for words in ["dog", "cat", "food"] {
        let hits = phone.search(words)?.into_iter().filter(|hit| hit.shop_name == shop);
        offers.extend(hits.flat_map(|hit| hit.variants).filter(|offer| offer.on_sale() && offer.level == "plenty"));
    }
    offers.sort_by(|left, right| left.variant.cmp(&right.variant));
    offers.dedup_by(|left, right| left.variant == right.variant);
    offers.into_iter().nth(nth).with_context(|| format!("{shop} has too little"))
}

fn signs_in(stage: &mut Stage, cast: &mut Cast) -> Result<()> {
    stage.story.online(&stage.server, "Ken signs in on two phones, two shops open for the day", |_| {
        let Cast { k, l, sakura, naniwa } = cast;
        for (phone, who) in [(k, KEN), (l, KEN), (sakura, SAKURA.1), (naniwa, NANIWA.1)] {
            phone.ask(&format!("login {who}"))?;
            phone.sync()?;
        }
        Ok(format!("{KEN}, {} and {}", SAKURA.0, NANIWA.0))
    })
}

fn shown(stage: &mut Stage, k: &mut Phone) -> Result<()> {
    let mut told = String::new();
    stage.story.step(
        "goods of two shops, an address typed without a network, and what it costs to the door",
        |checks| {
            k.network.cut();
            for (shop, nth, n) in [(SAKURA.0, 0, 2), (SAKURA.0, 1, 1), (NANIWA.0, 0, 1)] {
                let offer = of_shop(k, shop, nth)?;
                k.add(&offer.variant, n)?;
            }
            k.ask(
                "address --name \"Ken Ito\" --phone +81-3-1234-5678 --postal-code 150-0001 --region JP-13 \
             --city Shibuya-ku --line1 \"Jingumae 1-2-3\"",
            )?;
            let screen = k.checkout()?;
            let total = screen.adds_up(checks)?;
            checks.equal("shops", &screen.shops.len(), &2)?;
            checks.that(screen.place.enabled, || format!("{} is off", screen.place.label.text))?;
            told = screen.told();
            k.network.mend();
            Ok(format!(
                "3 lines, 2 shops, {total}; the quote's digest is {}…",
                &screen.digest.unwrap_or_default()[..12]
            ))
        },
    )?;
    stage.story.show(&told);
    Ok(())
}

fn offline(stage: &mut Stage, k: &mut Phone) -> Result<()> {
    stage.story.step(
        "no network: the checkout is the same, and an order that needs a card page is not placed",
        |checks| {
            let before = k.checkout()?;
            k.network.cut();
            let screen = k.checkout()?;
            checks.equal("the quote", &screen.digest, &before.digest)?;
            let refused = k.refused("checkout --place")?;
            checks.that(refused.is_network(), || format!("it was refused as {}", refused.code))?;
            checks.equal("orders", &k.orders()?.len(), &0)?;
            k.network.mend();
            Ok(screen.note.text)
        },
    )
}

fn placed(stage: &mut Stage, cast: &mut Cast) -> Result<String> {
    let mut number = String::new();
    stage.story.online(&stage.server, "the order is placed: split by shop, its goods held and locked", |checks| {
        let Cast { k, l, .. } = cast;
        let shown = k.checkout()?.total.context("a total")?;
        number = order(k)?;
        let order = k.order(&number)?;
        checks.equal("its state", &order.state.as_str(), &"PENDING_PAYMENT")?;
        checks.equal("its total", &order.total.context("a total")?.money.amount, &shown.money.amount)?;
        let parts: Vec<String> = order.shops.iter().map(|part| part.number.clone()).collect();
        checks.equal("its parts", &parts, &vec![format!("{number}-1"), format!("{number}-2")])?;
        let hold = order.hold.context("its goods are not held")?;
        checks.that((1..=600_000).contains(&hold.left_ms), || format!("held for {} ms", hold.left_ms))?;
        l.sync()?;
        for phone in [k, l] {
            checks.equal("lines that the order holds", &phone.locked()?, &3)?;
            checks.equal("units that can still be changed", &phone.cart()?.units(), &0)?;
            checks.equal("the order's state", &phone.order(&number)?.state.as_str(), &"PENDING_PAYMENT")?;
        }
        Ok(format!("{}; {}", parts.join(" and "), hold.say.text))
    })?;
    Ok(number)
}

fn paid(stage: &mut Stage, k: &mut Phone, number: &str) -> Result<()> {
    let name = "Ken pays on the provider's page and keeps the card; the provider says so twice: paid once";
    stage.story.online(&stage.server, name, |checks| {
        let before = stage.sandbox.till()?;
        stage.sandbox.spoil(&["duplicate", "duplicate"])?;
        let page = pay(k, number, &[("choice", "approve"), ("save", "1")])?;
        let Order { total, status, .. } = k.sees_it(number, "PROCESSING")?;
        let total = total.context("a total")?;
        let till = stage.sandbox.till()?;
        checks.equal("what the provider took", &(till.received - before.received), &total.money.amount)?;
        checks.equal("broken rules of the provider", &till.broken_rules, &vec![])?;
        checks.equal("what is left in the cart", &k.cart()?.lines.len(), &0)?;
        let card = until("the saved card", || {
            k.sync()?;
            Ok(k.checkout()?.methods.into_iter().find(|way| way.id != "page"))
        })?;
        Ok(format!("the page says “{}…”; {}, {}; kept: {}", first(&page), total.text, status.text, card.say.text))
    })
}

fn first(page: &str) -> &str {
    page.split_once('.').map_or(page, |(first, _)| first)
}

fn alerted(stage: &mut Stage, cast: &mut Cast, number: &str) -> Result<()> {
    stage.story.online(&stage.server, "each shop hears of its own part and of no other", |checks| {
        let Cast { sakura, naniwa, .. } = cast;
        let mut told = Vec::new();
        for (phone, lines) in [(sakura, 2), (naniwa, 1)] {
            phone.sync()?;
            let orders = shop_orders(phone)?;
            let mine: Vec<_> = orders.iter().filter(|order| order.number.starts_with(number)).collect();
            checks.equal("parts of the order that the shop sees", &mine.len(), &1)?;
            checks.equal("its lines", &mine[0].lines.len(), &lines)?;
            checks.equal("its state", &mine[0].status.as_str(), &"PROCESSING")?;
            let inbox: Inbox = phone.see("inbox")?;
            let alerts: Vec<_> = inbox.notices.iter().filter(|it| it.title.contains(&mine[0].number)).collect();
            checks.equal("alerts about it in the shop's inbox", &alerts.len(), &1)?;
            told.push(format!("“{}”", alerts[0].title));
        }
        Ok(told.join(", "))
    })
}

/// What was given to a shop.
pub fn shop_orders(shop: &mut Phone) -> Result<Vec<ShopOrder>> {
    shop.see("vendor orders")
}

fn mailed(stage: &mut Stage, number: &str) -> Result<()> {
    stage.story.online(&stage.server, "the confirmation is in Ken's mail", |checks| {
        let mail =
            until("the mail", || Ok(stage.sandbox.mails()?.into_iter().find(|mail| mail.subject.contains(number))))?;
        checks.equal("its receiver", &mail.to, &vec![KEN.to_owned()])?;
        Ok(format!("“{}”, through real SMTP", mail.subject))
    })
}

fn unheard(stage: &mut Stage, k: &mut Phone) -> Result<()> {
    let name = "another order, and the provider's word is lost on its way: the server asks, and settles it";
    stage.story.online(&stage.server, name, |checks| {
        let before = stage.sandbox.till()?;
        let offer = of_shop(k, NANIWA.0, 1)?;
        k.add(&offer.variant, 1)?;
        let number = order(k)?;
        stage.sandbox.spoil(&["drop"])?;
        pay(k, &number, &[("choice", "approve")])?;
        let total = k.sees_it(&number, "PROCESSING")?.total.context("a total")?;
        let took = stage.sandbox.till()?.received - before.received;
        checks.equal("what the provider took", &took, &total.money.amount)?;
        Ok(format!("{number}, {}, paid once", total.text))
    })
}
