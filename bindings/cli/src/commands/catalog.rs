//! Goods, from the local catalogue.

use petpro_client::Code;
use petpro_client::screens;
use petpro_client::screens::scan::Scan;
use petpro_client::state::Hit;

use super::App;
use crate::answer::{Answer, Failure};

pub fn search(app: &App, words: &str) -> Result<Answer, Failure> {
    let found = app.petpro.search(words)?;
    let lines = screens::search::screen(app.lang, &found).lines();
    Ok(Answer::new(found, lines))
}

/// Whatever a person types under bars, or a scanner at the keyboard sends.
pub fn barcode(app: &App, code: &str) -> Result<Answer, Failure> {
    let found = app.petpro.entered(code)?;
    let lines = found.screen.lines();
    found.product.map(|hit| Answer::new(hit, lines)).ok_or_else(|| refused(&found.screen))
}

/// Why a code is no goods here, with what it says.
pub fn refused(screen: &Scan) -> Failure {
    let code = screen.problem.as_ref().map_or(Code::CodeUnrecognized, |problem| problem.code);
    Failure { detail: Some(screen.refusal()), ..Failure::new(code) }
}

pub fn product(app: &App, id: &str) -> Result<Answer, Failure> {
    Ok(page(app, &app.petpro.product(id)?))
}

fn page(app: &App, hit: &Hit) -> Answer {
    Answer::new(hit, screens::product::screen(app.lang, hit).lines())
}
