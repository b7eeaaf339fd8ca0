//! What waits, and what came back otherwise than meant.

use petpro_client::screens::outbox::screen;
use petpro_client::texts::{Arg, args, text};
use petpro_client::world::{Clock, System};
use serde_json::json;

use super::{App, cart};
use crate::answer::{Answer, Failure};

pub fn status(app: &App) -> Result<Answer, Failure> {
    let (session, outbox) = (app.petpro.session()?, app.petpro.outbox()?);
    let who = match &session.username {
        Some(user) => text(app.lang, "cli-signed-in", &[("user", Arg::from(user))]),
        None => text(app.lang, "cli-guest", args::NONE),
    };
    let mut lines = vec![who];
    lines.extend(session.sign_in_needed.then(|| text(app.lang, "session-ended.next", args::NONE)));
    let names = cart::names(&app.petpro.cart()?);
    let changes = screen(app.lang, &outbox, System.wall_ms(), |line| names.get(&line.to_string()).cloned());
    lines.extend(changes.lines());
    Ok(Answer::new(json!({ "session": session, "outbox": outbox }), lines))
}

pub fn dismiss(app: &App, op: &str) -> Result<Answer, Failure> {
    app.petpro.dismiss(op)?;
    Ok(Answer::say(json!({ "op": op }), app.lang, "cli-dismissed", args::NONE))
}

pub fn retry(app: &App, op: &str) -> Result<Answer, Failure> {
    Ok(cart::done(app, app.petpro.retry(op)?, "cli-changed"))
}
