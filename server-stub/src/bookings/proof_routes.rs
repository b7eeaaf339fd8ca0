//! Vaccination proofs over REST, the desk's side: given out at a visit, taken back where it was a mistake.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::audit::What;
use petpro_domain::booking::Status;
use petpro_domain::clinic::StaffRole;
use petpro_domain::ids::{BookingId, OpId};
use petpro_domain::pass::Vaccination;
use petpro_domain::pet::{Note, latest_day};
use petpro_domain::texts::Day;
use serde::{Deserialize, Serialize};
use utoipa_axum::routes;

use super::visit::{self, Visit};
use crate::audit::{self, When};
use crate::clinics::{self, staff};
use crate::feed::OnTx;
use crate::http::Body;
use crate::idempotency::{Key, Reply, once_told};
use crate::identity::{Principal, users};
use crate::keys;
use crate::pets::{self, proofs};
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Tx;

pub(super) fn routes() -> Vec<Route> {
    vec![
        row(Policy::ClinicOwner, routes!(issue)).keyed().refuses(&[
            Code::Invalid,
            Code::BookingState,
            Code::LimitExceeded,
        ]),
        row(Policy::ClinicOwner, routes!(list)),
        row(Policy::ClinicOwner, routes!(take_back)),
    ]
}

/// What was given to a pet.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// Its place among the visit's pets, from 0.
    #[serde(default)]
    #[schema(example = 0)]
    pub pet: u8,
    #[schema(example = "Rabies", max_length = 80)]
    pub vaccine: String,
    /// The day, `2025-12-24`.
    #[schema(example = "2025-12-24")]
    pub on: String,
    /// When the next one is due: up to and with this day it protects.
    #[serde(default)]
    #[schema(example = "2028-12-24")]
    pub due: Option<String>,
    #[serde(default)]
    #[schema(example = "A-1234", max_length = 40)]
    pub batch: String,
}

/// The proofs of a visit.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Issued {
    pub proofs: Vec<proofs::KeptProof>,
}

/// Notes a vaccination in the pet's history and gives its household a signed proof of it. The pet was
/// checked in: a clinic vouches for whom it saw.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/proofs", tag = "bookings", request_body = Given,
    params(("id" = BookingId, Path)), responses((status = 201, body = proofs::KeptProof)))]
async fn issue(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
    key: Key,
    Body { value: given, digest }: Body<Given>,
) -> Result<Reply, Problem> {
    let id = booking_id(&id)?;
    let now_ms = app.clock.now_ms();
    let (caller, its) = (who.clone(), app.clone());
    let write = move |tx: &mut Tx, op: OpId| {
        let visit = at_desk(tx, &caller, id, now_ms)?;
        let (kept, pokes) = OnTx::write(tx, now_ms, |ledger| give(&its, ledger, &visit, &given, op, now_ms))?;
        let by = audit::person(tx, &caller)?;
        audit::note(tx, visit.row.clinic, by, What::ProofIssued, &op.to_string(), When::now(now_ms))?;
        Ok((Reply::json(StatusCode::CREATED, &kept)?, pokes))
    };
    once_told(&app, &who, key, digest, write).await
}

/// The proofs that were given out at a visit.
#[utoipa::path(get, path = "/api/v1/bookings/{id}/proofs", tag = "bookings", params(("id" = BookingId, Path)),
    responses((status = 200, body = Issued)))]
async fn list(State(app): State<AppState>, who: Principal, Path(id): Path<String>) -> Result<Json<Issued>, Problem> {
    let id = booking_id(&id)?;
    let now_ms = app.clock.now_ms();
    let found = app.store.read(|tx| {
        at_desk(tx, &who, id, now_ms)?;
        Ok::<_, Problem>(proofs::of_visit(tx, id)?)
    });
    Ok(Json(Issued { proofs: found? }))
}

/// Takes back a proof that was a mistake, with its vaccination. Whoever still holds a copy is told so
/// by every tablet that has heard the list of keys since.
#[utoipa::path(delete, path = "/api/v1/proofs/{id}", tag = "bookings", params(("id" = OpId, Path)),
    responses((status = 204)))]
