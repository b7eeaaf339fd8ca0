//! What this person was told.

use super::App;
use crate::answer::{Answer, Failure};

pub fn show(app: &App, read: &[String], read_all: bool) -> Result<Answer, Failure> {
    let inbox = match (read, read_all) {
        (_, true) => app.petpro.read_all_notices()?,
        ([], false) => app.petpro.inbox()?,
        (read, false) => app.petpro.read_notices(read)?,
    };
    let lines = inbox.lines();
    Ok(Answer::new(inbox, lines))
}
