//! `GET /api/v1/sync/op/{op_id}`: what became of an op, for support and after a new installation.

use axum::extract::{Path, State};
use axum::response::Response;
use petpro_domain::Code;
use petpro_domain::ids::OpId;
use petpro_domain::wire::OpState;
use petpro_sync::server::Ledger;
use serde::Serialize;

use super::answer::json;
use super::caller;
use crate::feed::OnTx;
use crate::identity::Principal;
use crate::problem::Problem;
use crate::state::AppState;

/// The kept result of an op.
#[derive(Serialize, utoipa::ToSchema)]
pub struct OpView {
    pub id: OpId,
    /// The scope it was judged in.
    #[schema(example = "household:0197aaaa-0000-7000-8000-000000000001")]
    pub s: String,
    pub st: OpState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    /// The scope's seq after it.
    pub at: u64,
    /// Server time, ms since 1970.
    pub at_ms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// What became of an op of mine. 404 outside the caller's scopes, as if there were none.
#[utoipa::path(get, path = "/api/v1/sync/op/{op_id}", tag = "sync", params(("op_id" = OpId, Path)),
    responses((status = 200, body = OpView)))]
pub async fn op(State(app): State<AppState>, who: Principal, Path(id): Path<String>) -> Result<Response, Problem> {
    let absent = || Problem::new(Code::NotFound);
    let id: OpId = id.parse().map_err(|_| absent())?;
    let kept = app.store.read(|tx| {
        let caller = caller(tx, Some(&who), None)?;
        let kept = OnTx::reading(tx, &app.live.snapshots).judged(id)?;
        Ok::<_, Problem>(kept.filter(|kept| caller.writes(&kept.s)))
    })?;
    let kept = kept.ok_or_else(absent)?;
    let view =
        OpView { id, s: kept.s, st: kept.st, code: kept.code, at: kept.at, at_ms: kept.at_ms, detail: kept.detail };
    Ok(json(&view))
}
