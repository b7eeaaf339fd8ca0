//! `POST /api/v1/sync`: push in one transaction, then pull from one snapshot.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use petpro_domain::Code;
use petpro_domain::wire::{Limits, SyncReply, SyncRequest};
use petpro_sync::server::{self, Caller};

use super::answer::{Asked, json};
use super::{caller, with_desk};
use crate::feed::OnTx;
use crate::identity::{Principal, devices};
use crate::orders;
use crate::problem::Problem;
use crate::state::AppState;

/// A round trip. The pushed ops of all lanes are judged in one transaction, each in a savepoint of
/// its own; the answer leaves after it is durable. Rows, lane and digest of a pull are of one
/// snapshot. With another epoch nothing is applied and the answer says `sync-epoch`.
#[utoipa::path(post, path = "/api/v1/sync", tag = "sync", 
    request_body(content = SyncRequest, example = json!({"proto": 1, "epoch": "e-5c1f", "push": [],
        "pull": [{"s": "catalog:jp", "cur": 98000}]})),
    responses((status = 200, body = SyncReply)))]
pub async fn exchange(
    State(app): State<AppState>,
    who: Option<Principal>,
    Asked(ask): Asked<SyncRequest>,
) -> Result<Response, Problem> {
    let ask = Arc::new(ask);
    check_limits(&ask, &Limits::default())?;
    let who = Arc::new(who);
    let (mut reply, caller) =
        if ask.push.is_empty() { greet(&app, &who, &ask)? } else { push(&app, &who, &ask).await? };
    app.store.read(|tx| {
        let mut feed = OnTx::reading(tx, &app.live.snapshots);
        with_desk(&app, |desk| server::pull(&mut feed, desk, &caller, &ask, &mut reply)).map_err(Problem::from)
    })?;
    Ok(json(&reply))
}

async fn push(
    app: &AppState,
    who: &Arc<Option<Principal>>,
    ask: &Arc<SyncRequest>,
) -> Result<(SyncReply, Caller), Problem> {
    let (its, who, ask) = (app.clone(), who.clone(), ask.clone());
    let (reply, caller, pokes) = app
        .store
        .write(move |tx| {
            check_device(tx, who.as_ref().as_ref(), &ask)?;
            let caller = caller(tx, who.as_ref().as_ref(), ask.device)?;
            let judge = |ledger: &mut OnTx| with_desk(&its, |desk| server::push(ledger, desk, &caller, &ask));
            let (reply, pokes) = orders::write(&its, tx, judge)?;
            Ok::<_, Problem>((reply, caller, pokes))
        })
        .await?;
    app.live.tell(pokes);
    Ok((reply, caller))
}

/// The beginning of a reply to who only pulls: nothing is written, so the writer is left alone.
fn greet(app: &AppState, who: &Option<Principal>, ask: &SyncRequest) -> Result<(SyncReply, Caller), Problem> {
    app.store.read(|tx| {
        check_device(tx, who.as_ref(), ask)?;
        let caller = caller(tx, who.as_ref(), ask.device)?;
        let mut ledger = OnTx::reading(tx, &app.live.snapshots);
        let reply = with_desk(app, |desk| server::push(&mut ledger, desk, &caller, ask))?;
        Ok((reply, caller))
    })
}

fn check_device(tx: &mut crate::store::Tx, who: Option<&Principal>, ask: &SyncRequest) -> Result<(), Problem> {
    match (who, ask.device) {
        (Some(who), Some(device)) => devices::check(tx, who, device),
        _ => Ok(()),
    }
}

/// A batch over the limits is halved by the device; a single op over them was refused there.
fn check_limits(ask: &SyncRequest, limits: &Limits) -> Result<(), Problem> {
    let ops = || ask.push.iter().flat_map(|part| &part.ops);
    let sizes = || ops().map(|op| op.b.get().len() + 16 * op.obs.len());
    let over = ops().count() > limits.ops as usize
        || sizes().any(|bytes| bytes > limits.op_bytes as usize)
        || sizes().sum::<usize>() > limits.push_bytes as usize;
    if over { Err(Problem::new(Code::TooLarge)) } else { Ok(()) }
}
