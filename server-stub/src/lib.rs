//! The companion backend: one folder per domain, one writer, one route table.

pub mod clock;
pub mod config;
pub mod http;
pub mod identity;
pub mod keys;
pub mod observe;
pub mod outbox;
pub mod policy;
pub mod problem;
pub mod state;
pub mod store;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use petpro_domain::Code;

use problem::Problem;
use state::AppState;

/// The whole server as a service: routes, aliases, layers.
pub fn app(state: AppState) -> Router {
    let mut router = Router::new();
    for route in policy::table() {
        let service = route.guarded(&state);
        for alias in route.aliases {
            router = router.route(alias, service.clone());
        }
        router = router.route(&route.path, service);
    }
    router
        .fallback(async || Problem::new(Code::NotFound))
        .method_not_allowed_fallback(async || Problem::new(Code::MethodNotAllowed))
        .layer(from_fn(problem::rendered))
        .layer(from_fn_with_state(state.clone(), http::identified))
        .with_state(state)
}
