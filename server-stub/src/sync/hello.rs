//! `POST /api/v1/sync/hello`.

use axum::extract::State;
use axum::response::Response;
use petpro_domain::wire::{HelloReply, HelloRequest};
use petpro_sync::server;

use super::answer::{Asked, json};
use super::{caller, snapshot, with_desk};
use crate::feed::{self, OnTx};
use crate::identity::{Principal, devices};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Failure;

/// First contact: registers an unknown device for the token's user and ties the sign-in to it; says
/// which history this is, what the limits are and where every scope of the caller stands. Without a
/// token there are only catalogues.
#[utoipa::path(post, path = "/api/v1/sync/hello", tag = "sync", 
    request_body(content = HelloRequest, example = json!({"proto": 1, "app": "1.0.0", "platform": "android",
        "install_nonce": "6f1d2c", "scopes": ["catalog:jp"]})),
    responses((status = 200, body = HelloReply)))]
pub async fn hello(
    State(app): State<AppState>,
    who: Option<Principal>,
    Asked(ask): Asked<HelloRequest>,
) -> Result<Response, Problem> {
    register(&app, who.as_ref(), &ask).await?;
    let reply = app.store.read(|tx| {
        let caller = caller(tx, who.as_ref(), ask.device)?;
        let mut feed = OnTx::reading(tx, &app.live.snapshots);
        with_desk(&app, |desk| server::hello(&mut feed, desk, &caller, &ask)).map_err(Problem::from)
    })?;
    for scope in &reply.scopes {
        snapshot::refresh(&app, &scope.s, scope.head);
    }
    Ok(json(&reply))
}

/// Begins the history of a new store, and knows the device from now on.
async fn register(app: &AppState, who: Option<&Principal>, ask: &HelloRequest) -> Result<(), Problem> {
    let begun = app.store.read(|tx| Ok::<_, Failure>(!feed::epoch(tx)?.is_empty()))?;
    let claim = who.cloned().zip(ask.device);
    if begun && claim.is_none() {
        return Ok(());
    }
    let now_ms = app.clock.now_ms();
    let fresh = format!("e-{}", hex::encode(app.random.bytes::<16>()));
    let (platform, version) = (ask.platform.clone(), ask.app.clone());
    let write = move |tx: &mut crate::store::Tx| {
        feed::begin(tx, &fresh, now_ms)?;
        if let Some((who, device)) = &claim {
            let hello = devices::Hello { device: *device, platform: &platform, app: &version };
            devices::claim(tx, who, &hello, now_ms)?;
        }
        Ok::<_, Problem>(())
    };
    app.store.write(write).await
}
