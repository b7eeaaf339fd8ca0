//! From the socket to the router, and an orderly end.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceBuilder;

use super::Peer;
use crate::state::{AppState, Stage};

/// Serves until `shutdown` ends, then: not ready, no new connections, streams end, running requests
/// finish, the writer drains, the log is folded into the file.
pub async fn serve(listener: TcpListener, state: AppState, shutdown: impl Future<Output = ()>) {
    let router = crate::app(state.clone());
    let connections = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(state.config.limits.connections));
    let rounds = crate::rounds::begin(&state);
    let accepting = async {
        loop {
            // Over the limit callers wait in the kernel's queue instead of in our memory.
            let Ok(place) = places.clone().acquire_owned().await else { return };
            match listener.accept().await {
                Ok((socket, peer)) => connect(&state, &router, &connections, socket, Peer(peer.ip()), place),
                Err(cause) => {
                    tracing::warn!(%cause, "accept"); // out of file handles, mostly: the next try may do
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    };
    let ending = async {
        shutdown.await;
        tracing::info!("going down: not ready any more");
        state.stage.send_replace(Stage::Draining);
        tokio::time::sleep(Duration::from_secs(state.config.shutdown.notice_seconds)).await;
    };
    tokio::select! {
        () = accepting => {}
        () = ending => {}
    }
    drop(listener);
    drop(rounds);
    state.stage.send_replace(Stage::Closing);
    let drain = Duration::from_secs(state.config.shutdown.drain_seconds);
    if tokio::time::timeout(drain, connections.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
    let closing = tokio::task::spawn_blocking(move || state.store.close());
    if let Err(cause) = closing.await {
        tracing::error!(%cause, "closing the store");
    }
    tracing::info!("closed");
}

fn connect(
    state: &AppState,
    router: &axum::Router,
    connections: &GracefulShutdown,
    socket: TcpStream,
    peer: Peer,
    place: OwnedSemaphorePermit,
) {
    let limits = &state.config.limits;
    let service = ServiceBuilder::new()
        .map_request(move |mut request: http::Request<hyper::body::Incoming>| {
            request.extensions_mut().insert(peer);
            request.map(axum::body::Body::new)
        })
        .service(router.clone());
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(limits.header_seconds))
        .max_headers(100)
        // Twice the limit that gets a problem in words; beyond it hyper answers 431 by itself.
        .max_buf_size((limits.header_bytes * 2).max(8 << 10))
        .serve_connection(TokioIo::new(socket), TowerToHyperService::new(service));
    let connection = connections.watch(connection);
    tokio::spawn(async move {
        if let Err(cause) = connection.await {
            tracing::debug!(%cause, "connection");
        }
        drop(place);
    });
}
