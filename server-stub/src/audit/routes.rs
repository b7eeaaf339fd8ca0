//! The clinic's own view of its audit log.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::{Path, State};
use petpro_domain::Code;
use petpro_domain::audit::{By, Entry};
use petpro_domain::ids::{ClinicId, Uuid};
use serde::{Deserialize, Serialize};
use utoipa_axum::routes;

use super::page;
use crate::clinics;
use crate::http::Query;
use crate::identity::{Principal, users};
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Failure, Tx};
use crate::tablets;

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
    /// What people call users (their first name), tablets and staff of these entries, by id. No hash covers them.
    pub names: BTreeMap<Uuid, String>,
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
        let names = names(tx, clinic, &entries)?;
        Ok(Json(Audit { entries, names, more }))
    })
}

/// Three statements, however many entries.
fn names(tx: &mut Tx, clinic: ClinicId, entries: &[Entry]) -> Result<BTreeMap<Uuid, String>, Failure> {
    let (mut users, mut tablets) = (BTreeSet::new(), BTreeSet::new());
    for entry in entries {
        match entry.by {
            By::User { user, .. } => drop(users.insert(user)),
            By::Tablet { tablet, .. } => drop(tablets.insert(tablet)),
            By::Clock => {}
        }
    }
    let mut names: BTreeMap<Uuid, String> = BTreeMap::new();
    names.extend(users::first_names(tx, &users)?.into_iter().map(|(id, name)| (id.0, name)));
    names.extend(tablets::names(tx, &tablets)?.into_iter().map(|(id, name)| (id.0, name)));
    names.extend(clinics::staff::of(tx, clinic)?.into_iter().map(|(id, _, staff)| (id.0, staff.name)));
    Ok(names)
}
