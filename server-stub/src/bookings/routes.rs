//! Visits over REST, the owner's side.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::booking::Refused;
use petpro_domain::clinic::{Local, Span};
use petpro_domain::ids::{BookingId, ClinicId, PetId, ServiceId, Uuid};
use petpro_domain::wire::{BookingRequest, MAX_NOTE};
use serde::{Deserialize, Serialize};
use utoipa_axum::routes;

use super::book::{Booked, Owner, book};
use super::view::{BookingView, view, views};
use super::{change, find, free, visit};
use crate::clinics;
use crate::feed::OnTx;
use crate::http::{Body, Cursor, Limit, Query};
use crate::idempotency::{Key, Reply, once_told};
use crate::identity::{Principal, devices};
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Tx;

/// Visits of a page, where nobody says how many; the most.
const PAGE: usize = 20;
const MOST: usize = 100;
const DAY_MS: i64 = 86_400_000;
/// Days of free times in one answer, where nobody says how many; the most.
const DAYS: u16 = 7;
const MOST_DAYS: u16 = 31;

pub(super) fn routes() -> Vec<Route> {
    vec![
        row(Policy::Public, routes!(slots)).refuses(&[Code::NotFound, Code::Invalid]),
        row(Policy::SignedIn, routes!(create)).also(&["/bookings"]).keyed().refuses(&[Code::Invalid, Code::SlotTaken]),
        row(Policy::SignedIn, routes!(list)).also(&["/bookings"]).refuses(&[Code::Invalid, Code::CursorInvalid]),
        row(Policy::Owner, routes!(get)).also(&["/bookings/{id}"]),
        row(Policy::Owner, routes!(pass)).also(&["/bookings/{id}/pass"]).refuses(&[Code::BookingNotActive]),
        row(Policy::Owner, routes!(by_code))
            .also(&["/bookings/qr/{code}"])
            .limited(Limit::Lookup)
            .refuses(&[Code::BookingNotActive, Code::CodeUnrecognized]),
        row(Policy::Owner, routes!(cancel))
            .also(&["/bookings/{id}/cancel"])
            .keyed()
            .refuses(&[Code::BookingState, Code::ChangeTooLate]),
        row(Policy::Owner, routes!(move_to)).also(&["/bookings/{id}/move"]).keyed().refuses(&[
            Code::BookingState,
            Code::ChangeTooLate,
            Code::SlotTaken,
        ]),
    ]
}

/// Of what, and when.
#[derive(Deserialize)]
pub struct Wanted {
    service: ServiceId,
    /// The first day at the clinic's place, `YYYY-MM-DD`; today where it is absent.
    day: Option<String>,
    days: Option<u16>,
}

/// A beginning that is free.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Free {
    pub starts_ms: i64,
    pub ends_ms: i64,
    /// Its beginning as the clinic's clock shows it.
    pub starts: Local,
}

/// What is free right now.
#[derive(Serialize, utoipa::ToSchema)]
pub struct FreeTimes {
    /// The clinic's IANA time zone.
    pub zone: String,
    pub slots: Vec<Free>,
}

/// What is booked.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBooking {
    /// Made by the caller where they want to know it before they have an answer.
    #[serde(default)]
    pub id: Option<BookingId>,
    pub clinic: ClinicId,
    pub service: ServiceId,
    /// One to four of the household's.
    pub pets: Vec<PetId>,
    /// Server time of a free beginning, ms.
    pub starts_ms: i64,
    #[serde(default)]
    #[schema(example = "She limps since yesterday.", max_length = 500)]
    pub note: String,
}

/// To which time.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTime {
    pub starts_ms: i64,
}

/// A page of visits, the latest first.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Bookings {
    pub bookings: Vec<BookingView>,
    pub has_more: bool,
    /// For the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Free times of a service, from a day of the clinic's calendar on. Never cached: they are sold.
#[utoipa::path(get, path = "/api/v1/clinics/{id}/slots", tag = "bookings",
    params(("id" = ClinicId, Path), ("service" = ServiceId, Query, example = "9ea43c24-d8f0-8d1e-b5ee-51bf0a11ae82"), ("day" = Option<String>, Query, example = "2026-03-02"),
        ("days" = Option<u16>, Query, example = 7)),
    responses((status = 200, body = FreeTimes)))]
