//! My pets over REST; devices write them by ops.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::cart::check;
use petpro_domain::ids::{OpId, PetId};
use petpro_domain::pet::{Note, Pet, PetRow, Species};
use petpro_domain::scanned::Microchip;
use petpro_domain::wire::{OpBody, PetNoted, PetPut};
use serde::{Deserialize, Serialize};
use utoipa_axum::routes;

use super::keep::{self, Kept};
use crate::feed::{OnTx, Told};
use crate::http::Body;
use crate::idempotency::{Key, Reply, once};
use crate::identity::Principal;
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Tx;

pub fn routes() -> Vec<Route> {
    vec![
        row(Policy::SignedIn, routes!(list)).also(&["/user/pets"]),
        row(Policy::SignedIn, routes!(add))
            .also(&["/user/pets"])
            .keyed()
            .refuses(&[Code::Invalid, Code::LimitExceeded]),
        row(Policy::Owner, routes!(get)),
        row(Policy::Owner, routes!(change)).refuses(&[Code::Invalid]),
        row(Policy::Owner, routes!(forget)),
        row(Policy::Owner, routes!(add_note)).keyed().refuses(&[Code::Invalid, Code::LimitExceeded]),
    ]
}

/// A pet as it is sent.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PetForm {
    #[schema(example = "Mochi", max_length = 40)]
    pub name: String,
    pub species: Species,
    #[serde(default)]
    #[schema(example = "Shiba", max_length = 40)]
    pub breed: String,
    #[serde(default)]
    #[schema(example = "2024-02-29")]
    pub born: Option<String>,
    /// 15 digits of its microchip (ISO 11784), with spaces or without.
    #[serde(default)]
    #[schema(example = "392 123456789012")]
    pub chip: Option<String>,
    #[serde(default)]
    pub allergies: Vec<String>,
}

/// A fact to add: a weight, or a vaccination.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteForm {
    /// The day, `YYYY-MM-DD`.
    #[schema(example = "2026-11-22")]
    pub on: String,
    /// A weight in grams, or
    #[serde(default)]
    #[schema(example = 8200)]
    pub grams: Option<u32>,
    /// what it was vaccinated against.
    #[serde(default)]
    pub vaccine: Option<String>,
    /// When the next one is due.
    #[serde(default)]
    pub due: Option<String>,
    /// The number on the vial.
    #[serde(default)]
    pub batch: String,
}

/// One pet.
#[derive(Serialize, utoipa::ToSchema)]
pub struct PetView {
    pub id: PetId,
    #[serde(flatten)]
    pub row: PetRow,
}

/// The household's pets, oldest first.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Pets {
    pub pets: Vec<PetView>,
}

/// My household's pets.
#[utoipa::path(get, path = "/api/v1/users/me/pets", tag = "pets", responses((status = 200, body = Pets)))]
async fn list(State(app): State<AppState>, who: Principal) -> Result<Json<Pets>, Problem> {
    let all = app.store.read(|tx| keep::all(tx, who.household))?;
    Ok(Json(Pets { pets: all.into_iter().map(|(id, row)| PetView { id, row }).collect() }))
}

/// One of them.
#[utoipa::path(get, path = "/api/v1/users/me/pets/{pet_id}", tag = "pets", params(("pet_id" = PetId, Path)),
    responses((status = 200, body = PetView)))]
async fn get(State(app): State<AppState>, who: Principal, Path(id): Path<String>) -> Result<Json<PetView>, Problem> {
    let id = pet_id(&id)?;
    Ok(Json(app.store.read(|tx| view(tx, &who, id))?))
}

/// Keeps a pet of ours.
#[utoipa::path(post, path = "/api/v1/users/me/pets", tag = "pets",
    request_body(content = PetForm, example = json!({"name": "Mochi", "species": "dog", "breed": "Shiba",
        "born": "2024-02-29", "chip": "392 123456789012", "allergies": ["chicken"]})),
    responses((status = 201, body = PetView)))]
async fn add(
    State(app): State<AppState>,
    who: Principal,
    key: Key,
    Body { value: form, digest }: Body<PetForm>,
) -> Result<Reply, Problem> {
    let now_ms = app.clock.now_ms();
    let put = checked(PetId(app.random.id(now_ms)), form)?;
    let (told, mine) = (Told::default(), who.clone());
    let hears = told.clone();
    let write = move |tx: &mut Tx, _| {
        let (room, pokes) = OnTx::write(tx, now_ms, |ledger| keep::put(ledger, mine.household, &put, now_ms))?;
        if !room {
            return Err(Problem::new(Code::LimitExceeded));
        }
        hears.hear(pokes);
        Reply::json(StatusCode::CREATED, &view(tx, &mine, put.pet_id)?)
    };
    let reply = once(&app, &who, key, digest, write).await?;
    told.tell(&app);
    Ok(reply)
}

