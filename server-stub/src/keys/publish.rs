//! The list of keys as devices get it: the row `keys` of every catalogue and every clinic, and a public route.

use axum::Json;
use axum::extract::State;
use petpro_domain::Code;
use petpro_domain::ids::Uuid;
use petpro_domain::pass::{RootedKeys, SignedKeys};
use petpro_sync::server::Ledger;
use utoipa_axum::routes;

use crate::feed::{self, OnTx};
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Failure;

/// Type and id of the row.
const KEYS: &str = "keys";
/// Kinds of scopes that have it.
const SCOPES: [&str; 2] = ["catalog", "clinic"];

pub fn routes() -> Vec<Route> {
    vec![row(Policy::Public, routes!(keys))]
}

/// The keys that passes, vaccination proofs and clinics' codes are signed with, under the root key that a device pins the
/// first time.
#[utoipa::path(get, path = "/api/v1/keys", tag = "clinics", responses((status = 200, body = RootedKeys)))]
async fn keys(State(app): State<AppState>) -> Json<RootedKeys> {
    Json(app.keys.passes.rooted())
}

/// Gives the list to a scope, where its devices do not have it yet.
pub fn publish(ledger: &mut OnTx, scope: &str, list: &SignedKeys) -> Result<(), Failure> {
    let d = json(list);
    if ledger.row(scope, KEYS, KEYS)?.as_deref() != Some(d.as_str()) {
        ledger.publish(scope, KEYS, KEYS, Some(&d))?;
    }
    Ok(())
}

fn json(list: &SignedKeys) -> String {
    serde_json::to_string(list).expect("two texts are JSON")
}

/// Takes back a proof or the passes of a booking, in the key file and on the list that devices get.
pub async fn take_back(app: &AppState, id: Uuid) -> Result<(), Problem> {
    let (path, random, now_ms) = (app.config.data.join("keys.json"), app.random.clone(), app.clock.now_ms());
    let write = move || super::change(&path, super::Change::TakeBack(id), &random, now_ms);
    let written =
        tokio::task::spawn_blocking(write).await.map_err(|cause| Problem::new(Code::Internal).because(cause))?;
    written.map_err(|cause| Problem::new(Code::Internal).because(cause))?;
    Ok(turn(app).await?)
}

/// A turn: the key file may have changed, a scope may be new.
pub async fn turn(app: &AppState) -> Result<(), Failure> {
    if let Err(cause) = app.keys.passes.reload(&app.config.data.join("keys.json")) {
        tracing::error!(%cause, "the keys of passes stay as they were");
    }
    let list = app.keys.passes.list();
    let mut wanting = Vec::new();
    for kind in SCOPES {
        wanting.extend(app.store.read(|tx| feed::scopes_without(tx, kind, (KEYS, KEYS), &json(&list)))?);
    }
    if wanting.is_empty() {
        return Ok(()); // the writer is not woken for nothing
    }
    let now_ms = app.clock.now_ms();
    let all = move |ledger: &mut OnTx| wanting.iter().try_for_each(|scope| publish(ledger, scope, &list));
    let (_, pokes) = app.store.write(move |tx| OnTx::write(tx, now_ms, &all)).await?;
    app.live.tell(pokes);
    Ok(())
}