async fn slots(
    State(app): State<AppState>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<FreeTimes>, Problem> {
    let id: ClinicId = id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    let (now_ms, days) = (app.clock.now_ms(), wanted.days.unwrap_or(DAYS));
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Problem::new(Code::Invalid).at("/days", Code::Invalid, "1 to 31"));
    }
    let (of, found) = app.store.read(|tx| {
        let of = clinics::offered(tx, id, wanted.service)?.ok_or_else(|| Problem::new(Code::NotFound))?;
        let zone = &of.clinic.zone;
        let day = match &wanted.day {
            Some(text) => text.parse().ok(),
            None => zone.day(now_ms),
        };
        let first = day.and_then(|day| zone.whole_day(day));
        let first = first.ok_or_else(|| Problem::new(Code::Invalid).at("/day", Code::Invalid, "YYYY-MM-DD"))?;
        let window = Span::new(first.from_ms, first.from_ms + i64::from(days) * DAY_MS);
        let found = free::times(tx, &of, window, now_ms)?;
        Ok::<_, Problem>((of, found))
    })?;
    let zone = of.clinic.zone;
    let free = found.iter().filter_map(|slot| {
        Some(Free { starts_ms: slot.starts_ms, ends_ms: slot.ends_ms, starts: zone.local(slot.starts_ms)? })
    });
    Ok(Json(FreeTimes { slots: free.collect(), zone: zone.name().to_owned() }))
}

/// Books a free time. It is confirmed at once, or taken by somebody else: then the answer names others.
#[utoipa::path(post, path = "/api/v1/bookings", tag = "bookings", request_body = NewBooking,
    responses((status = 201, body = BookingView)))]
async fn create(
    State(app): State<AppState>,
    who: Principal,
    key: Key,
    Body { value: new, digest }: Body<NewBooking>,
) -> Result<Reply, Problem> {
    let now_ms = app.clock.now_ms();
    let NewBooking { id, clinic, service, pets, starts_ms, note } = new;
    if note.chars().count() > MAX_NOTE {
        return Err(Problem::new(Code::Invalid).at("/note", Code::Invalid, "up to 500 characters"));
    }
    let booking_id = id.unwrap_or_else(|| BookingId(app.random.id(now_ms)));
    let ask = BookingRequest { booking_id, clinic, service, pets, starts_ms, note };
    let caller = who.clone();
    let its = app.clone();
    let write = move |tx: &mut Tx, _| {
        let device = devices::of(tx, &caller)?;
        let owner = Owner { household: caller.household, user: caller.user, device };
        let (booked, pokes) = OnTx::write(tx, now_ms, |ledger| match book(&its, ledger, owner, &ask, now_ms)? {
            Booked::Yes(visit) => Ok(visit),
            Booked::No(refused) => Err(taken(refused)),
            Booked::Never(place) => {
                Err(Problem::new(Code::Invalid).at(place, Code::Invalid, "not there, or not yours"))
            }
        })?;
        Ok((Reply::json(StatusCode::CREATED, &view(tx, &booked)?)?, pokes))
    };
    once_told(&app, &who, key, digest, write).await
}

/// Which part of the list.
#[derive(Deserialize)]
pub struct Page {
    cursor: Option<String>,
    limit: Option<usize>,
}

/// My household's visits.
#[utoipa::path(get, path = "/api/v1/bookings", tag = "bookings",
    params(("cursor" = Option<String>, Query), ("limit" = Option<usize>, Query, example = 20)),
    responses((status = 200, body = Bookings)))]
async fn list(
    State(app): State<AppState>,
    who: Principal,
    Query(page): Query<Page>,
) -> Result<Json<Bookings>, Problem> {
    let limit = page.limit.unwrap_or(PAGE);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::new(Code::Invalid).at("/limit", Code::Invalid, "1 to 100"));
    }
    let before: Option<(i64, BookingId)> =
        page.cursor.map(|text| Cursor::read(&app.keys, "bookings", &text)).transpose()?;
    let before = before.unwrap_or((i64::MAX, BookingId(Uuid::max())));
    let (bookings, last, has_more) = app.store.read(|tx| {
        let mut found = visit::of_household(tx, who.household, before, limit + 1)?;
        let has_more = found.len() > limit;
        found.truncate(limit);
        let last = found.last().map(|visit| (visit.row.starts_ms, visit.id));
        Ok::<_, Problem>((views(tx, &found)?, last, has_more))
    })?;
    let cursor = last.filter(|_| has_more).map(|last| Cursor::write(&app.keys, "bookings", &last));
    Ok(Json(Bookings { bookings, has_more, cursor }))
}

/// One of them; also for who works at its clinic.
#[utoipa::path(get, path = "/api/v1/bookings/{id}", tag = "bookings", params(("id" = BookingId, Path)),
    responses((status = 200, body = BookingView)))]
