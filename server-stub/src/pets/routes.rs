//! Pets over REST; an op does the same through the same functions.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::cart::Verdict;
use petpro_domain::ids::{HouseholdId, OpId, PetId};
use petpro_domain::pet::{Fault, Note, Pet, Species, latest_day};
use petpro_domain::scanned::Microchip;
use petpro_domain::wire::{OpState, PetNoted, PetPut};
use serde::{Deserialize, Serialize};

use super::proofs::KeptProof;
use super::{KeptPet, read};
use crate::feed::OnTx;
use crate::http::Body;
use crate::idempotency::{Key, Reply, once_told};
use crate::identity::Principal;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Tx;

/// A pet's profile as it is sent.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PetForm {
    #[schema(example = "Mochi", max_length = 40)]
    pub name: String,
    /// `dog`, `cat`, `rabbit`, `rodent`, `bird`, `reptile`, `fish` or `other`.
    #[schema(example = "dog")]
    pub species: String,
    #[serde(default)]
    #[schema(example = "Shiba Inu", max_length = 40)]
    pub breed: String,
    #[serde(default)]
    #[schema(example = "2020-02-29")]
    pub born: Option<String>,
    /// 15 digits, spaces between them are left out.
    #[serde(default)]
    #[schema(example = "392 123456789012")]
    pub chip: Option<String>,
    #[serde(default)]
    #[schema(example = json!(["chicken"]))]
    pub allergies: Vec<String>,
}

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    Weight,
    Vaccination,
}

/// A fact as it is sent: of a weight the grams, of a vaccination the vaccine.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteForm {
    pub what: NoteKind,
    /// The day, `2025-12-24`.
    pub on: String,
    #[serde(default)]
    pub grams: Option<u32>,
    #[serde(default)]
    pub vaccine: Option<String>,
    /// When the next one is due.
    #[serde(default)]
    pub due: Option<String>,
    #[serde(default)]
    pub batch: String,
}

/// The household's pets, oldest first.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Pets {
    pub pets: Vec<KeptPet>,
}

/// The household's vaccination proofs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Proofs {
    pub proofs: Vec<KeptProof>,
}

/// The vaccination proofs that clinics gave us, oldest first.
#[utoipa::path(get, path = "/api/v1/users/me/proofs", tag = "pets", responses((status = 200, body = Proofs)))]
pub async fn proofs(State(app): State<AppState>, who: Principal) -> Result<Json<Proofs>, Problem> {
    Ok(Json(Proofs { proofs: app.store.read(|tx| super::proofs::of_household(tx, who.household))? }))
}

/// My household's pets, with every weight and vaccination.
#[utoipa::path(get, path = "/api/v1/users/me/pets", tag = "pets", responses((status = 200, body = Pets)))]
pub async fn list(State(app): State<AppState>, who: Principal) -> Result<Json<Pets>, Problem> {
    Ok(Json(Pets { pets: app.store.read(|tx| super::all(tx, who.household))? }))
}

/// Keeps a pet.
#[utoipa::path(post, path = "/api/v1/users/me/pets", tag = "pets", request_body = PetForm,
    responses((status = 201, body = KeptPet)))]
pub async fn add(
    State(app): State<AppState>,
    who: Principal,
    key: Key,
    Body { value: form, digest }: Body<PetForm>,
) -> Result<Reply, Problem> {
    let now_ms = app.clock.now_ms();
    let kept = PetPut { pet_id: PetId(app.random.id(now_ms)), pet: Some(checked(form, now_ms)?) };
    let household = who.household;
    let write = move |tx: &mut Tx, _| {
        let put = |ledger: &mut OnTx| answered(super::put(ledger, household, &kept, now_ms)?);
        let ((), pokes) = OnTx::write(tx, now_ms, put)?;
        Ok((Reply::json(StatusCode::CREATED, &mine(tx, household, kept.pet_id)?)?, pokes))
    };
    once_told(&app, &who, key, digest, write).await
}

/// Changes the profile of a pet of mine; its weights and vaccinations stay.
#[utoipa::path(put, path = "/api/v1/users/me/pets/{pet_id}", tag = "pets", request_body = PetForm,
    params(("pet_id" = PetId, Path)), responses((status = 200, body = KeptPet)))]
pub async fn change(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
    Body { value: form, .. }: Body<PetForm>,
) -> Result<Json<KeptPet>, Problem> {
    let (id, now_ms, household) = (pet_of(&id)?, app.clock.now_ms(), who.household);
    let kept = PetPut { pet_id: id, pet: Some(checked(form, now_ms)?) };
    let write = move |tx: &mut Tx| {
        mine(tx, household, id)?;
        let put = |ledger: &mut OnTx| answered(super::put(ledger, household, &kept, now_ms)?);
        let ((), pokes) = OnTx::write(tx, now_ms, put)?;
        Ok::<_, Problem>((mine(tx, household, id)?, pokes))
    };
    let (pet, pokes) = app.store.write(write).await?;
    app.live.tell(pokes);
    Ok(Json(pet))
}

