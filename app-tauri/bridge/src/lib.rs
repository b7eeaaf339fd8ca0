//! The app without a window: the command table over HTTP and server-sent events, and the built pages.
//!
//! Any page of any site in the same browser can send requests to a port of this machine. So every request has to name
//! this host, come from no other origin, and carry the token that was printed at the start.

mod gate;
mod pages;
mod routes;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use petpro_app::App;

pub use gate::Token;
pub use pages::Pages;

/// What the routes share.
pub(crate) struct Bridge {
    app: App,
    token: Token,
    /// `127.0.0.1:7717`, and the same by name.
    hosts: [String; 2],
    pages: Pages,
}

/// The routes of a bridge that listens at `address`.
pub fn router(app: App, token: Token, address: SocketAddr, pages: Pages) -> Router {
    let hosts = [address.to_string(), format!("localhost:{}", address.port())];
    routes::routes(Arc::new(Bridge { app, token, hosts, pages }))
}

/// Where the built pages lie when nothing else is said.
pub fn built_pages() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../web/dist"))
}
