//! A clinic's tablets: enrolled by a code that works once, signed in by a key of their own, revoked at once.
//!
//! A tablet is a row of `users` that no password opens, so that sign-ins, tokens and devices work as
//! for people; the gate keeps it from people's routes, and its one scope is its clinic's.

mod codes;
mod enrol;
mod left;
mod list;
mod sign_in;
pub mod tables;

pub use codes::issue;

use std::collections::BTreeSet;

use petpro_domain::Code;
use petpro_domain::ids::{ClinicId, TabletId, UserId};
use utoipa_axum::routes;

use crate::http::Limit;
use crate::policy::{Policy, Route, row};
use crate::store::{Failure, Tx, listed};
use crate::values;

pub fn routes() -> Vec<Route> {
    vec![
        row(Policy::ClinicOwner, routes!(codes::make)).keyed().refuses(&[Code::NotFound, Code::Invalid]),
        row(Policy::ClinicOwner, routes!(list::list)).refuses(&[Code::NotFound]),
        row(Policy::ClinicOwner, routes!(list::revoke)).refuses(&[Code::NotFound]),
        row(Policy::Public, routes!(enrol::enrol)).limited(Limit::Login).refuses(&[Code::EnrolCode, Code::Invalid]),
        row(Policy::Public, routes!(sign_in::challenge)).limited(Limit::Refresh),
        row(Policy::Public, routes!(left::left)).limited(Limit::Refresh).refuses(&[
            Code::SessionEnded,
            Code::TabletRevoked,
            Code::Invalid,
            Code::TooLarge,
        ]),
        row(Policy::Public, routes!(sign_in::sign_in))
            .limited(Limit::Refresh)
            .refuses(&[Code::SessionEnded, Code::TabletRevoked]),
    ]
}

/// A tablet by its row of `users`.
pub struct Tablet {
    pub id: TabletId,
    pub clinic: ClinicId,
    pub name: String,
}

/// The tablet that signs in as this user, while it is not revoked.
pub fn of(tx: &mut Tx, user: UserId) -> Result<Option<Tablet>, Failure> {
    let select = "SELECT id, clinic, name FROM tablet WHERE user_id = $1 AND revoked_ms IS NULL";
    tx.query_row(select, values![user], |row| Ok(Tablet { id: row.get(0)?, clinic: row.get(1)?, name: row.get(2)? }))
}

/// The names of several, in one statement.
pub fn names(tx: &mut Tx, ids: &BTreeSet<TabletId>) -> Result<Vec<(TabletId, String)>, Failure> {
    let (list, values) = listed(ids);
    let select = format!("SELECT id, name FROM tablet WHERE id IN ({list})");
    tx.query(&select, &values, |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Its name, also when it was taken back.
pub fn name(tx: &mut Tx, id: TabletId) -> Result<Option<String>, Failure> {
    tx.query_row("SELECT name FROM tablet WHERE id = $1", values![id], |row| row.get(0))
}
