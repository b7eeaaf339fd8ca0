//! Pets of households: their profiles, weights and vaccinations, and the reminders that follow from
//! them. A clinic sees a pet through a booking alone and never asks here by itself.

pub mod photo;
pub mod proofs;
mod read;
mod remind;
mod routes;
pub mod tables;
mod write;

use petpro_domain::Code;
use utoipa_axum::routes;

pub use read::{KeptPet, all, due, profile, visitors};
pub use remind::remind;
pub use routes::wrong;
pub use write::{note, note_by_clinic, put, take_back};

use crate::policy::{Policy, Route, row};

pub fn routes() -> Vec<Route> {
    let mut all = vec![
        row(Policy::SignedIn, routes!(routes::list)),
        row(Policy::SignedIn, routes!(routes::add)).keyed().refuses(&[Code::Invalid, Code::LimitExceeded]),
        row(Policy::Owner, routes!(routes::change)).refuses(&[Code::Invalid]),
        row(Policy::Owner, routes!(routes::forget)),
        row(Policy::SignedIn, routes!(routes::proofs)),
        row(Policy::Owner, routes!(routes::note)).keyed().refuses(&[Code::Invalid, Code::LimitExceeded]),
    ];
    all.extend(photo::routes());
    all
}
