//! One call of the engine over the network, and what its outcome means to the engine.

use std::sync::Arc;

use petpro_domain::wire::{HelloReply, Row, SyncReply};
use petpro_sync::device::{Ask, Call, Event, Member};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::open::Inner;
use crate::transport::{Download, Fault};

/// How a call ended: the event for the engine, and the fault behind a failure.
pub(super) type Outcome = (Event, Option<Fault>);

/// Makes the call; `token` is sent where the engine wants it signed, and `open` goes on where it stands.
pub(super) async fn make(inner: Arc<Inner>, call: Call, token: Option<String>, open: &mut Option<Download>) -> Outcome {
    let token = token.filter(|_| call.signed);
    let id = call.id;
    let done = match &call.ask {
        Ask::Hello(hello) => post::<HelloReply>(&inner, "/api/v1/sync/hello", token, hello, |reply| reply.server_ms)
            .await
            .map(|reply| Event::Hello { call: id, reply }),
        Ask::Sync(sync) => post::<SyncReply>(&inner, "/api/v1/sync", token, sync, |reply| reply.server_ms)
            .await
            .map(|reply| Event::Synced { call: id, reply }),
        Ask::Member(asked) => member(&inner, asked, open).await.map(|rows| Event::Member { call: id, rows }),
    };
    match done {
        Ok(event) => (event, None),
        Err(fault) => (Event::Failed { call: id, why: fault.failure() }, Some(fault)),
    }
}

/// A connection that broke is of no use for the next try.
async fn member(inner: &Inner, asked: &Member, open: &mut Option<Download>) -> Result<Vec<Row>, Fault> {
    let mut download = match open.take().filter(|open| open.is_at(asked)) {
        Some(download) => download,
        None => Download::open(&inner.http, asked).await?,
    };
    let rows = download.next(asked).await?;
    *open = Some(download);
    Ok(rows)
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
    inner.offset.lock().note(wall, sent, clock.mono_ms().saturating_sub(sent), server_ms(&reply));
    Ok(reply)
}
