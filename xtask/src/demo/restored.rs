//! The end of act 5: old copies come back, of a phone and of the server.

use anyhow::{Context, Result};

use super::bought::Row;
use super::checkout::{of_shop, order, pay};
use super::online::{meet, same};
use super::phone::Phone;
use super::{HANA, NANIWA, SHORT_HOLD, Stage, trouble};

pub fn play(stage: &mut Stage, a: &mut Phone, b: &mut Phone, k: &mut Phone) -> Result<()> {
    phone(stage, a, b)?;
    server(stage, a, b, k)?;
    trouble::ran_out(stage, k)
}

fn phone(stage: &mut Stage, a: &mut Phone, b: &mut Phone) -> Result<()> {
    let copy = stage.folder.join("B-copy");
    stage.story.online(
        &stage.server,
        "phone B is put back to an old copy of its files: it goes on under a new name",
        |checks| {
            let (line, variant, before) = b.cart()?.first()?;
            // The copy holds an addition that was not sent yet.
            b.add(&variant, 1)?;
            b.stop()?;
            b.copy_to(&copy)?;
            b.start()?;
            // Sent after the copy was made: the copy does not know, and will use the same numbers again.
            b.add(&variant, 2)?;
            b.sync()?;
            b.stop()?;
            b.restore_from(&copy)?;
            b.start()?;
            b.add(&variant, 4)?;
            meet([b, a])?;
            let shown = same(checks, a, b)?;
            checks.equal("units", &shown.qty(&line), &(before + 7))?;
            Ok(format!("{before} + 1 (in the copy) + 2 (after it) + 4 (in its second life) = {} on both", before + 7))
        },
    )
}

fn server(stage: &mut Stage, a: &mut Phone, b: &mut Phone, k: &mut Phone) -> Result<()> {
    let file = stage.folder.join("server-backup.db").display().to_string();
    let mut c = stage.phone("C")?;
    let (line, variant, before) = a.cart()?.first()?;
    stage.story.online(&stage.server, "the server is backed up while it runs; both phones go on", |checks| {
        stage.server.tool(&["backup", &file])?;
        a.add(&variant, 1)?;
        b.add(&variant, 2)?;
        meet([a, b])?;
        let shown = same(checks, a, b)?;
        checks.equal("units", &shown.qty(&line), &(before + 3))?;
        Ok(format!("{} units of the line in the backup, {} now", before, before + 3))
    })?;
    let paid = paid_after(stage, k)?;
    stage.server.stop()?;
    // For the last step: goods are held for a moment only from here on.
    stage.server.set("CHECKOUT__HOLD_SECONDS", &SHORT_HOLD.to_string());
    let restored = stage.server.tool(&["restore", &file])?;
    stage.server.start()?;
    stage.story.online(
        &stage.server,
        "the server is put back to that backup: a new phone sees what it still knows",
        |checks| {
            c.ask(&format!("login {HANA}"))?;
            c.sync()?;
            checks.equal("units of the line", &c.cart()?.qty(&line), &before)?;
            Ok(format!("{before} units: the server forgot 3"))
        },
    )?;
    stage.story.show(&format!("petpro-server restore said {restored}"));
    stage.story.online(&stage.server, "the phones come back and give it what it forgot", |checks| {
        meet([a, b])?;
        c.sync()?;
        let shown = same(checks, a, b)?;
        checks.equal("units of the line", &shown.qty(&line), &(before + 3))?;
        let third = same(checks, a, &mut c)?;
        checks.equal("lines", &third.lines.len(), &shown.lines.len())?;
        Ok(format!("{} units again, on three phones; nothing lost, nothing doubled", before + 3))
    })?;
    paid_again(stage, k, &paid)
}

/// An order that the backup does not know: its id, and what the provider took so far.
fn paid_after(stage: &mut Stage, k: &mut Phone) -> Result<(Row, i64)> {
    let mut paid = None;
    stage.story.online(&stage.server, "after the backup Ken orders and pays", |_| {
        let offer = of_shop(k, NANIWA.0, 3)?;
        k.add(&offer.variant, 1)?;
        let number = order(k)?;
        pay(k, &number, &[("choice", "approve")])?;
        let seen = k.sees_it(&number, "PROCESSING")?;
        paid = Some((Row { order: seen.order, state: seen.state }, stage.sandbox.till()?.received));
        Ok(format!("{number} is paid"))
    })?;
    paid.context("the step is over")
}

fn paid_again(stage: &mut Stage, k: &mut Phone, (paid, received): &(Row, i64)) -> Result<()> {
    let name = "Ken's phone comes back with the order that the server forgot: paid, and not charged again";
    stage.story.online(&stage.server, name, |checks| {
        let seen = k.sees_it(&paid.order, &paid.state)?;
        checks.equal("what the provider took", &stage.sandbox.till()?.received, received)?;
        checks.equal("what is left in the cart", &k.cart()?.units(), &0)?;
        Ok(format!("{}: {}", seen.name(), seen.status.text))
    })
}
