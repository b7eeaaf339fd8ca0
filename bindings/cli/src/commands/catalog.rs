//! Goods, from the local catalogue.

use petpro_client::state::Hit;

use super::App;
use crate::answer::{Answer, Failure};

pub fn search(app: &App, words: &str) -> Result<Answer, Failure> {
    let found = app.petpro.search(words)?;
    let lines = found.hits.iter().flat_map(|hit| lines(app, hit)).collect();
    Ok(Answer::new(found, lines))
}

pub fn barcode(app: &App, code: &str) -> Result<Answer, Failure> {
    Ok(shown(app, app.petpro.barcode(code)?))
}

pub fn product(app: &App, id: &str) -> Result<Answer, Failure> {
    Ok(shown(app, app.petpro.product(id)?))
}

fn shown(app: &App, hit: Hit) -> Answer {
    let lines = lines(app, &hit);
    Answer::new(hit, lines)
}

pub fn lines(_app: &App, hit: &Hit) -> Vec<String> {
    let mut lines = vec![format!("{} · {} · {}", hit.name, hit.brand, hit.shop_name)];
    lines
        .extend(hit.variants.iter().map(|offer| format!("  {} {} {}", offer.variant, offer.label, offer.price.amount)));
    lines
}
