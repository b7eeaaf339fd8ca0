//! The companion backend: one folder per domain, one writer, one route table.

pub mod audit;
pub mod backup;
pub mod bookings;
pub mod cart;
pub mod catalog;
pub mod checkins;
pub mod checkout;
pub mod clinics;
pub mod clock;
pub mod config;
pub mod etag;
pub mod feed;
pub mod http;
pub mod idempotency;
pub mod identity;
pub mod inbox;
pub mod inventory;
pub mod keys;
pub mod media;
pub mod notifications;
pub mod observe;
pub mod openapi;
pub mod ops;
pub mod orders;
pub mod outbox;
pub mod payments;
pub mod pets;
pub mod policy;
pub mod problem;
pub mod problem_page;
pub mod rounds;
pub mod routes;
pub mod seed;
pub mod shipping;
pub mod state;
pub mod store;
pub mod sync;
pub mod tablets;
pub mod vendors;

use ::http::HeaderValue;
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use petpro_domain::Code;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::decompression::RequestDecompressionLayer;

pub use crate::http::serve;
use problem::Problem;
use state::AppState;

/// The whole server as a service: routes, aliases, layers.
pub fn app(state: AppState) -> Router {
    let mut router = Router::new();
    for route in routes::table() {
        let service = routes::guarded(&route, &state);
        if !route.aliases.is_empty() {
            let canonical = HeaderValue::from_str(&format!("<{}>; rel=\"successor-version\"", route.path));
            let canonical = canonical.expect("paths of the table are plain text");
            let outdated = service.clone().layer(from_fn_with_state(canonical, http::by_alias));
            for alias in route.aliases {
                router = router.route(alias, outdated.clone());
            }
        }
        router = router.route(&route.path, service);
    }
    // What a request meets, the first one first. One layer of all: each layer of a router is boxed, and
    // every request clones all boxes below each of them.
    let way = ServiceBuilder::new()
        .layer(from_fn_with_state(state.clone(), http::identified))
        .layer(from_fn_with_state(state.clone(), observe::observed))
        .layer(from_fn(http::secured))
        .layer(http::cors(&state.config.cors.origins))
        .layer(http::compressed())
        .layer(from_fn(problem::rendered))
        .layer(from_fn_with_state(state.clone(), http::headers_checked))
        .layer(CatchPanicLayer::custom(http::panicked))
        .layer(from_fn_with_state(state.clone(), http::timed))
        .layer(RequestDecompressionLayer::new().gzip(true));
    router
        .fallback(async || Problem::new(Code::NotFound))
        .method_not_allowed_fallback(async || Problem::new(Code::MethodNotAllowed))
        .layer(way)
        .with_state(state)
}
