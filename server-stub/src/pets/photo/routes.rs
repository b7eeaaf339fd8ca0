//! Photos over REST.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use petpro_domain::Code;
use petpro_domain::ids::PetId;
use serde::Deserialize;
use utoipa_axum::routes;

use crate::bookings;
use crate::clinics::staff;
use crate::feed::OnTx;
use crate::http::{Body, Query};
use crate::identity::Principal;
use crate::pets::read::one;
use crate::pets::routes::{mine, pet_of};
use crate::pets::{self, KeptPet};
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Tx;

pub fn routes() -> Vec<Route> {
    vec![
        row(Policy::Owner, routes!(keep)).refuses(&[
            Code::Invalid,
            Code::ImageUnreadable,
            Code::ImageUnsupported,
            Code::ImageTooLarge,
        ]),
        row(Policy::Owner, routes!(take_away)),
        row(Policy::Owner, routes!(show)),
    ]
}

/// A photo as it is sent: PNG, JPEG or WebP of at most 24 megapixels.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhotoForm {
    /// The file in base64.
    #[schema(example = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mM4AQAAygDJNEIn8wAAAABJRU5ErkJggg==")]
    pub photo: String,
}

/// Which size.
#[derive(Deserialize)]
pub struct Size {
    #[serde(default)]
    small: bool,
}

/// Keeps a photo of a pet of mine, in the place of the one before. It is written anew without anything
/// that the file said beside its pixels.
#[utoipa::path(put, path = "/api/v1/users/me/pets/{pet_id}/photo", tag = "pets", request_body = PhotoForm,
    params(("pet_id" = PetId, Path)), responses((status = 200, body = KeptPet)))]
async fn keep(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
    Body { value: form, .. }: Body<PhotoForm>,
) -> Result<Json<KeptPet>, Problem> {
    let (id, now_ms, household) = (pet_of(&id)?, app.clock.now_ms(), who.household);
    app.store.read(|tx| mine(tx, household, id).map(drop))?; // before anything is decoded
    let wrong = || Problem::new(Code::Invalid).at("/photo", Code::Invalid, "base64");
    let bytes = STANDARD.decode(form.photo).map_err(|_| wrong())?;
    let photo = super::made(bytes).await.map_err(Problem::new)?;
    let write = move |tx: &mut Tx| {
        mine(tx, household, id)?;
        let ((), pokes) = OnTx::write(tx, now_ms, |ledger| super::put(ledger, household, id, &photo))?;
        Ok::<_, Problem>((mine(tx, household, id)?, pokes))
    };
    let (pet, pokes) = app.store.write(write).await?;
    app.live.tell(pokes);
    Ok(Json(pet))
}

/// Takes the photo of a pet of mine away.
#[utoipa::path(delete, path = "/api/v1/users/me/pets/{pet_id}/photo", tag = "pets", params(("pet_id" = PetId, Path)),
    responses((status = 204)))]
async fn take_away(State(app): State<AppState>, who: Principal, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    let (id, now_ms, household) = (pet_of(&id)?, app.clock.now_ms(), who.household);
    let write = move |tx: &mut Tx| {
        mine(tx, household, id)?;
        let ((), pokes) = OnTx::write(tx, now_ms, |ledger| super::remove(ledger, household, id))?;
        Ok::<_, Problem>(pokes)
    };
    app.live.tell(app.store.write(write).await?);
    Ok(StatusCode::NO_CONTENT)
}

/// A pet's photo, for its household and for who works at a clinic that it is going to visit or is at.
/// Caches may keep it, and ask each time whether they still may show it.
#[utoipa::path(get, path = "/api/v1/pets/{id}/photo", tag = "pets",
    params(("id" = PetId, Path), ("small" = Option<bool>, Query, example = true)),
    responses((status = 200, content_type = "image/jpeg", body = Vec<u8>), (status = 304)))]
async fn show(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
    Query(size): Query<Size>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let id = pet_of(&id)?;
    let found = app.store.read(|tx| match may_see(tx, &who, id)? {
        true => Ok::<_, Problem>(super::read(tx, id, size.small)?),
        false => Ok(None),
    })?;
    let (sha, bytes) = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    let tag = format!("\"{sha}\"");
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut answer = if known { StatusCode::NOT_MODIFIED.into_response() } else { bytes.into_response() };
    let fields = answer.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    fields.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    fields.insert(header::ETAG, HeaderValue::from_str(&tag).expect("hex in quotes is a header value"));
    Ok(answer)
}

/// The household's own, and what comes to a clinic where the caller works, until the visit is over.
fn may_see(tx: &mut Tx, who: &Principal, pet: PetId) -> Result<bool, Problem> {
    if one(tx, who.household, pet)?.is_some() {
        return Ok(true);
    }
    let Some((household, _)) = pets::profile(tx, pet)? else { return Ok(false) };
    for (clinic, _) in staff::clinics(tx, who.user)? {
        if bookings::live_pets(tx, household, clinic)?.contains(&pet) {
            return Ok(true);
        }
    }
    Ok(false)
}
