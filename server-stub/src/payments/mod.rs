//! Payments: an order's attempts at the provider, what was told of them, what was paid back. The
//! provider is never asked inside a transaction; what it says becomes state in one place, [`settle`].

mod attempt;
mod card_data;
mod events;
pub mod gateway;
mod jobs;
mod methods;
mod reconcile;
mod refund;
mod routes;
mod settle;
mod step;
mod sweep;
pub mod tables;
mod webhook;
mod worker;

use petpro_domain::Code;
use utoipa_axum::routes;

pub use attempt::{Attempt, State};
pub use events::take;
pub use reconcile::reconcile;
pub use refund::{PROMISED_MS, late};
pub use settle::{Verdict, settle};
pub use sweep::{SweepError, Swept, sweep};
pub use worker::{compare, hear, turn};

use crate::http::Limit;
use crate::policy::{Policy, Route, row};

const PAYING: &[Code] = &[
    Code::CardDataRefused,
    Code::NotFound,
    Code::OrderState,
    Code::OrderExpired,
    Code::StockInsufficient,
    Code::PaymentDeclined,
    Code::PaymentMethodUnknown,
    Code::PaymentUnavailable,
];

pub fn routes() -> Vec<Route> {
    vec![
        row(Policy::SignedIn, routes!(routes::create))
            .also(&["/payments", "/payments/process-payment"])
            .keyed()
            .refuses(PAYING),
        row(Policy::Owner, routes!(routes::create_for_order))
            .also(&["/payments/order/{order_id}"])
            .keyed()
            .refuses(PAYING),
        row(Policy::Owner, routes!(routes::of_order)).also(&["/payments/order/{order_id}"]),
        row(Policy::Owner, routes!(routes::get)).also(&["/api/v1/payments/{id}/status", "/payments/payments/{id}"]),
        row(Policy::Owner, routes!(routes::refund)).keyed().refuses(&[
            Code::OrderState,
            Code::RefundTooMuch,
            Code::Invalid,
        ]),
        row(Policy::SignedIn, routes!(methods::list)),
        row(Policy::Owner, routes!(methods::forget)),
        row(Policy::Public, routes!(webhook::webhook)).limited(Limit::Free).refuses(&[
            Code::SignatureInvalid,
            Code::NotFound,
            Code::Malformed,
            Code::TooLarge,
        ]),
    ]
}
