//! The waiting list: who would come, were there a time. They are told when one is free; it goes to
//! whoever books it first.

use axum::Json;
use axum::extract::{Path, State};
use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::clinic::Span;
use petpro_domain::ids::{ClinicId, HouseholdId, ServiceId, UserId, Uuid};
use petpro_domain::notice::{About, Notice, NoticeKind};
use serde::{Deserialize, Serialize};
use utoipa_axum::routes;

use super::free;
use super::visit::Visit;
use crate::clinics;
use crate::feed::OnTx;
use crate::http::Body;
use crate::idempotency::{Key, Reply, once};
use crate::identity::{Principal, users};
use crate::inbox;
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Failure, Row, Tx};
use crate::values;

/// Waits of one household.
const MOST: i64 = 10;
/// Who is told of one free time.
const TOLD: u64 = 5;
/// Who was told hears of the next free time no sooner than this.
const PAUSE_MS: i64 = 30 * 60_000;

pub(super) fn routes() -> Vec<Route> {
    vec![
        row(Policy::SignedIn, routes!(list)),
        row(Policy::SignedIn, routes!(wait)).keyed().refuses(&[Code::Invalid, Code::LimitExceeded]),
        row(Policy::Owner, routes!(leave)),
    ]
}

/// What somebody waits for.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWait {
    pub clinic: ClinicId,
    pub service: ServiceId,
    /// Beginnings from here, server time, ms,
    #[schema(example = 1_767_312_000_000_i64)]
    pub from_ms: i64,
    /// up to here.
    #[schema(example = 1_767_916_800_000_i64)]
    pub to_ms: i64,
}

/// Somebody waits.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Wait {
    pub id: Uuid,
    pub clinic: ClinicId,
    pub service: ServiceId,
    pub from_ms: i64,
    pub to_ms: i64,
    /// When a free time was told, server time, ms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told_ms: Option<i64>,
}

/// What my household waits for.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Waits {
    pub waiting: Vec<Wait>,
}

const COLUMNS: &str = "id, clinic, service, from_ms, to_ms, told_ms";

fn read(row: &Row) -> Result<Wait, Failure> {
    Ok(Wait {
        id: row.get(0)?,
        clinic: row.get(1)?,
        service: row.get(2)?,
        from_ms: row.get(3)?,
        to_ms: row.get(4)?,
        told_ms: row.get(5)?,
    })
}

/// What we wait for.
#[utoipa::path(get, path = "/api/v1/bookings/waiting", tag = "bookings", responses((status = 200, body = Waits)))]
async fn list(State(app): State<AppState>, who: Principal) -> Result<Json<Waits>, Problem> {
    let select = format!("SELECT {COLUMNS} FROM waiting WHERE household = $1 ORDER BY at_ms, id");
    let waiting = app.store.read(|tx| tx.query(&select, values![who.household], read).map_err(Problem::from))?;
    Ok(Json(Waits { waiting }))
}

/// Waits for a free time.
#[utoipa::path(post, path = "/api/v1/bookings/waiting", tag = "bookings", request_body = NewWait,
    responses((status = 201, body = Wait)))]
async fn wait(
    State(app): State<AppState>,
    who: Principal,
    key: Key,
    Body { value: new, digest }: Body<NewWait>,
) -> Result<Reply, Problem> {
    let now_ms = app.clock.now_ms();
    let id = app.random.id(now_ms);
    let NewWait { clinic, service, from_ms, to_ms } = new;
    if to_ms <= from_ms.max(now_ms) {
        return Err(Problem::new(Code::Invalid).at("/to_ms", Code::Invalid, "after from_ms, and not over yet"));
    }
    let (household, user) = (who.household, who.user);
    let write = move |tx: &mut Tx, _| {
        if clinics::care(tx, clinic, service)?.is_none() {
            return Err(Problem::new(Code::Invalid).at("/service", Code::Invalid, "not offered there"));
        }
        let insert = "INSERT INTO waiting(id, clinic, service, household, user_id, from_ms, to_ms, at_ms)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE (SELECT COUNT(*) FROM waiting WHERE household = $4) < $9";
        let given = values![id, clinic, service, household, user, from_ms, to_ms, now_ms, MOST];
        if tx.exec(insert, given)? == 0 {
            return Err(Problem::new(Code::LimitExceeded));
        }
        Reply::json(StatusCode::CREATED, &Wait { id, clinic, service, from_ms, to_ms, told_ms: None })
    };
    once(&app, &who, key, digest, write).await
}

/// Waits no longer.
#[utoipa::path(delete, path = "/api/v1/bookings/waiting/{wait_id}", tag = "bookings",
    params(("wait_id" = Uuid, Path)), responses((status = 204)))]
async fn leave(State(app): State<AppState>, who: Principal, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    let id: Uuid = id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    let write = move |tx: &mut Tx| {
        let gone = tx.exec("DELETE FROM waiting WHERE id = $1 AND household = $2", values![id, who.household])?;
        if gone > 0 { Ok(()) } else { Err(Problem::new(Code::NotFound)) }
    };
    app.store.write(write).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A time of this visit is free again: whoever has waited longest for such a one is told, a few at once.
pub fn freed(ledger: &mut OnTx, visit: &Visit, now_ms: i64) -> Result<(), Failure> {
    if visit.row.starts_ms <= now_ms {
        return Ok(());
    }
    let clinic = visit.row.clinic;
    let select = "SELECT id, service, user_id, from_ms, to_ms FROM waiting
        WHERE clinic = $1 AND from_ms <= $2 AND to_ms > $2 AND household IS DISTINCT FROM $3
        AND (told_ms IS NULL OR told_ms < $4) ORDER BY at_ms, id LIMIT $5";
    type Waiter = (Uuid, ServiceId, UserId, i64, i64);
    let asked = values![clinic, visit.row.starts_ms, visit.household, now_ms - PAUSE_MS, TOLD];
    let all: Vec<Waiter> =
        ledger.tx.query(select, asked, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
    for (id, service, user, from_ms, to_ms) in all {
        let Some(of) = clinics::offered(ledger.tx, clinic, service)? else { continue };
        let around = Span::new(visit.row.starts_ms.max(from_ms), visit.row.ends_ms.min(to_ms));
        let Some(slot) = free::times(ledger.tx, &of, around, now_ms)?.into_iter().next() else { continue };
        ledger.tx.exec("UPDATE waiting SET told_ms = $2 WHERE id = $1", values![id, now_ms])?;
        let lang = users::contact(ledger.tx, user)?.map(|contact| contact.lang).unwrap_or_default();
        let about = About {
            place: of.clinic.names.text(lang).to_owned(),
            starts_ms: slot.starts_ms,
            zone: of.clinic.zone.name().to_owned(),
            ..About::default()
        };
        inbox::put(ledger, user, &Notice::about(NoticeKind::SlotFreed, about, now_ms))?;
    }
    Ok(())
}

/// Who has booked there waits no longer, and nobody waits for what is over.
pub fn served(tx: &mut Tx, household: HouseholdId, clinic: ClinicId, starts_ms: i64) -> Result<(), Failure> {
    let delete = "DELETE FROM waiting WHERE household = $1 AND clinic = $2 AND from_ms <= $3 AND to_ms > $3";
    tx.exec(delete, values![household, clinic, starts_ms]).map(drop)
}
