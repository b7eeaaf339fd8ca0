//! Act 4: from the shops to the door, and what the timeline says of it.

use anyhow::{Context, Result};

use super::bought::{Inbox, Timeline, until};
use super::phone::Phone;
use super::{Cast, NANIWA, SAKURA, Stage};

pub fn play(stage: &mut Stage, cast: &mut Cast, number: &str) -> Result<()> {
    stage.story.act("Act 4: from the shops to the door");
    packed(stage, cast, number)?;
    shipped(stage, cast, number)?;
    too_late(stage, &mut cast.k, number)?;
    delivered(stage, cast, number)?;
    received(stage, &mut cast.k, number)?;
    heard(stage, &mut cast.k, number)?;
    told(stage, &mut cast.k, number)
}

fn parcel(part: &str) -> String {
    format!("PP-{part}")
}

fn packed(stage: &mut Stage, cast: &mut Cast, number: &str) -> Result<()> {
    let Cast { k, sakura, .. } = cast;
    let name = format!("{} begins to pack its part", SAKURA.0);
    stage.story.online(&stage.server, &name, |checks| {
        sakura.ask(&format!("vendor accept {number}-1"))?;
        k.sync()?;
        let order = k.order(number)?;
        let states: Vec<&str> = order.shops.iter().map(|part| part.state.as_str()).collect();
        checks.equal("the parts", &states, &vec!["PREPARING", "PROCESSING"])?;
        checks.equal("the order", &order.state.as_str(), &"PROCESSING")?;
        Ok(format!("{number}-1 is {}, {number}-2 {}: the order is as far as its slowest shop", states[0], states[1]))
    })
}

fn shipped(stage: &mut Stage, cast: &mut Cast, number: &str) -> Result<()> {
    let Cast { k, sakura, naniwa, .. } = cast;
    let name = format!("both give their parcels to the carrier, {} first", SAKURA.0);
    stage.story.online(&stage.server, &name, |checks| {
        let (first, second) = (format!("{number}-1"), format!("{number}-2"));
        sakura.ask(&format!("vendor ship {first} sandbox {}", parcel(&first)))?;
        let refused = naniwa.refused(&format!("vendor ship {second} sandbox {}", parcel(&second)))?;
        checks.equal("what is not packed is not shipped", &refused.code.as_str(), &"order-state")?;
        naniwa.ask(&format!("vendor accept {second}"))?;
        naniwa.ask(&format!("vendor ship {second} sandbox {}", parcel(&second)))?;
        let order = k.sees_it(number, "SHIPPED")?;
        let parcels: Vec<String> = order.shops.into_iter().filter_map(|part| Some(part.parcel?.text)).collect();
        checks.equal("parcels", &parcels.len(), &2)?;
        Ok(format!("{}; {} could not ship before it had accepted", parcels.join(" and "), NANIWA.0))
    })
}

fn too_late(stage: &mut Stage, k: &mut Phone, number: &str) -> Result<()> {
    stage.story.online(&stage.server, "Ken wants to call it off: too late, and said so", |checks| {
        let order = k.order(number)?;
        checks.that(!order.actions.cancel.enabled, || "the button is on".into())?;
        let refused = k.refused(&format!("order {number} cancel"))?;
        checks.equal("the refusal", &refused.code.as_str(), &"order-state")?;
        Ok(refused.title)
    })
}

fn delivered(stage: &mut Stage, cast: &mut Cast, number: &str) -> Result<()> {
    let Cast { k, .. } = cast;
    stage.story.online(&stage.server, "the carrier brings both to the door and signs its word", |checks| {
        for part in [format!("{number}-1"), format!("{number}-2")] {
            // A parcel is registered at the carrier by a job; before that it cannot be scanned.
            until("the parcel at the carrier", || Ok(stage.sandbox.delivers(&parcel(&part)).ok()))?;
        }
        let order = k.sees_it(number, "DELIVERED")?;
        checks.that(order.actions.received.enabled, || "receipt cannot be confirmed".into())?;
        Ok(order.status.text)
    })
}

fn received(stage: &mut Stage, k: &mut Phone, number: &str) -> Result<()> {
    stage.story.online(&stage.server, "Ken has it", |checks| {
        k.ask(&format!("order {number} received"))?;
        let order = k.order(number)?;
        checks.equal("the order", &order.state.as_str(), &"COMPLETED")?;
        Ok(order.status.text)
    })
}

/// The inbox has it too, and what was read on one phone needs no second look.
fn heard(stage: &mut Stage, k: &mut Phone, number: &str) -> Result<()> {
    stage.story.online(
        &stage.server,
        "Ken's inbox has the same in words; read on this phone, and the server knows",
        |checks| {
            k.sync()?;
            let inbox: Inbox = k.see("inbox")?;
            let about = inbox.notices.iter().filter(|it| it.title.contains(number)).count();
            // Paid, and two parcels sent and delivered.
            checks.equal("notices about the order", &about, &5)?;
            let read: Inbox = k.see("inbox --read-all")?;
            checks.equal("unread after that", &read.unread, &0)?;
            k.sync()?;
            let again: Inbox = k.see("inbox")?;
            checks.equal("unread as the server has it", &again.unread, &0)?;
            Ok(format!(
                "{} notices, {} were unread; the newest: “{}”",
                inbox.notices.len(),
                inbox.unread,
                inbox.notices[0].title
            ))
        },
    )
}

fn told(stage: &mut Stage, k: &mut Phone, number: &str) -> Result<()> {
    let mut all = String::new();
    stage.story.online(&stage.server, "the timeline explains all of it, the refused try included", |checks| {
        let timeline: Timeline = k.see(&format!("order {number} timeline"))?;
        let whats = ["placed", "paid", "accepted", "shipped", "delivered", "received"];
        let places: Vec<_> = whats.iter().map(|what| timeline.entries.iter().position(|it| it.what == *what)).collect();
        checks.that(places.iter().all(Option::is_some) && places.is_sorted(), || timeline.told())?;
        let refused = timeline.entries.iter().filter(|it| it.refused).count();
        checks.that(refused >= 2, || format!("{refused} refused tries:\n{}", timeline.told()))?;
        let webhook = timeline.entries.iter().find(|it| it.what.starts_with("webhook"));
        webhook.with_context(|| format!("the provider's messages are not in it:\n{}", timeline.told()))?;
        all = timeline.told();
        let mail = until("the shipping mail", || {
            let mails = stage.sandbox.mails()?;
            Ok(mails.into_iter().filter(|mail| mail.text.contains(&parcel(number))).map(|mail| mail.subject).next())
        })?;
        Ok(format!(
            "{} entries, {refused} of them refused tries; the mail about the parcel: “{mail}”",
            timeline.entries.len()
        ))
    })?;
    stage.story.show(&all);
    Ok(())
}
