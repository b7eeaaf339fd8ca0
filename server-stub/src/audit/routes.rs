//! The clinic's own view of its audit log.

use axum::Json;
use axum::extract::{Path, State};
use petpro_domain::Code;
use petpro_domain::audit::Entry;
use petpro_domain::ids::ClinicId;
use serde::{Deserialize, Serialize};
use utoipa_axum::routes;

use super::page;
use crate::clinics;
use crate::http::Query;
use crate::identity::Principal;
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;

pub fn routes() -> Vec<Route> {
    vec![row(Policy::ClinicOwner, routes!(list)).refuses(&[Code::NotFound])]
}

/// Entries of one answer.
const PAGE: u64 = 500;

/// From where on.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub struct After {
    /// The number of the last entry that the caller has; 0 at first.
    #[serde(default)]
    #[param(example = 0)]
    pub after: u64,
}

/// Entries in order. Whoever keeps them can check the chain: each hash covers the one before.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Audit {
    pub entries: Vec<Entry>,
    /// There are more after the last of these.
    pub more: bool,
}

/// Who did what at my clinic.
#[utoipa::path(get, path = "/api/v1/clinics/{id}/audit", tag = "clinics",
    params(("id" = ClinicId, Path), After), responses((status = 200, body = Audit)))]
pub async fn list(
    State(app): State<AppState>,
    who: Principal,
    Path(clinic): Path<String>,
    Query(After { after }): Query<After>,
) -> Result<Json<Audit>, Problem> {
    app.store.read(|tx| {
        let clinic = clinics::staff::admin(tx, &who, &clinic)?;
        let mut entries = page(tx, clinic, after, PAGE + 1)?;
        let more = entries.len() as u64 > PAGE;
        entries.truncate(PAGE as usize);
        Ok(Json(Audit { entries, more }))
    })
}
