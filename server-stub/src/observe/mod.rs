//! What operators ask: is it alive, is it ready, how is it doing.

pub mod logs;
mod metrics;
mod requests;

use std::sync::atomic::Ordering::Relaxed;

use axum::Json;
use axum::extract::State;
use http::{HeaderMap, header};
use petpro_domain::Code;
use serde::Serialize;
use subtle::ConstantTimeEq;
use utoipa_axum::routes;

pub use metrics::Metrics;
pub use requests::observed;

use crate::http::Limit;
use crate::notifications;
use crate::outbox;
use crate::payments;
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::{AppState, Stage};

/// A writer whose heart has not beaten for this long hangs.
const HEARTBEAT_US: u64 = 10_000_000;

pub fn routes() -> Vec<Route> {
    vec![
        row(Policy::Public, routes!(livez)).also(&["/healthz"]).limited(Limit::Free).refuses(&[Code::Unavailable]),
        row(Policy::Public, routes!(readyz)).limited(Limit::Free).refuses(&[Code::Unavailable]),
        row(Policy::Public, routes!(metrics_text)).limited(Limit::Free),
    ]
}

/// That the process answers.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Alive {
    #[schema(example = "ok")]
    pub status: &'static str,
}

/// Whether process and writer thread live. Never asks the database: a restart would not mend it.
#[utoipa::path(get, path = "/livez", tag = "operations", responses((status = 200, body = Alive)))]
async fn livez(State(app): State<AppState>) -> Result<Json<Alive>, Problem> {
    let beat = app.store.pulse().beat_us.load(Relaxed);
    if app.clock.mono_us().saturating_sub(beat) > HEARTBEAT_US {
        return Err(Problem::new(Code::Unavailable).because("the writer's heart does not beat"));
    }
    Ok(Json(Alive { status: "ok" }))
}

/// Whether requests should come here: the writer can write, the disk has room, nobody has told
/// the server to go.
#[utoipa::path(get, path = "/readyz", tag = "operations", responses((status = 200, body = Alive)))]
async fn readyz(State(app): State<AppState>) -> Result<Json<Alive>, Problem> {
    let not_ready = |why: &str| Problem::new(Code::Unavailable).retry_after(2).because(why);
    if *app.stage.borrow() != Stage::Running {
        return Err(not_ready("going down"));
    }
    if !app.store.pulse().healthy.load(Relaxed) {
        return Err(not_ready("the last commit failed"));
    }
    if free_bytes(&app).is_some_and(|free| free < app.config.limits.disk_reserve_bytes) {
        return Err(not_ready("the disk is nearly full"));
    }
    Ok(Json(Alive { status: "ok" }))
}

#[cfg(unix)]
fn free_bytes(app: &AppState) -> Option<u64> {
    let disk = rustix::fs::statvfs(&app.config.data).ok()?;
    Some(disk.f_bavail * disk.f_frsize)
}

#[cfg(not(unix))]
fn free_bytes(_: &AppState) -> Option<u64> {
    None
}

/// Figures in Prometheus' text format.
#[utoipa::path(get, path = "/metrics", tag = "operations",
    responses((status = 200, body = String, content_type = "text/plain")))]
async fn metrics_text(
    State(app): State<AppState>,
    headers: HeaderMap,
) -> Result<([(header::HeaderName, &'static str); 1], String), Problem> {
    if let Some(secret) = &app.config.metrics_token {
        let given = headers.get(header::AUTHORIZATION).map(|value| value.as_bytes()).unwrap_or_default();
        let expected = format!("Bearer {}", secret.0);
        if !bool::from(given.ct_eq(expected.as_bytes())) {
            return Err(Problem::new(Code::Unauthenticated));
        }
    }
    let mut text = String::new();
    write(&app, &mut text).map_err(|cause| Problem::new(Code::Internal).because(cause))?;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text))
}

fn write(app: &AppState, out: &mut String) -> std::fmt::Result {
    use metrics::figure;
    app.metrics.write(out)?;
    let pulse = app.store.pulse();
    figure(out, "petpro_writer_healthy", "gauge", "1 while commits succeed", u8::from(pulse.healthy.load(Relaxed)))?;
    figure(out, "petpro_writer_queue_depth", "gauge", "Commands that wait", pulse.waiting.load(Relaxed))?;
    figure(out, "petpro_writer_groups_total", "counter", "Commits", pulse.groups.load(Relaxed))?;
    figure(out, "petpro_writer_commands_total", "counter", "Commands committed in them", pulse.commands.load(Relaxed))?;
    let again = pulse.again.load(Relaxed);
    figure(out, "petpro_writer_groups_again_total", "counter", "Groups run again with savepoints", again)?;
    figure(out, "petpro_db_queries_total", "counter", "Statements run", app.store.queries())?;
    let hashes = app.passwords.computed();
    figure(out, "petpro_password_hashes_total", "counter", "Passwords hashed or compared", hashes)?;
    let wal = std::fs::metadata(app.config.data.join("petpro.db-wal")).map_or(0, |file| file.len());
    figure(out, "petpro_db_wal_bytes", "gauge", "Size of the write-ahead log", wal)?;
    if let Ok((pending, oldest)) = app.store.read(outbox::waiting) {
        let age = oldest.map_or(0, |at| (app.clock.now_ms() - at).max(0) / 1_000);
        figure(out, "petpro_outbox_pending", "gauge", "Events that were not sent yet", pending)?;
        figure(out, "petpro_outbox_oldest_seconds", "gauge", "Age of the oldest of them", age)?;
    }
    if let Ok((pending, oldest)) = app.store.read(notifications::waiting) {
        let age = oldest.map_or(0, |at| (app.clock.now_ms() - at).max(0) / 1_000);
        figure(out, "petpro_mails_pending", "gauge", "Mails that were not taken yet", pending)?;
        figure(out, "petpro_mails_oldest_seconds", "gauge", "Age of the oldest of them", age)?;
    }
    if let Ok(late) = app.store.read(|tx| payments::late(tx, app.clock.now_ms())) {
        figure(out, "petpro_refunds_late", "gauge", "Refunds that take longer than seven days", late)?;
    }
    let version = env!("CARGO_PKG_VERSION");
    figure(out, &format!("petpro_build_info{{version=\"{version}\"}}"), "gauge", "What is running", 1)
}
