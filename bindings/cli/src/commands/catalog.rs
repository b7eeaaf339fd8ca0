//! Goods, from the local catalogue.

use petpro_client::screens;
use petpro_client::state::Hit;

use super::App;
use crate::answer::{Answer, Failure};

pub fn search(app: &App, words: &str) -> Result<Answer, Failure> {
    let found = app.petpro.search(words)?;
    let lines = screens::search::screen(app.lang, &found).lines();
    Ok(Answer::new(found, lines))
}

pub fn barcode(app: &App, code: &str) -> Result<Answer, Failure> {
    Ok(page(app, &app.petpro.barcode(code)?))
}

pub fn product(app: &App, id: &str) -> Result<Answer, Failure> {
    Ok(page(app, &app.petpro.product(id)?))
}

fn page(app: &App, hit: &Hit) -> Answer {
    Answer::new(hit, screens::product::screen(app.lang, hit).lines())
}
