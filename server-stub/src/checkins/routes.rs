//! `PUT /bookings/{id}/check-in`: the owner at the door, or a desk with a network. The same fact as a
//! tablet's op, judged by the same function.

use axum::Json;
use axum::extract::{Path, State};
use petpro_domain::Code;
use petpro_domain::booking::Status;
use petpro_domain::checkin::{Class, How, Verdict, Weights};
use petpro_domain::ids::{BookingId, ClinicId, OpId, derived};
use petpro_domain::wire::{At, CheckinRecord, Op, OpBody};
use petpro_sync::server::{Case, judge};
use serde::Serialize;
use utoipa_axum::routes;

use super::read;
use crate::bookings;
use crate::clinics;
use crate::feed::Told;
use crate::http::Limit;
use crate::identity::Principal;
use crate::orders;
use crate::policy::{Policy, Route, row};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::Tx;
use crate::sync::with_desk;

/// An owner checks in by themselves from two hours before on: from home it would mean nothing.
const EARLY_MS: i64 = 7_200_000;

pub fn routes() -> Vec<Route> {
    vec![
        row(Policy::Owner, routes!(check_in))
            .also(&["/bookings/{id}/check-in"])
            .limited(Limit::Lookup)
            .refuses(&[Code::BookingNotActive, Code::BookingState]),
    ]
}

/// What became of a check-in.
#[derive(Serialize, utoipa::ToSchema)]
pub struct CheckedIn {
    pub id: OpId,
    pub booking: BookingId,
    pub clinic: ClinicId,
    /// Where the visit stands now: `CHECKED_IN`.
    pub status: Status,
    #[serde(flatten)]
    pub class: Class,
    /// Server time, ms.
    pub at_ms: i64,
}

/// Checks a visit in: mine, or one of the clinic that I work for. Again gives the same answer. 410
/// where it was called off or lapsed, 409 hours before its time.
#[utoipa::path(put, path = "/api/v1/bookings/{id}/check-in", tag = "clinics",
    params(("id" = BookingId, Path)), responses((status = 200, body = CheckedIn)))]
pub async fn check_in(
    State(app): State<AppState>,
    who: Principal,
    Path(id): Path<String>,
) -> Result<Json<CheckedIn>, Problem> {
    let id: BookingId = id.parse().map_err(|_| Problem::new(Code::NotFound))?;
    let told = Told::default();
    let (its, hears) = (app.clone(), told.clone());
    let write = move |tx: &mut Tx| {
        let now_ms = its.clock.now_ms();
        let clinic = allowed(tx, &who, id, now_ms)?;
        // Whoever asks again means the same check-in.
        let op = OpId(derived("check-in", &[who.user.bytes(), id.bytes()]));
        let (done, pokes) = orders::write(&its, tx, |ledger| {
            let said = CheckinRecord {
                clinic,
                pass: None,
                booking: Some(id),
                how: How::Rest,
                verdict: Verdict::Genuine,
                sig_ok: false,
                scale: Weights::default(),
                actor: None,
            };
            let b = OpBody::CheckinRecord(said).bytes();
            let at = At { wall: now_ms, ..At::default() };
            let op = Op { seq: 0, id: op, k: "checkin.record".into(), v: 1, obs: vec![], b, at, rcpt: None };
            let s = format!("clinic:{clinic}");
            let case = Case { user: who.user, device: None, s: &s, op: &op, age_ms: None, sure: true, seen: 0 };
            with_desk(&its, |desk| judge(ledger, desk, &case))?;
            let row = read::one(ledger.tx, clinic, op.id)?.ok_or_else(|| Problem::new(Code::Internal))?;
            let (_, status) = bookings::stands(ledger.tx, id)?.ok_or_else(|| Problem::new(Code::NotFound))?;
            Ok::<_, Problem>(CheckedIn { id: op.id, booking: id, clinic, status, class: row.class, at_ms: row.at_ms })
        })?;
        hears.hear(pokes);
        Ok::<_, Problem>(done)
    };
    let done = app.store.write(write).await?;
    told.tell(&app);
    Ok(Json(done))
}

/// The clinic of a visit that the caller may check in now.
fn allowed(tx: &mut Tx, who: &Principal, id: BookingId, now_ms: i64) -> Result<ClinicId, Problem> {
    let absent = || Problem::new(Code::NotFound);
    let visit = bookings::get(tx, id)?.filter(|visit| visit.refused.is_none()).ok_or_else(absent)?;
    let clinic = visit.row.clinic;
    let works_there = clinics::staff::role(tx, who.user, clinic)?.is_some();
    if !works_there && visit.household != Some(who.household) {
        return Err(absent());
    }
    match visit.row.st {
        Status::Cancelled | Status::Expired => Err(Problem::new(Code::BookingNotActive)),
        _ if !works_there && now_ms < visit.row.starts_ms - EARLY_MS => Err(Problem::new(Code::BookingState)),
        _ => Ok(clinic),
    }
}
