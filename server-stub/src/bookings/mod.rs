//! Visits: free times sold once, booked, moved and called off; what desks and owners have of them.

mod arrival;
mod ask;
mod book;
mod cells;
mod change;
mod desk_routes;
mod find;
mod free;
mod pass;
mod place;
mod proof_routes;
mod renew;
mod rounds;
mod routes;
pub mod tables;
mod tell;
mod view;
mod visit;
mod waiting;
mod walk_in;

pub use arrival::{arrived, stands};
pub use ask::{here, key, request, step};
pub use book::Owner;
pub use place::{enter, shift};
pub use renew::turn as renew;
pub use rounds::turn;
pub use tell::{Words, words};
pub use visit::{Visit, by_code, get, live_pets, pass_on, save};
pub use walk_in::walk_in;

use crate::policy::Route;

pub fn routes() -> Vec<Route> {
    let mut all = routes::routes();
    all.extend(desk_routes::routes());
    all.extend(waiting::routes());
    all.extend(proof_routes::routes());
    all
}
