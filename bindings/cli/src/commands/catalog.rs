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

/// Products of one page.
const PAGE: u32 = 20;

pub fn shop(app: &App, category: Option<&str>, from: u32) -> Result<Answer, Failure> {
    let Some(category) = category else {
        let shelves = app.petpro.shelves()?;
        let lines = shelves.lines();
        return Ok(Answer::new(shelves, lines));
    };
    let grid = app.petpro.shelf(category, from, PAGE)?;
    let lines = grid.lines();
    Ok(Answer::new(grid, lines))
}

/// Whatever a person types under bars, or a scanner at the keyboard sends.
pub fn barcode(app: &App, code: &str) -> Result<Answer, Failure> {
    let found = app.petpro.entered(code)?;
    let lines = found.screen.lines();
    if found.pet.is_some() {
        return Ok(Answer::new(found, lines));
    }
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
