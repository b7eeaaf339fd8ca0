//! The code for a clinic's door, which only who works there may print.

use axum::Json;
use axum::extract::{Path, State};
use petpro_domain::Code;
use petpro_domain::clinic::StaffRole;
use petpro_domain::ids::ClinicId;
use petpro_domain::scanned::Payload;
use serde::Serialize;
use utoipa_axum::routes;

use super::staff;
use crate::identity::Principal;
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;

pub(super) fn routes() -> Vec<Route> {
    vec![row(Policy::ClinicOwner, routes!(poster)).refuses(&[Code::Unavailable])]
}

/// What a poster shows.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Poster {
    /// The text of its QR code, signed: nobody prints one that leads elsewhere.
    #[schema(example = "petpro:1:clinic:01970000-0000-7000-8000-000000000001:AAAA")]
    pub text: String,
}

/// The clinic's code for its door, signed by the key that signs now.
#[utoipa::path(get, path = "/api/v1/clinics/{id}/poster", tag = "clinics", params(("id" = ClinicId, Path)),
    responses((status = 200, body = Poster)))]
async fn poster(State(app): State<AppState>, who: Principal, Path(id): Path<String>) -> Result<Json<Poster>, Problem> {
    let id: ClinicId = id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    app.store.read(|tx| staff::check(tx, &who, id, StaffRole::Desk))?;
    let seal = app.keys.passes.seal(id, app.clock.now_ms()).ok_or_else(|| Problem::new(Code::Unavailable))?;
    Ok(Json(Poster { text: Payload::Clinic(id, seal).to_string() }))
}
