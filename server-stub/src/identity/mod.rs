//! Who is asking: users, households, sign-ins, devices.

mod auth;
pub mod devices;
mod passwords;
mod principal;
mod sessions;
pub mod tables;
pub mod tokens;
pub mod users;

use utoipa_axum::routes;

pub use passwords::Passwords;
pub use principal::{Principal, Role, authenticate};

use crate::policy::{Limit, Policy, Route, row};

pub fn routes() -> Vec<Route> {
    vec![
        row(Policy::Public, routes!(auth::register)).also(&["/member/registration"]).limited(Limit::Register),
        row(Policy::Public, routes!(auth::login)).also(&["/member/login"]).limited(Limit::Login),
        row(Policy::Public, routes!(auth::refresh)).limited(Limit::Refresh),
        row(Policy::Public, routes!(auth::logout)).limited(Limit::Refresh),
        row(Policy::SignedIn, routes!(users::me)),
        row(Policy::SignedIn, routes!(devices::list)),
        row(Policy::Owner, routes!(devices::revoke)),
    ]
}