async fn take_back(State(app): State<AppState>, who: Principal, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    let id: OpId = id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    let now_ms = app.clock.now_ms();
    let clinic = app.store.read(|tx| {
        let clinic = proofs::clinic_of(tx, id)?.ok_or_else(|| Problem::new(Code::NotFound))?;
        staff::check(tx, &who, clinic, StaffRole::Desk).map(|_| clinic)
    })?;
    // The list first: after a crash in between the proof is good nowhere, and may be taken back again.
    keys::take_back(&app, id.0).await?;
    let write = move |tx: &mut Tx| {
        let ((), pokes) = OnTx::write(tx, now_ms, |ledger| proofs::take_back(ledger, id, now_ms))?;
        let by = audit::person(tx, &who)?;
        audit::note(tx, clinic, by, What::ProofTakenBack, &id.to_string(), When::now(now_ms))?;
        Ok::<_, Problem>(pokes)
    };
    app.live.tell(app.store.write(write).await?);
    Ok(StatusCode::NO_CONTENT)
}

/// A visit for who works at its clinic, while it is shared with it.
fn at_desk(tx: &mut Tx, who: &Principal, id: BookingId, now_ms: i64) -> Result<Visit, Problem> {
    let absent = || Problem::new(Code::NotFound);
    let visit = visit::get(tx, id)?.filter(|visit| visit.is_shared(now_ms)).ok_or_else(absent)?;
    staff::check(tx, who, visit.row.clinic, StaffRole::Desk)?;
    Ok(visit)
}

fn give(
    app: &AppState,
    ledger: &mut OnTx,
    visit: &Visit,
    given: &Given,
    op: OpId,
    now_ms: i64,
) -> Result<proofs::KeptProof, Problem> {
    if !matches!(visit.row.st, Status::CheckedIn | Status::InProgress | Status::Completed) {
        return Err(Problem::new(Code::BookingState));
    }
    let Given { pet, vaccine, on, due, batch } = given.clone();
    let vaccine = vaccine.trim().to_owned();
    let note = Note::Vaccination { on: on.clone(), vaccine: vaccine.clone(), due: due.clone(), batch };
    note.check(Some(latest_day(now_ms))).map_err(|faults| pets::wrong(&faults))?;
    let no_pet = || Problem::new(Code::Invalid).at("/pet", Code::Invalid, "no pet with an account");
    let pet = visit.row.pets.get(usize::from(pet)).and_then(|pet| pet.id).ok_or_else(no_pet)?;
    let (household, profile) = pets::profile(ledger.tx, pet)?.ok_or_else(no_pet)?;
    if !pets::note_by_clinic(ledger, pet, note, visit.row.clinic, op, now_ms)? {
        return Err(Problem::new(Code::LimitExceeded));
    }
    let lang = match visit.user {
        Some(user) => users::contact(ledger.tx, user)?.map(|contact| contact.lang).unwrap_or_default(),
        None => Default::default(),
    };
    let clinic = clinics::get(ledger.tx, visit.row.clinic)?.ok_or_else(|| Problem::new(Code::NotFound))?;
    let said = Vaccination {
        id: op.0,
        clinic: visit.row.clinic,
        clinic_name: clinic.names.text(lang).to_owned(),
        pet: profile.name,
        species: profile.species,
        chip: profile.chip,
        vaccine,
        given: Day::parse(&on).ok_or_else(|| Problem::new(Code::Invalid).at("/on", Code::Invalid, "a day"))?,
        due: due.as_deref().and_then(Day::parse),
    };
    let kept = proofs::keep(app, ledger, household, (pet, visit.id), &said, now_ms)?;
    kept.ok_or_else(|| Problem::new(Code::Internal))
}

fn booking_id(text: &str) -> Result<BookingId, Problem> {
    text.parse().map_err(|_| Problem::new(Code::NotFound))
}
