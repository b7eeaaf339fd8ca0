//! The cart: intents, and the screen.

use std::collections::HashMap;

use petpro_client::Code;
use petpro_client::screens::cart::{self, Added, Cart};
use petpro_client::state::{Done, Hit};
use petpro_client::texts::args;
use serde_json::json;

use super::App;
use crate::answer::{Answer, Failure};

pub fn show(app: &App) -> Result<Answer, Failure> {
    let cart = app.petpro.cart()?;
    let lines = cart.lines();
    Ok(Answer::new(cart, lines))
}

/// A variant by its id, or whatever carries this barcode.
pub fn add(app: &App, what: &str, n: u32) -> Result<Answer, Failure> {
    if what.chars().all(|c| c.is_ascii_digit()) {
        return added(app, &app.petpro.barcode(what)?, n);
    }
    confirmed(app, app.petpro.add(what, n)?)
}

/// Of goods that were found by a code: the variant with this code comes first.
pub fn added(app: &App, hit: &Hit, n: u32) -> Result<Answer, Failure> {
    let offer = hit.variants.first().ok_or_else(|| Failure::new(Code::ProductDiscontinued))?;
    confirmed(app, app.petpro.add(&offer.variant.to_string(), n)?)
}

/// "Added to Cart", and what the line warns of.
fn confirmed(app: &App, done: Done) -> Result<Answer, Failure> {
    let Added { said, announce } = cart::added(app.lang, &done, &app.petpro.cart()?);
    let mut answer = Answer::new(done, said.iter().map(|say| say.text.clone()).collect());
    answer.data["said"] = json!(said);
    answer.data["announce"] = json!(announce);
    Ok(answer)
}

/// What the lines hold, also those saved for later; by the id of the line.
pub fn names(cart: &Cart) -> HashMap<String, String> {
    let lines = cart.shops.iter().flat_map(|shop| &shop.lines).map(|line| (line.line, &line.name));
    let saved = cart.saved.iter().map(|line| (line.line, &line.name));
    lines.chain(saved).map(|(line, name)| (line.to_string(), name.clone())).collect()
}

pub fn set(app: &App, line: &str, n: u32) -> Result<Answer, Failure> {
    Ok(done(app, app.petpro.set_quantity(line, n)?, "cli-changed"))
}

pub fn remove(app: &App, line: &str) -> Result<Answer, Failure> {
    Ok(done(app, app.petpro.remove(line)?, "cli-removed"))
}

pub fn save(app: &App, line: &str) -> Result<Answer, Failure> {
    Ok(done(app, app.petpro.save_for_later(line)?, "cli-saved"))
}

pub fn unsave(app: &App, line: &str) -> Result<Answer, Failure> {
    Ok(done(app, app.petpro.back_to_cart(line)?, "cli-back-in-cart"))
}

/// A change that is on the disk.
pub fn done(app: &App, done: Done, said: &'static str) -> Answer {
    Answer::say(done, app.lang, said, args::NONE)
}
