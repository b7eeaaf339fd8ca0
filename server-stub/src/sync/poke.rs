//! `GET /api/v1/sync/poke`: says that a scope has moved, never how.

use std::collections::HashMap;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream, StreamExt};
use petpro_sync::server::{Caller, Feed};
use tokio::sync::broadcast::error::RecvError;

use super::{caller, with_desk};
use crate::feed::{OnTx, Poke};
use crate::identity::Principal;
use crate::problem::Problem;
use crate::state::{AppState, Stage};
use crate::store::Failure;

/// Proxies and phones cut connections that are silent for a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(55);
/// Without a token nothing ends the stream but this.
const ANONYMOUS: Duration = Duration::from_secs(600);

/// An event stream of `{"s":"household:…","head":412}` for every scope of the caller: first how far
/// each is, then whenever one moves. It ends with the access token: connect again, and pull once.
#[utoipa::path(get, path = "/api/v1/sync/poke", tag = "sync",
    responses((status = 200, content_type = "text/event-stream", body = String,
        example = "data: {\"s\":\"catalog:jp\",\"head\":980}\n\n")))]
pub async fn poke(
    State(app): State<AppState>,
    who: Option<Principal>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let heard = app.live.listen(); // before the heads are read: nothing falls in between
    let (caller, heads) = app.store.read(|tx| {
        let caller = caller(tx, who.as_ref(), None)?;
        let heads = heads(&app, tx, &caller)?;
        Ok::<_, Problem>((caller, heads))
    })?;
    let left = who.map_or(ANONYMOUS, |who| {
        Duration::from_millis(u64::try_from(who.until_ms - app.clock.now_ms()).unwrap_or_default())
    });
    let mut stage = app.stage.subscribe();
    let ends = async move {
        let closing = stage.wait_for(|stage| *stage >= Stage::Closing);
        tokio::select! { _ = tokio::time::sleep(left) => {}, _ = closing => {} }
    };
    let events = Events { app, caller, heard, waiting: heads, told: HashMap::new() };
    let pokes = stream::unfold(events, async |mut events| events.next().await.map(|event| (Ok(event), events)));
    Ok(Sse::new(pokes.take_until(Box::pin(ends))).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

struct Events {
    app: AppState,
    caller: Caller,
    heard: tokio::sync::broadcast::Receiver<Poke>,
    waiting: Vec<Poke>,
    told: HashMap<String, u64>,
}

impl Events {
    async fn next(&mut self) -> Option<Event> {
        loop {
            while let Some(poke) = self.waiting.pop() {
                let told = self.told.entry(poke.s.clone()).or_default();
                if poke.head > *told {
                    *told = poke.head;
                    return Event::default().json_data(&poke).ok();
                }
            }
            match self.heard.recv().await {
                Ok(poke) => {
                    if with_desk(&self.app, |desk| self.caller.reads(&poke.s, desk)) {
                        self.waiting.push(poke);
                    }
                }
                // Too slow for single pokes: the heads say the same.
                Err(RecvError::Lagged(_)) => {
                    let (app, caller) = (&self.app, &self.caller);
                    self.waiting = app.store.read(|tx| heads(app, tx, caller)).ok()?;
                }
                Err(RecvError::Closed) => return None,
            }
        }
    }
}

fn heads(app: &AppState, tx: &mut crate::store::Tx, caller: &Caller) -> Result<Vec<Poke>, Failure> {
    let mut feed = OnTx::reading(tx, &app.live.snapshots);
    let catalogs = app.config.markets.iter().map(|market| crate::catalog::scope(market));
    let mut heads = Vec::new();
    for s in caller.scopes.iter().chain(&caller.feeds).cloned().chain(catalogs) {
        if let Some(head) = feed.head(&s)? {
            heads.push(Poke { s, head: head.head });
        }
    }
    Ok(heads)
}
