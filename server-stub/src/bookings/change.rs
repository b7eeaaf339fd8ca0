//! A visit is moved or called off, by its owner as the clinic's terms allow, or by the clinic.

use petpro_domain::Code;
use petpro_domain::audit::What;
use petpro_domain::booking::{Event, Refused};
use petpro_domain::ids::{BookingId, ResourceId};
use petpro_domain::notice::NoticeKind;
use petpro_sync::server::Ledger;

use super::visit::{self, Visit};
use super::{book, cells, free, rounds, tell, waiting};
use crate::audit::{self, When};
use crate::clinics::{self, Offered, staff};
use crate::feed::OnTx;
use crate::identity::Principal;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Failure, Tx};

/// On which side of the desk somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Owner,
    Clinic,
}

/// A visit for who may see it: the household's, and who works at its clinic. For everybody else there is none.
pub fn seen(tx: &mut Tx, who: &Principal, id: BookingId, now_ms: i64) -> Result<(Visit, By), Problem> {
    let visit = visit::get(tx, id)?.ok_or_else(|| Problem::new(Code::NotFound))?;
    let by = side(tx, who, &visit, now_ms)?;
    Ok((visit, by))
}

/// Where this person stands to a visit.
pub fn side(tx: &mut Tx, who: &Principal, visit: &Visit, now_ms: i64) -> Result<By, Problem> {
    if visit.household == Some(who.household) {
        return Ok(By::Owner);
    }
    match staff::role(tx, who.user, visit.row.clinic)? {
        Some(_) if visit.is_shared(now_ms) => Ok(By::Clinic),
        _ => Err(Problem::new(Code::NotFound)),
    }
}

/// Calls it off. Its time is free again, and whoever waits for one hears of it.
pub fn cancel(
    app: &AppState,
    ledger: &mut OnTx,
    who: &Principal,
    id: BookingId,
    now_ms: i64,
) -> Result<Visit, Problem> {
    let (mut visit, by) = seen(ledger.tx, who, id, now_ms)?;
    if by == By::Owner {
        in_time(ledger.tx, &visit, now_ms)?;
    }
    if !visit::pass_on(app, ledger, &mut visit, Event::Cancelled, now_ms)? {
        return Err(Problem::new(Code::BookingState));
    }
    waiting::freed(ledger, &visit, now_ms)?;
    if by == By::Clinic {
        tell::owner(ledger, &visit, NoticeKind::BookingCancelled, now_ms)?;
    }
    note(ledger, who, &visit, What::Cancelled, now_ms)?;
    Ok(visit)
}

/// Moves it to another time. Its passes are new ones; those of before no longer count.
pub fn move_to(
    app: &AppState,
    ledger: &mut OnTx,
    who: &Principal,
    id: BookingId,
    starts_ms: i64,
    now_ms: i64,
) -> Result<Result<Visit, Refused>, Problem> {
    let (mut visit, by) = seen(ledger.tx, who, id, now_ms)?;
    if petpro_domain::booking::next(visit.row.st, Event::Moved).is_none() {
        return Err(Problem::new(Code::BookingState));
    }
    if by == By::Owner {
        in_time(ledger.tx, &visit, now_ms)?;
    }
    let of = clinics::offered(ledger.tx, visit.row.clinic, visit.row.service)?;
    let of = of.ok_or_else(|| Problem::new(Code::NotFound))?;
    if visit.row.starts_ms == starts_ms {
        return Ok(Ok(visit));
    }
    if let Err(refused) = shift(app, ledger, &of, &mut visit, (starts_ms, None), (now_ms, now_ms))? {
        return Ok(Err(refused));
    }
    if by == By::Clinic {
        tell::owner(ledger, &visit, NoticeKind::BookingMoved, now_ms)?;
    }
    note(ledger, who, &visit, What::Moved, now_ms)?;
    Ok(Ok(visit))
}

/// Gives a visit another time or another one to serve it, and the cells of before back. Nothing has changed where that
/// is refused. `made_ms`: when somebody chose it.
pub fn shift(
    app: &AppState,
    ledger: &mut OnTx,
    of: &Offered,
    visit: &mut Visit,
    (starts_ms, resource): (i64, Option<ResourceId>),
    (made_ms, now_ms): (i64, i64),
) -> Result<Result<(), Refused>, Failure> {
    let slot = free::slot_with(ledger.tx, of, starts_ms, (resource, Some(visit.id)), made_ms)?;
    let Some(slot) = slot.filter(|slot| slot.is_of(resource)) else {
        return Ok(Err(book::refusal(ledger, of, starts_ms, now_ms)?));
    };
    let (old, mark) = (visit.clone(), ledger.savepoint()?);
    cells::give_back(ledger.tx, visit.id)?;
    if !book::take(ledger, of, &slot, visit.id)? {
        ledger.rollback(mark)?;
        return Ok(Err(book::refusal(ledger, of, starts_ms, now_ms)?));
    }
    ledger.release(mark)?;
    visit.row.starts_ms = slot.starts_ms;
    visit.row.ends_ms = slot.ends_ms;
    visit.row.resources = slot.resources;
    if slot.starts_ms != old.row.starts_ms {
        // A pass names its time; who else serves is the clinic's own matter.
        visit.row.pass_v = visit.row.pass_v.saturating_add(1);
        visit.row.here_ms = None;
    }
    visit.next_ms = rounds::next(visit, &of.clinic.policy, now_ms);
    visit::pass_on(app, ledger, visit, Event::Moved, now_ms)?;
    waiting::freed(ledger, &old, now_ms)?;
    Ok(Ok(()))
}

fn note(ledger: &mut OnTx, who: &Principal, visit: &Visit, what: What, now_ms: i64) -> Result<(), Failure> {
    let by = audit::person(ledger.tx, who)?;
    audit::note(ledger.tx, visit.row.clinic, by, what, &visit.id.to_string(), When::now(now_ms))
}

/// Whether its owner may still change it by themselves.
fn in_time(tx: &mut Tx, visit: &Visit, now_ms: i64) -> Result<(), Problem> {
    let clinic = clinics::get(tx, visit.row.clinic)?;
    match clinic.is_none_or(|clinic| clinic.policy.may_change(visit.row.starts_ms, now_ms)) {
        true => Ok(()),
        false => Err(Problem::new(Code::ChangeTooLate)),
    }
}