async fn get(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
) -> Result<Json<BookingView>, Problem> {
    let (id, now_ms) = (booking_id(&id)?, app.clock.now_ms());
    let found = app.store.read(|tx| {
        let (visit, _) = change::seen(tx, &who, id, now_ms)?;
        Ok::<_, Problem>(view(tx, &visit)?)
    });
    Ok(Json(found?))
}

/// A pass on paper.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Printed {
    pub booking: BookingId,
    /// The text of its QR code. It has no phone layer: whoever holds the paper can show it.
    pub text: String,
    /// The eight letters to be typed where nothing can be scanned.
    #[schema(example = "K7QM2XRD")]
    pub code: String,
}

/// The pass of a visit for printing; phones have their own by the feed.
#[utoipa::path(get, path = "/api/v1/bookings/{id}/pass", tag = "bookings", params(("id" = BookingId, Path)),
    responses((status = 200, body = Printed)))]
async fn pass(State(app): State<AppState>, who: Principal, Path(id): Path<String>) -> Result<Json<Printed>, Problem> {
    let (id, now_ms) = (booking_id(&id)?, app.clock.now_ms());
    let printed = app.store.read(|tx| {
        let (visit, _) = change::seen(tx, &who, id, now_ms)?;
        if !visit.row.st.is_live() {
            return Err(Problem::new(Code::BookingNotActive));
        }
        let text = super::pass::signed(&app, tx, &visit, None, now_ms)?;
        let text = text.ok_or_else(|| Problem::new(Code::Unavailable))?.as_str().to_owned();
        Ok(Printed { booking: id, text, code: visit.row.code })
    });
    Ok(Json(printed?))
}

/// The visit of a pass or of a typed code. One that is called off is gone.
#[utoipa::path(get, path = "/api/v1/bookings/qr/{code}", tag = "bookings",
    params(("code" = String, Path, example = "K7QM-2XRD")),
    responses((status = 200, body = BookingView)))]
async fn by_code(
    State(app): State<AppState>,
    who: Principal,
    Path(code): Path<String>,
) -> Result<Json<BookingView>, Problem> {
    let found = app.store.read(|tx| {
        let visit = find::find(&app, tx, &who, &code)?;
        Ok::<_, Problem>(view(tx, &visit)?)
    });
    Ok(Json(found?))
}

/// Calls a visit off; by its owner while the clinic's terms allow it.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/cancel", tag = "bookings",
    params(("id" = BookingId, Path)), responses((status = 200, body = BookingView)))]
async fn cancel(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
    key: Key,
) -> Result<Reply, Problem> {
    let (id, now_ms) = (booking_id(&id)?, app.clock.now_ms());
    changed(&app, who, key, [0; 32], move |app, ledger, who| change::cancel(app, ledger, who, id, now_ms)).await
}

/// Moves a visit to another free time. Passes of before no longer count.
#[utoipa::path(post, path = "/api/v1/bookings/{id}/move", tag = "bookings", request_body = NewTime,
    params(("id" = BookingId, Path)), responses((status = 200, body = BookingView)))]
async fn move_to(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
    key: Key,
    Body { value: to, digest }: Body<NewTime>,
) -> Result<Reply, Problem> {
    let (id, now_ms) = (booking_id(&id)?, app.clock.now_ms());
    changed(&app, who, key, digest, move |app, ledger, who| {
        change::move_to(app, ledger, who, id, to.starts_ms, now_ms)?.map_err(taken)
    })
    .await
}

/// One change of a visit under the caller's key.
pub(super) async fn changed(
    app: &AppState,
    who: Principal,
    key: Key,
    digest: [u8; 32],
    mut change: impl FnMut(&AppState, &mut OnTx, &Principal) -> Result<visit::Visit, Problem> + Send + 'static,
) -> Result<Reply, Problem> {
    let (now_ms, caller, its) = (app.clock.now_ms(), who.clone(), app.clone());
    let write = move |tx: &mut Tx, _| {
        let (visit, pokes) = OnTx::write(tx, now_ms, |ledger| change(&its, ledger, &caller))?;
        Ok((Reply::json(StatusCode::OK, &view(tx, &visit)?)?, pokes))
    };
    once_told(app, &who, key, digest, write).await
}

pub(super) fn booking_id(text: &str) -> Result<BookingId, Problem> {
    text.parse().map_err(|_| Problem::new(Code::NotFound))
}

/// The answer to who wanted a time that is not free.
pub(super) fn taken(refused: Refused) -> Problem {
    Problem::new(refused.code).others(refused.others)
}
