//! The op log over HTTP: hello, the round trip, snapshots, pokes. Who may do what in which order is
//! [`petpro_sync::server`]'s; here are tokens, bytes and the two connections.

mod answer;
mod caller;
mod exchange;
mod hello;
mod keep;
mod op;
mod poke;
mod snapshot;

pub use caller::{Receipts, caller, with_desk};
pub use keep::{housekeeping, levels};
pub use snapshot::build;

use petpro_domain::Code;
use utoipa_axum::routes;

use crate::policy::{Policy, Route, row};

pub fn routes() -> Vec<Route> {
    vec![
        row(Policy::Anyone, routes!(hello::hello)).refuses(&[Code::DeviceNotYours, Code::UpgradeRequired]),
        row(Policy::Anyone, routes!(exchange::exchange)).refuses(&[Code::DeviceNotYours, Code::UpgradeRequired]),
        row(Policy::Anyone, routes!(snapshot::snapshot)).refuses(&[Code::NotFound, Code::SlowDown]),
        row(Policy::Anyone, routes!(poke::poke)),
        row(Policy::Owner, routes!(op::op)),
    ]
}
