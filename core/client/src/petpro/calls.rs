//! One call of the engine over the network, and what its outcome means to the engine.

use std::sync::Arc;

use petpro_domain::wire::{HelloReply, SyncReply};
use petpro_sync::device::{Ask, Call, Event};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::open::Inner;
use crate::transport::Fault;

/// How a call ended: the event for the engine, and the fault behind a failure.
pub(super) type Outcome = (Event, Option<Fault>);

/// Makes the call; `token` is sent where the engine wants it signed.
pub(super) async fn make(inner: Arc<Inner>, call: Call, token: Option<String>) -> Outcome {
    let token = token.filter(|_| call.signed);
    let id = call.id;
    let done = match &call.ask {
        Ask::Hello(hello) => post::<HelloReply>(&inner, "/api/v1/sync/hello", token, hello, |reply| reply.server_ms)
            .await
            .map(|reply| Event::Hello { call: id, reply }),
        Ask::Sync(sync) => post::<SyncReply>(&inner, "/api/v1/sync", token, sync, |reply| reply.server_ms)
            .await
            .map(|reply| Event::Synced { call: id, reply }),
    };
    match done {
        Ok(event) => (event, None),
        Err(fault) => (Event::Failed { call: id, why: fault.failure() }, Some(fault)),
    }
}

/// Posts, and learns from the answer how far this device's clock is off.
async fn post<T: DeserializeOwned>(
    inner: &Inner,
    path: &str,
    token: Option<String>,
    body: &impl Serialize,
    server_ms: impl Fn(&T) -> i64,
) -> Result<T, Fault> {
    let clock = &inner.config.clock;
    let (wall, sent) = (clock.wall_ms(), clock.mono_ms());
    let reply = inner.http.post::<T>(path, token.as_deref(), body).await?;
    inner.offset.lock().note(wall, clock.mono_ms().saturating_sub(sent), server_ms(&reply));
    Ok(reply)
}
