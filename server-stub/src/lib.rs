//! The companion backend: one folder per domain, one writer, one route table.

pub mod clock;
pub mod http;
pub mod identity;
pub mod observe;
pub mod policy;
pub mod problem;
pub mod state;
pub mod store;

use axum::Router;
use axum::middleware::from_fn;
use petpro_domain::Code;

use problem::Problem;
use state::AppState;

/// The whole server as a service: routes, aliases, layers.
pub fn app(state: AppState) -> Router {
    let mut router = Router::new();
    for route in policy::table() {
        for alias in route.aliases {
            router = router.route(alias, route.service.clone());
        }
        router = router.route(&route.path, route.service);
    }
    router
        .fallback(async || Problem::new(Code::NotFound))
        .method_not_allowed_fallback(async || Problem::new(Code::MethodNotAllowed))
        .layer(from_fn(problem::rendered))
        .with_state(state)
}
