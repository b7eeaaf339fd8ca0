//! What operators ask: is it alive, is it ready, how is it doing.

pub mod logs;
mod metrics;

pub use metrics::Metrics;

use axum::Json;
use axum::extract::State;
use petpro_domain::Code;
use serde::Serialize;
use utoipa_axum::routes;

use crate::policy::{Limit, Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;

/// A writer whose heart has not beaten for this long hangs.
const HEARTBEAT_MS: i64 = 10_000;

pub fn routes() -> Vec<Route> {
    vec![row(Policy::Public, routes!(livez)).also(&["/healthz"]).limited(Limit::Free)]
}

/// That the process answers.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Alive {
    pub status: &'static str,
}

/// Whether the process and its writer thread live; never asks the database.
#[utoipa::path(get, path = "/livez", responses((status = 200, body = Alive)))]
async fn livez(State(app): State<AppState>) -> Result<Json<Alive>, Problem> {
    let beat = app.store.pulse().beat_ms.load(std::sync::atomic::Ordering::Relaxed);
    if app.clock.now_ms() - beat > HEARTBEAT_MS {
        return Err(Problem::new(Code::Internal).because("the writer's heart does not beat"));
    }
    Ok(Json(Alive { status: "ok" }))
}
