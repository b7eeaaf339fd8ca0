//! What people are told: mails that follow from events, and the inbox that is written with them
//! ([`crate::inbox`]).

mod bucket;
mod letter;
mod mailer;
mod queue;
mod routes;
pub mod tables;

use petpro_domain::Code;
use utoipa_axum::routes;

pub use letter::{Letter, Reader};
pub use mailer::{Mailer, Posted};
pub use queue::{Sent, send, waiting};

use crate::outbox::{self, Listener};
use crate::policy::{Policy, Route, row};
use crate::state::AppState;
use crate::store::Failure;

/// Who follows the events of the outbox.
pub const LISTENERS: &[Listener] = &[queue::follow];

pub fn routes() -> Vec<Route> {
    vec![
        row(Policy::SignedIn, routes!(routes::list)).refuses(&[Code::CursorInvalid]),
        row(Policy::Owner, routes!(routes::read)),
        row(Policy::Owner, routes!(routes::of_order)),
    ]
}

/// Events to their listeners, until none is due.
pub async fn follow(app: &AppState) -> Result<(), Failure> {
    while outbox::dispatch(app, LISTENERS).await?.sent > 0 {}
    Ok(())
}

/// Mails to their server, as many as the rate allows.
pub async fn post(app: &AppState) -> Result<(), Failure> {
    send(app).await.map(|_| ())
}
