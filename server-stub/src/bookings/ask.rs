//! What ops say of visits.

use petpro_domain::Code;
use petpro_domain::booking::{Refused, Status};
use petpro_domain::cart::Verdict;
use petpro_domain::ids::{ClinicId, HouseholdId};
use petpro_domain::notice::NoticeKind;
use petpro_domain::wire::{BookingHere, BookingRequest, BookingStep, PassKey};
use petpro_sync::server::Ledger;

use super::book::{Booked, Owner, book};
use super::visit::{self, Visit};
use super::{pass, tell};
use crate::feed::OnTx;
use crate::state::AppState;
use crate::store::Failure;

/// `booking.request`: confirmed, or kept as refused with other times, so that every device of the
/// household sees the answer. Only what never made sense is rejected.
pub fn request(
    app: &AppState,
    ledger: &mut OnTx,
    owner: Owner,
    ask: &BookingRequest,
    now_ms: i64,
) -> Result<Verdict, Failure> {
    let mark = ledger.savepoint()?;
    match book(app, ledger, owner, ask, now_ms)? {
        Booked::Yes(_) => {
            ledger.release(mark)?;
            Ok(Verdict::applied())
        }
        Booked::No(refused) => {
            ledger.rollback(mark)?; // of two resources one may have been taken
            let visit = declined(ledger, owner, ask, refused)?;
            visit::save(app, ledger, &visit, now_ms)?;
            tell::owner(ledger, &visit, NoticeKind::BookingRefused, now_ms)?;
            Ok(Verdict::applied())
        }
        Booked::Never(_) => {
            ledger.release(mark)?;
            Ok(Verdict::rejected(Code::Invalid))
        }
    }
}

/// The request as it is shown with its refusal.
fn declined(ledger: &mut OnTx, owner: Owner, ask: &BookingRequest, refused: Refused) -> Result<Visit, Failure> {
    let Owner { household, user, .. } = owner;
    let slot = petpro_domain::clinic::Slot { starts_ms: ask.starts_ms, ends_ms: ask.starts_ms, resources: vec![] };
    let pets = crate::pets::visitors(ledger.tx, household, &ask.pets)?.unwrap_or_default();
    let mut row = super::book::confirmed(ask.booking_id, (ask.clinic, ask.service), &slot, pets, String::new());
    row.st = Status::Cancelled;
    row.pass_v = 0;
    Ok(Visit {
        id: ask.booking_id,
        household: Some(household),
        user: Some(user),
        row,
        refused: Some(refused),
        next_ms: None,
    })
}

/// `booking.here`: they wait in the car park. What is over, or has begun, stays as it is.
pub fn here(
    app: &AppState,
    ledger: &mut OnTx,
    household: HouseholdId,
    said: &BookingHere,
    now_ms: i64,
) -> Result<Verdict, Failure> {
    let found = visit::get(ledger.tx, said.booking_id)?;
    let Some(mut visit) = found.filter(|visit| visit.household == Some(household)) else {
        return Ok(Verdict::rejected(Code::NotFound));
    };
    match visit.row.st {
        Status::Requested | Status::Confirmed if visit.row.here_ms.is_none() => {
            visit.row.here_ms = Some(now_ms);
            visit::save(app, ledger, &visit, now_ms)?;
            Ok(Verdict::applied())
        }
        Status::Cancelled | Status::Expired => Ok(Verdict::rejected(Code::BookingNotActive)),
        _ => Ok(Verdict::applied()),
    }
}

/// `pass.key`: from now on each live visit has a pass for this phone.
pub fn key(
    app: &AppState,
    ledger: &mut OnTx,
    household: HouseholdId,
    said: &PassKey,
    now_ms: i64,
) -> Result<Verdict, Failure> {
    if pass::phone(&said.key).is_none() {
        return Ok(Verdict::rejected(Code::Invalid));
    }
    if !pass::keep(ledger, household, &said.key, now_ms)? {
        return Ok(Verdict::rejected(Code::LimitExceeded));
    }
    for visit in visit::live(ledger.tx, household)? {
        pass::follow(app, ledger, &visit, now_ms)?;
    }
    Ok(Verdict::applied())
}

/// `booking.step`: the desk moves a visit on; again changes nothing.
pub fn step(
    app: &AppState,
    ledger: &mut OnTx,
    clinic: ClinicId,
    said: &BookingStep,
    now_ms: i64,
) -> Result<Verdict, Failure> {
    let found = visit::get(ledger.tx, said.booking_id)?;
    let Some(mut visit) = found.filter(|visit| visit.row.clinic == clinic && visit.refused.is_none()) else {
        return Ok(Verdict::rejected(Code::NotFound));
    };
    if visit.row.st == said.to {
        return Ok(Verdict::applied());
    }
    let moved = match said.to.by_desk() {
        Some(event) => visit::pass_on(app, ledger, &mut visit, event, now_ms)?,
        None => false,
    };
    Ok(if moved { Verdict::applied() } else { Verdict::rejected(Code::BookingState) })
}