/// Forgets a pet of mine, with all that was noted of it. A clinic keeps what it wrote of its visits.
#[utoipa::path(delete, path = "/api/v1/users/me/pets/{pet_id}", tag = "pets", params(("pet_id" = PetId, Path)),
    responses((status = 204)))]
pub async fn forget(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let (id, now_ms, household) = (pet_of(&id)?, app.clock.now_ms(), who.household);
    let gone = PetPut { pet_id: id, pet: None };
    let write = move |tx: &mut Tx| {
        mine(tx, household, id)?;
        let put = |ledger: &mut OnTx| answered(super::put(ledger, household, &gone, now_ms)?);
        Ok::<_, Problem>(OnTx::write(tx, now_ms, put)?.1)
    };
    app.live.tell(app.store.write(write).await?);
    Ok(StatusCode::NO_CONTENT)
}

/// Notes a weight or a vaccination of a pet of mine. Facts only grow: what was wrong is noted again for the same day.
#[utoipa::path(post, path = "/api/v1/users/me/pets/{pet_id}/notes", tag = "pets", params(("pet_id" = PetId, Path)),
    request_body(content = NoteForm, example = json!({"what": "weight", "on": "2025-12-24", "grams": 4200})),
    responses((status = 201, body = KeptPet)))]
pub async fn note(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
    key: Key,
    Body { value: form, digest }: Body<NoteForm>,
) -> Result<Reply, Problem> {
    let (id, now_ms, household) = (pet_of(&id)?, app.clock.now_ms(), who.household);
    let note = form.fact()?;
    note.check(Some(latest_day(now_ms))).map_err(|faults| wrong(&faults))?;
    let noted = PetNoted { pet_id: id, note };
    let write = move |tx: &mut Tx, op: OpId| {
        mine(tx, household, id)?;
        let keep = |ledger: &mut OnTx| answered(super::note(ledger, household, &noted, op, now_ms)?);
        let ((), pokes) = OnTx::write(tx, now_ms, keep)?;
        Ok((Reply::json(StatusCode::CREATED, &mine(tx, household, id)?)?, pokes))
    };
    once_told(&app, &who, key, digest, write).await
}

impl NoteForm {
    /// The fact; `invalid` names the field that is missing.
    fn fact(self) -> Result<Note, Problem> {
        let missing = |field: &str| Problem::new(Code::Invalid).at(field, Code::Invalid, "is missing");
        let Self { what, on, grams, vaccine, due, batch } = self;
        Ok(match what {
            NoteKind::Weight => Note::Weight { on, grams: grams.ok_or_else(|| missing("/grams"))? },
            NoteKind::Vaccination => {
                let vaccine = vaccine.ok_or_else(|| missing("/vaccine"))?;
                Note::Vaccination { on, vaccine, due, batch }
            }
        })
    }
}

pub(super) fn pet_of(id: &str) -> Result<PetId, Problem> {
    id.parse().map_err(|_| Problem::new(Code::NotFound))
}

/// One of the caller's; 404 for anybody else's.
pub(super) fn mine(tx: &mut Tx, household: HouseholdId, id: PetId) -> Result<KeptPet, Problem> {
    let row = read::one(tx, household, id)?.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(KeptPet { id, row })
}

/// The profile, or every field of it that cannot be used.
fn checked(form: PetForm, now_ms: i64) -> Result<Pet, Problem> {
    let PetForm { name, species, breed, born, chip, allergies } = form;
    let (species, number) = (Species::parse(&species), chip.as_deref().map(Microchip::parse));
    let mut faults = Vec::new();
    faults.extend(species.is_none().then_some(Fault::Species));
    faults.extend((number == Some(None)).then_some(Fault::Chip));
    let (species, chip) = (species.unwrap_or(Species::Other), number.flatten());
    let pet = Pet { name, species, breed, born, chip, allergies };
    faults.extend(pet.check(Some(latest_day(now_ms))).err().into_iter().flatten());
    if faults.is_empty() { Ok(pet) } else { Err(wrong(&faults)) }
}

/// Names each field that cannot be used.
pub fn wrong(faults: &[Fault]) -> Problem {
    faults.iter().fold(Problem::new(Code::Invalid), |problem, fault| {
        problem.at(format!("/{}", fault.field()), Code::Invalid, "cannot be used")
    })
}

fn answered(verdict: Verdict) -> Result<(), Problem> {
    match verdict.st {
        OpState::Applied => Ok(()),
        _ => Err(Problem::new(verdict.code.unwrap_or(Code::NotFound))), // forgotten meanwhile
    }
}
