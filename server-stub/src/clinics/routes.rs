//! Clinics as everybody may see them.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use petpro_domain::Code;
use petpro_domain::clinic::{Care, Clinic, StaffRole};
use petpro_domain::ids::{ClinicId, ServiceId};
use petpro_domain::scanned::Payload;
use serde::{Deserialize, Serialize};
use utoipa_axum::routes;

use super::{read, staff};
use crate::http::{Cursor, Limit, Query};
use crate::identity::Principal;
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Failure, Tx};

/// Clinics of a page, where nobody says how many; the most.
const PAGE: usize = 20;
const MOST: usize = 100;

pub(super) fn routes() -> Vec<Route> {
    vec![
        row(Policy::Public, routes!(list)).also(&["/clinics"]).refuses(&[Code::Invalid, Code::CursorInvalid]),
        row(Policy::Public, routes!(get)).also(&["/clinics/{id}"]),
        row(Policy::Public, routes!(by_code))
            .also(&["/clinics/qr/{code}"])
            .limited(Limit::Lookup)
            .refuses(&[Code::CodeUnrecognized]),
        row(Policy::Clinic, routes!(mine)),
    ]
}

/// A clinic and what it offers.
#[derive(Serialize, utoipa::ToSchema)]
pub struct ClinicView {
    pub id: ClinicId,
    #[serde(flatten)]
    pub clinic: Clinic,
    pub services: Vec<CareView>,
}

/// Something that a clinic offers.
#[derive(Serialize, utoipa::ToSchema)]
pub struct CareView {
    pub id: ServiceId,
    #[serde(flatten)]
    pub care: Care,
}

/// A page of clinics.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Clinics {
    pub clinics: Vec<ClinicView>,
    pub has_more: bool,
    /// For the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Which part of the list.
#[derive(Deserialize)]
pub struct Page {
    market: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// The clinics of a market, or of all.
#[utoipa::path(get, path = "/api/v1/clinics", tag = "clinics",
    params(("market" = Option<String>, Query, example = "jp"), ("cursor" = Option<String>, Query),
        ("limit" = Option<usize>, Query, example = 20)),
    responses((status = 200, body = Clinics)))]
async fn list(State(app): State<AppState>, Query(page): Query<Page>) -> Result<Json<Clinics>, Problem> {
    let limit = page.limit.unwrap_or(PAGE);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::new(Code::Invalid).at("/limit", Code::Invalid, "1 to 100"));
    }
    let after: Option<ClinicId> = page.cursor.map(|text| Cursor::read(&app.keys, "clinics", &text)).transpose()?;
    let found = app.store.read(|tx| {
        let found = read::page(tx, page.market.as_deref(), after, limit + 1)?;
        views(tx, found)
    });
    let mut clinics = found?;
    let has_more = clinics.len() > limit;
    clinics.truncate(limit);
    let last = clinics.last().filter(|_| has_more);
    let cursor = last.map(|last| Cursor::write(&app.keys, "clinics", &last.id));
    Ok(Json(Clinics { clinics, has_more, cursor }))
}

/// One clinic.
#[utoipa::path(get, path = "/api/v1/clinics/{id}", tag = "clinics", params(("id" = ClinicId, Path)),
    responses((status = 200, body = ClinicView)))]
async fn get(State(app): State<AppState>, Path(id): Path<String>) -> Result<Json<ClinicView>, Problem> {
    let id: ClinicId = id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    Ok(Json(app.store.read(|tx| one(tx, id))?))
}

/// The clinic of a code at its door (`petpro:1:clinic:…`, percent-encoded, or the clinic's id). What is
/// no code of a clinic is not recognised.
#[utoipa::path(get, path = "/api/v1/clinics/qr/{code}", tag = "clinics",
    params(("code" = String, Path, example = "petpro:1:clinic:01970000-0000-7000-8000-000000000001:AAAA")),
    responses((status = 200, body = ClinicView)))]
async fn by_code(State(app): State<AppState>, Path(code): Path<String>) -> Result<Json<ClinicView>, Problem> {
    let id = match (code.parse(), Payload::parse(&code)) {
        (Ok(id), _) => id,
        (_, Some(Payload::Clinic(id, seal))) => {
            let ours = app.keys.passes.with_ring(|ring| ring.clinic(id, &seal, None));
            ours.map_err(|cause| Problem::new(Code::CodeUnrecognized).because(cause))?;
            id
        }
        _ => return Err(Problem::new(Code::CodeUnrecognized)),
    };
    Ok(Json(app.store.read(|tx| one(tx, id))?))
}

/// A clinic that somebody works for.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Workplace {
    pub clinic: ClinicView,
    pub role: StaffRole,
}

/// The clinics that I work for.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Workplaces {
    pub clinics: Vec<Workplace>,
}

/// Where I work, and as what.
#[utoipa::path(get, path = "/api/v1/users/me/clinics", tag = "clinics", responses((status = 200, body = Workplaces)))]
async fn mine(State(app): State<AppState>, who: Principal) -> Result<Json<Workplaces>, Problem> {
    let found = app.store.read(|tx| {
        let roles: BTreeMap<_, _> = staff::clinics(tx, who.user)?.into_iter().collect();
        let found = read::several(tx, &roles.keys().copied().collect())?;
        let all = views(tx, found.into_iter().collect())?;
        let placed = all.into_iter().filter_map(|clinic| Some(Workplace { role: *roles.get(&clinic.id)?, clinic }));
        Ok::<_, Failure>(placed.collect())
    });
    Ok(Json(Workplaces { clinics: found? }))
}

pub(super) fn one(tx: &mut Tx, id: ClinicId) -> Result<ClinicView, Problem> {
    let clinic = read::get(tx, id)?.ok_or_else(|| Problem::new(Code::NotFound))?;
    let mut views = views(tx, vec![(id, clinic)])?;
    views.pop().ok_or_else(|| Problem::new(Code::NotFound))
}

/// One statement, however many they are.
fn views(tx: &mut Tx, clinics: Vec<(ClinicId, Clinic)>) -> Result<Vec<ClinicView>, Failure> {
    let mut cares = read::cares(tx, &clinics.iter().map(|(id, _)| *id).collect())?;
    let view = |(id, clinic)| {
        let offered = cares.remove(&id).unwrap_or_default().into_iter().filter(|(_, care)| !care.gone);
        ClinicView { id, clinic, services: offered.map(|(id, care)| CareView { id, care }).collect() }
    };
    Ok(clinics.into_iter().map(view).collect())
}