/// Changes a pet of ours. Facts stay.
#[utoipa::path(put, path = "/api/v1/users/me/pets/{pet_id}", tag = "pets",
    request_body(content = PetForm, example = json!({"name": "Mochi", "species": "dog"})),
    params(("pet_id" = PetId, Path)), responses((status = 200, body = PetView)))]
async fn change(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
    Body { value: form, .. }: Body<PetForm>,
) -> Result<Json<PetView>, Problem> {
    let (id, now_ms) = (pet_id(&id)?, app.clock.now_ms());
    let put = checked(id, form)?;
    let write = move |tx: &mut Tx| {
        view(tx, &who, id)?; // a foreign one is not found
        let (_, pokes) = OnTx::write(tx, now_ms, |ledger| keep::put(ledger, who.household, &put, now_ms))?;
        Ok::<_, Problem>((view(tx, &who, id)?, pokes))
    };
    let (view, pokes) = app.store.write(write).await?;
    app.live.tell(pokes);
    Ok(Json(view))
}

/// Forgets a pet of ours with all that was noted of it. Visits keep its name.
#[utoipa::path(delete, path = "/api/v1/users/me/pets/{pet_id}", tag = "pets", params(("pet_id" = PetId, Path)),
    responses((status = 204)))]
async fn forget(State(app): State<AppState>, who: Principal, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    let (id, now_ms) = (pet_id(&id)?, app.clock.now_ms());
    let write = move |tx: &mut Tx| {
        view(tx, &who, id)?;
        let put = PetPut { pet_id: id, pet: None };
        let (_, pokes) = OnTx::write(tx, now_ms, |ledger| keep::put(ledger, who.household, &put, now_ms))?;
        Ok::<_, Problem>(pokes)
    };
    app.live.tell(app.store.write(write).await?);
    Ok(StatusCode::NO_CONTENT)
}

/// Adds a weight or a vaccination; facts are never changed.
#[utoipa::path(post, path = "/api/v1/users/me/pets/{pet_id}/notes", tag = "pets", request_body = NoteForm,
    params(("pet_id" = PetId, Path)), responses((status = 201, body = PetView)))]
async fn add_note(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
    key: Key,
    Body { value: form, digest }: Body<NoteForm>,
) -> Result<Reply, Problem> {
    let (id, now_ms) = (pet_id(&id)?, app.clock.now_ms());
    let noted = PetNoted { pet_id: id, note: fact(form)? };
    let (told, mine) = (Told::default(), who.clone());
    let hears = told.clone();
    let write = move |tx: &mut Tx, op: OpId| {
        let (kept, pokes) = OnTx::write(tx, now_ms, |ledger| keep::note(ledger, mine.household, op, &noted))?;
        match kept {
            Kept::NoPet => return Err(Problem::new(Code::NotFound)),
            Kept::Full => return Err(Problem::new(Code::LimitExceeded)),
            Kept::Yes => hears.hear(pokes),
        }
        Reply::json(StatusCode::CREATED, &view(tx, &mine, id)?)
    };
    let reply = once(&app, &who, key, digest, write).await?;
    told.tell(&app);
    Ok(reply)
}

fn view(tx: &mut Tx, who: &Principal, id: PetId) -> Result<PetView, Problem> {
    let row = keep::get(tx, who.household, id)?.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(PetView { id, row })
}

fn pet_id(text: &str) -> Result<PetId, Problem> {
    text.parse().map_err(|_| Problem::new(Code::NotFound))
}

/// The pet that a form describes, checked as an op's is.
fn checked(id: PetId, form: PetForm) -> Result<PetPut, Problem> {
    let PetForm { name, species, breed, born, chip, allergies } = form;
    let chip = match chip.as_deref().map(str::trim) {
        None | Some("") => None,
        Some(text) => Some(Microchip::parse(text).ok_or_else(|| at("/chip", "15 digits that somebody gives out"))?),
    };
    let put = PetPut { pet_id: id, pet: Some(Pet { name, species, breed, born, chip, allergies }) };
    match check(&OpBody::PetPut(put.clone())) {
        Ok(()) => Ok(put),
        Err(_) => Err(at("", "a name, and dates that the calendar has")),
    }
}

fn fact(form: NoteForm) -> Result<Note, Problem> {
    let NoteForm { on, grams, vaccine, due, batch } = form;
    let note = match (grams, vaccine) {
        (Some(grams), None) => Note::Weight { on, grams },
        (None, Some(vaccine)) => Note::Vaccination { on, vaccine, due, batch },
        _ => return Err(at("", "a weight or a vaccination")),
    };
    let body = OpBody::PetNoted(PetNoted { pet_id: PetId(Default::default()), note: note.clone() });
    check(&body).map(|()| note).map_err(|_| at("", "a weight that a pet can have, and days that the calendar has"))
}

fn at(place: &str, why: &str) -> Problem {
    Problem::new(Code::Invalid).at(place, Code::Invalid, why)
}
