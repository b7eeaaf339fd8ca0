//! Visits over REST, the desk's side: the day, and who comes in without a booking.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::audit::What;
use petpro_domain::clinic::{Slot, Span, StaffRole};
use petpro_domain::ids::{BookingId, ClinicId, ServiceId};
use petpro_domain::pet::{Species, Visitor};
use petpro_domain::wire::can_walk_in;
use serde::{Deserialize, Serialize};
use utoipa_axum::routes;

use super::view::{BookingView, view, views};
use super::visit::{self, Visit};
use super::{book, free};
use crate::audit::{self, When};
use crate::clinics::{self, staff};
use crate::feed::OnTx;
use crate::http::{Body, Query};
use crate::idempotency::{Key, Reply, once_told};
use crate::identity::Principal;
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Tx;

pub(super) fn routes() -> Vec<Route> {
    vec![
        row(Policy::ClinicOwner, routes!(day)).refuses(&[Code::Invalid]),
        row(Policy::ClinicOwner, routes!(walk_in)).keyed().refuses(&[Code::Invalid, Code::SlotTaken]),
    ]
}

/// Which day.
#[derive(Deserialize)]
pub struct Day {
    /// Of the clinic's calendar, `YYYY-MM-DD`; today where it is absent.
    day: Option<String>,
}

/// A day at a clinic.
#[derive(Serialize, utoipa::ToSchema)]
pub struct DayView {
    #[schema(example = "2026-03-02")]
    pub day: String,
    pub zone: String,
    /// By their beginnings.
    pub bookings: Vec<BookingView>,
}

/// Who came in without a booking.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WalkIn {
    pub service: ServiceId,
    #[schema(example = json!([{"name": "Mochi", "species": "dog"}]))]
    pub pets: Vec<VisitorForm>,
    /// First name of who brings them.
    #[serde(default)]
    #[schema(example = "Hana", max_length = 40)]
    pub owner: String,
    /// A free beginning, server time, ms; the next free one where it is absent.
    #[serde(default)]
    pub starts_ms: Option<i64>,
    #[serde(default)]
    #[schema(max_length = 500)]
    pub note: String,
}

/// A pet that nobody has an account for.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitorForm {
    #[schema(example = "Mochi", max_length = 40)]
    pub name: String,
    pub species: Species,
}

/// A day's visits.
#[utoipa::path(get, path = "/api/v1/clinics/{id}/bookings", tag = "bookings",
    params(("id" = ClinicId, Path), ("day" = Option<String>, Query, example = "2026-03-02")),
    responses((status = 200, body = DayView)))]
async fn day(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
    Query(asked): Query<Day>,
) -> Result<Json<DayView>, Problem> {
    let id: ClinicId = id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    let now_ms = app.clock.now_ms();
    let seen = app.store.read(|tx| {
        staff::check(tx, &who, id, StaffRole::Desk)?;
        let clinic = clinics::get(tx, id)?.ok_or_else(|| Problem::new(Code::NotFound))?;
        let day = match &asked.day {
            Some(text) => text.parse().ok(),
            None => clinic.zone.day(now_ms),
        };
        let wrong = || Problem::new(Code::Invalid).at("/day", Code::Invalid, "YYYY-MM-DD");
        let day = day.ok_or_else(wrong)?;
        let Span { from_ms, to_ms } = clinic.zone.whole_day(day).ok_or_else(wrong)?;
        let all = visit::of_clinic(tx, id, from_ms.max(now_ms - visit::SHARED_MS), to_ms)?;
        let bookings = views(tx, &all)?;
        Ok::<_, Problem>(DayView { day: day.to_string(), zone: clinic.zone.name().to_owned(), bookings })
    });
    Ok(Json(seen?))
}

/// Takes in somebody who has not booked.
#[utoipa::path(post, path = "/api/v1/clinics/{id}/walk-ins", tag = "bookings", request_body = WalkIn,
    params(("id" = ClinicId, Path)), responses((status = 201, body = BookingView)))]
async fn walk_in(
    State(app): State<AppState>,
    who: Principal,
    Path(clinic): Path<String>,
    key: Key,
    Body { value: new, digest }: Body<WalkIn>,
) -> Result<Reply, Problem> {
    let clinic: ClinicId = clinic.parse().map_err(|_| Problem::new(Code::NotFound))?;
    let now_ms = app.clock.now_ms();
    let id = BookingId(app.random.id(now_ms));
    let (caller, its) = (who.clone(), app.clone());
    let write = move |tx: &mut Tx, _| {
        staff::check(tx, &caller, clinic, StaffRole::Desk)?;
        let pets = visitors(&new)?;
        let (visit, pokes) = OnTx::write(tx, now_ms, |ledger| {
            let visit = admit(&its, ledger, (clinic, id), &new, pets, now_ms)?;
            let by = audit::person(ledger.tx, &caller)?;
            audit::note(ledger.tx, clinic, by, What::WalkedIn, &id.to_string(), When::now(now_ms))?;
            Ok::<_, Problem>(visit)
        })?;
        Ok((Reply::json(StatusCode::CREATED, &view(tx, &visit)?)?, pokes))
    };
    once_told(&app, &who, key, digest, write).await
}

fn admit(
    app: &AppState,
    ledger: &mut OnTx,
    (clinic, id): (ClinicId, BookingId),
    new: &WalkIn,
    pets: Vec<Visitor>,
    now_ms: i64,
) -> Result<Visit, Problem> {
    let mut of = clinics::offered(ledger.tx, clinic, new.service)?
        .ok_or_else(|| Problem::new(Code::Invalid).at("/service", Code::Invalid, "not offered here"))?;
    of.clinic.policy.book_min = 0; // they stand at the desk
    let slot: Option<Slot> = match new.starts_ms {
        Some(starts_ms) => free::slot(ledger.tx, &of, starts_ms, None, now_ms)?,
        None => free::times(ledger.tx, &of, Span::new(now_ms, now_ms + 86_400_000), now_ms)?.into_iter().next(),
    };
    let taken = match &slot {
        Some(slot) => book::take(ledger, &of, slot, id)?,
        None => false,
    };
    let (Some(slot), true) = (slot, taken) else {
        let refused = book::refusal(ledger, &of, new.starts_ms.unwrap_or(now_ms), now_ms)?;
        return Err(super::routes::taken(refused));
    };
    let mut row = book::confirmed(id, (clinic, new.service), &slot, pets, new.owner.trim().to_owned());
    row.note = new.note.trim().to_owned();
    row.walk_in = true;
    let mut visit = Visit { id, household: None, user: None, row, refused: None, next_ms: None };
    visit.next_ms = super::rounds::next(&visit, &of.clinic.policy, now_ms);
    visit::save(app, ledger, &visit, now_ms)?;
    Ok(visit)
}

fn visitors(new: &WalkIn) -> Result<Vec<Visitor>, Problem> {
    let pet = |pet: &VisitorForm| Visitor { id: None, name: pet.name.trim().to_owned(), species: pet.species };
    let pets: Vec<Visitor> = new.pets.iter().map(pet).collect();
    let wrong = "one to four pets with names of 40 letters";
    match can_walk_in(&pets, &new.owner, &new.note) {
        true => Ok(pets),
        false => Err(Problem::new(Code::Invalid).at("/pets", Code::Invalid, wrong)),
    }
}
