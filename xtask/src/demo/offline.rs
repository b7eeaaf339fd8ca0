//! Act 1: a phone whose network is gone.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::Stage;
use super::phone::Phone;
use super::shown::{Hit, Offer};

pub fn play(stage: &mut Stage, a: &mut Phone, photos: &[PathBuf]) -> Result<()> {
    stage.story.act("Act 1: a phone without a network");
    first_start(stage, a)?;
    network_gone(stage, a)?;
    let first = shelf(a, "dog food", "")?;
    scanned(stage, a, &first)?;
    own_pictures(stage, a, photos)?;
    found_in_the_index(stage, a, &first.0.shop)?;
    quantities(stage, a)?;
    killed(stage, a)
}

/// Something on sale with a barcode, not of the shop `but`.
fn shelf(phone: &mut Phone, words: &str, but: &str) -> Result<(Hit, Offer)> {
    let hits = phone.search(words)?;
    let on_sale = hits.into_iter().filter(|hit| hit.shop != but).find_map(|hit| {
        let offer = hit.variants.iter().find(|offer| offer.on_sale() && offer.gtin.is_some())?.clone();
        Some((hit, offer))
    });
    on_sale.with_context(|| format!("the seeded catalogue sells nothing under {words:?}"))
}

fn first_start(stage: &mut Stage, a: &mut Phone) -> Result<()> {
    stage.story.online(
        &stage.server,
        "first start with network: the catalogue arrives, nobody is signed in",
        |checks| {
            let synced = a.sync()?;
            checks.that(synced.rows >= 300, || format!("only {} rows came", synced.rows))?;
            let signed_in = a.signed_in()?;
            checks.equal("who is signed in", &signed_in, &None)?;
            Ok(format!("{} rows of the catalogue are on the phone; it is a guest's", synced.rows))
        },
    )
}

fn network_gone(stage: &mut Stage, a: &mut Phone) -> Result<()> {
    stage.story.step("the network goes", |checks| {
        a.network.cut();
        let refused = a.refused("sync")?;
        checks.that(refused.is_network(), || format!("sync said {}", refused.code))?;
        Ok(format!("sync says: {} [{}]", refused.title, refused.code))
    })
}

fn scanned(stage: &mut Stage, a: &mut Phone, (hit, offer): &(Hit, Offer)) -> Result<()> {
    let gtin = offer.gtin.as_deref().unwrap_or_default();
    let photo = stage.photo(gtin, 1)?;
    stage.story.step("a barcode is scanned from a photograph", |checks| {
        let read = a.scan(&photo)?;
        let text = read.text.as_deref().unwrap_or("nothing");
        checks.equal("the code on the photograph", &format!("{text:0>14}"), &format!("{gtin:0>14}"))?;
        let product = read.product.as_ref().context("the scan showed no product")?;
        checks.equal("its product in the local catalogue", &product.name, &hit.name)?;
        Ok(format!("{} {text}, check digit right: {} ({}) from {}", read.format, hit.name, offer.label, hit.shop_name))
    })?;
    stage.story.step("added to cart", |checks| {
        let done = a.add(&offer.variant, 1)?;
        checks.equal("units of the line", &a.cart()?.qty(&done.line), &1)?;
        Ok(format!("Added to Cart: 1 x {}", hit.name))
    })
}

/// Pictures that the user named: whatever is on them is told, nothing is expected.
fn own_pictures(stage: &mut Stage, a: &mut Phone, photos: &[PathBuf]) -> Result<()> {
    for photo in photos {
        let name = format!("your picture {}", photo.display());
        stage.story.step(&name, |_| Ok(a.scan(photo).map_or_else(|error| format!("{error:#}"), |read| read.told())))?;
    }
    Ok(())
}

fn found_in_the_index(stage: &mut Stage, a: &mut Phone, but: &str) -> Result<()> {
    stage.story.step("another shop's product is found by one Japanese character", |checks| {
        let (hit, offer) = shelf(a, "猫", but)?;
        checks.that(hit.shop != but, || "it is the same shop".into())?;
        let done = a.add(&offer.variant, 2)?;
        checks.equal("units of the line", &a.cart()?.qty(&done.line), &2)?;
        Ok(format!("猫: {} ({}) from {}; 2 are in the cart", hit.name, offer.label, hit.shop_name))
    })
}

fn quantities(stage: &mut Stage, a: &mut Phone) -> Result<()> {
    let mut told = String::new();
    stage.story.step("quantities change; shipping, tax and total follow, shop by shop", |checks| {
        let before = a.cart()?;
        let line = before.lines.keys().next().context("the cart is empty")?.clone();
        a.ask(&format!("set {line} 3"))?;
        let after = a.cart()?;
        checks.equal("units of the line", &after.qty(&line), &3)?;
        checks.equal("shops in the cart", &after.shops.len(), &2)?;
        after.adds_up(checks)?;
        told = after.told();
        Ok(format!("{} units from {} shops", after.units(), after.shops.len()))
    })?;
    stage.story.show(&told);
    Ok(())
}

fn killed(stage: &mut Stage, a: &mut Phone) -> Result<()> {
    stage.story.step("the process is killed (SIGKILL) right after an answer, and started again", |checks| {
        let line = a.cart()?.lines.keys().next().context("the cart is empty")?.clone();
        a.ask(&format!("set {line} 4"))?;
        let shown = a.cart()?;
        a.ask(&format!("set {line} 2"))?;
        a.kill()?;
        a.start()?;
        let back = a.cart()?;
        checks.equal("the last answered change", &back.qty(&line), &2)?;
        checks.equal("lines of the cart", &back.lines.len(), &shown.lines.len())?;
        back.adds_up(checks)?;
        Ok(format!("everything is there: {} lines, {} units, {}", back.lines.len(), back.units(), back.total))
    })
}
