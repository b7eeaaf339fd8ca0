//! Who is asking: users, households, sign-ins, devices.

pub mod addresses;
mod auth;
pub mod devices;
mod passwords;
mod principal;
pub mod sessions;
pub mod staff;
pub mod tables;
pub mod tokens;
pub mod users;

use petpro_domain::Code;
use utoipa_axum::routes;

pub use addresses::AddressForm;
pub use auth::{SignedIn, Tokens, pair};
pub use passwords::Passwords;
pub use principal::{Principal, Role, authenticate};
pub use tokens::Subject;

use crate::http::Limit;
use crate::policy::{Policy, Route, row};

pub fn routes() -> Vec<Route> {
    vec![
        row(Policy::Public, routes!(auth::register))
            .also(&["/member/registration"])
            .limited(Limit::Register)
            .refuses(&[Code::AccountExists, Code::EmailInvalid, Code::PasswordWeak, Code::Invalid]),
        row(Policy::Public, routes!(auth::login))
            .also(&["/member/login"])
            .limited(Limit::Login)
            .refuses(&[Code::CredentialsWrong]),
        row(Policy::Public, routes!(auth::refresh))
            .limited(Limit::Refresh)
            .refuses(&[Code::SessionEnded, Code::RefreshReused]),
        row(Policy::Public, routes!(auth::logout)).limited(Limit::Refresh).refuses(&[Code::SessionEnded]),
        row(Policy::SignedIn, routes!(users::me)),
        row(Policy::SignedIn, routes!(devices::list)),
        row(Policy::Owner, routes!(devices::revoke)),
        row(Policy::SignedIn, routes!(addresses::list)).also(&["/user/addresses", "/delivery/addresses"]),
        row(Policy::SignedIn, routes!(addresses::add))
            .also(&["/user/addresses", "/delivery/addresses"])
            .keyed()
            .refuses(&[Code::AddressInvalid, Code::LimitExceeded]),
        row(Policy::Owner, routes!(addresses::change)).refuses(&[Code::AddressInvalid]),
        row(Policy::Owner, routes!(addresses::remove)),
    ]
}
