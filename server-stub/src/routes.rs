//! The route table: every folder's rows, and the gate that each request passes before its handler.

use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use petpro_domain::Code;

use crate::http::{Caller, Limit};
use crate::identity::authenticate;
use crate::policy::{Policy, Route};
use crate::problem::Problem;
use crate::state::AppState;

/// Every route of the server.
pub fn table() -> Vec<Route> {
    [
        crate::observe::routes(),
        crate::problem_page::routes(),
        crate::openapi::routes(),
        crate::identity::routes(),
        crate::cart::routes(),
        crate::catalog::routes(),
        crate::checkout::routes(),
        crate::orders::routes(),
        crate::shipping::routes(),
        crate::clinics::routes(),
        crate::checkins::routes(),
        crate::tablets::routes(),
        crate::audit::routes(),
        crate::bookings::routes(),
        crate::media::routes(),
        crate::keys::routes(),
        crate::payments::routes(),
        crate::pets::routes(),
        crate::notifications::routes(),
        crate::sync::routes(),
        crate::vendors::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The handler of a row behind its policy and its limit.
pub fn guarded(route: &Route, app: &AppState) -> MethodRouter<AppState> {
    let gate = Gate { app: app.clone(), policy: route.policy, limit: route.limit };
    route.service.clone().layer(from_fn_with_state(gate, guard))
}

#[derive(Clone)]
struct Gate {
    app: AppState,
    policy: Policy,
    limit: Limit,
}

/// Checks token, rate and policy before the handler runs. A bad token counts against the address,
/// so trying tokens is limited too.
async fn guard(State(gate): State<Gate>, mut request: Request, next: Next) -> Response {
    let app = &gate.app;
    let who = match gate.policy {
        Policy::Public => Ok(None),
        _ => authenticate(app, request.headers()),
    };
    let caller = match &who {
        Ok(Some(who)) => Caller::User(who.user),
        _ => Caller::Address(app.rates.address(request.headers(), request.extensions())),
    };
    let user = who.as_ref().ok().and_then(Option::as_ref).map(|who| who.user);
    let standing = app.rates.count(gate.limit, caller);
    let verdict = standing.as_ref().map_or(Ok(()), |standing| standing.verdict()).and(who).and_then(|who| {
        match (gate.policy, who) {
            (Policy::Public | Policy::Anyone, who) => Ok(who),
            (_, None) => Err(Problem::new(Code::Unauthenticated)),
            (policy, Some(who)) if policy.role().is_some_and(|role| !who.roles.contains(&role)) => {
                Err(Problem::new(Code::Forbidden))
            }
            (_, who) => Ok(who),
        }
    });
    let mut response = match verdict {
        Ok(who) => {
            if let Some(who) = who {
                request.extensions_mut().insert(who);
            }
            next.run(request).await
        }
        Err(problem) => {
            if problem.status() == http::StatusCode::UNAUTHORIZED {
                app.metrics.auth_failure(problem.code.name());
            }
            problem.into_response()
        }
    };
    if let Some(standing) = standing {
        standing.write(response.headers_mut());
    }
    if let Some(user) = user {
        response.extensions_mut().insert(user); // for the log
    }
    response
}
