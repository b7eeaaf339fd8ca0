//! A tablet's desk gives somebody a time, or another one. What is not free is refused with other times.

use petpro_domain::Code;
use petpro_domain::booking::{Event, Refused, next};
use petpro_domain::cart::Verdict;
use petpro_domain::ids::{BookingId, ClinicId};
use petpro_domain::notice::NoticeKind;
use petpro_domain::wire::{BookingEnter, BookingMove};
use petpro_sync::server::Ledger;

use super::visit::{self, Visit};
use super::{book, change, free, rounds, tell};
use crate::clinics;
use crate::feed::OnTx;
use crate::state::AppState;
use crate::store::Failure;

/// Books this time under this id, once. It was free for whoever stood there at `made_ms`: a time that has passed since,
/// because the tablet had no network, is as good.
pub fn enter(
    app: &AppState,
    ledger: &mut OnTx,
    (clinic, id): (ClinicId, BookingId),
    said: &BookingEnter,
    (made_ms, now_ms): (i64, i64),
) -> Result<Verdict, Failure> {
    if let Some(known) = visit::get(ledger.tx, id)? {
        return Ok(if known.row.clinic == clinic { Verdict::applied() } else { Verdict::rejected(Code::Invalid) });
    }
    let Some(mut of) = clinics::offered(ledger.tx, clinic, said.service)? else {
        return Ok(Verdict::rejected(Code::NotFound));
    };
    of.clinic.policy.book_min = 0; // the desk knows what it can still do
    let slot = free::slot_with(ledger.tx, &of, said.starts_ms, (said.resource, None), made_ms)?;
    let Some(slot) = slot.filter(|slot| slot.is_of(said.resource)) else {
        return Ok(taken(book::refusal(ledger, &of, said.starts_ms, now_ms)?));
    };
    let mark = ledger.savepoint()?;
    if !book::take(ledger, &of, &slot, id)? {
        ledger.rollback(mark)?; // some of its cells may have been free
        return Ok(taken(book::refusal(ledger, &of, said.starts_ms, now_ms)?));
    }
    ledger.release(mark)?;
    let owner = said.owner.trim().to_owned();
    let mut row = book::confirmed(id, (clinic, said.service), &slot, said.pets.clone(), owner);
    row.note = said.note.trim().to_owned();
    let mut visit = Visit { id, household: None, user: None, row, refused: None, next_ms: None };
    visit.next_ms = rounds::next(&visit, &of.clinic.policy, now_ms);
    visit::save(app, ledger, &visit, now_ms)?;
    Ok(Verdict::applied())
}

/// Gives a visit another time, or somebody else to serve it; its owner is told. Again changes nothing.
pub fn shift(
    app: &AppState,
    ledger: &mut OnTx,
    clinic: ClinicId,
    said: &BookingMove,
    (made_ms, now_ms): (i64, i64),
) -> Result<Verdict, Failure> {
    let found = visit::get(ledger.tx, said.booking_id)?;
    let Some(mut visit) = found.filter(|visit| visit.row.clinic == clinic && visit.refused.is_none()) else {
        return Ok(Verdict::rejected(Code::NotFound));
    };
    if next(visit.row.st, Event::Moved).is_none() {
        return Ok(Verdict::rejected(Code::BookingState));
    }
    let before = visit.row.starts_ms;
    let serves = said.resource.is_none_or(|resource| visit.row.resources.contains(&resource));
    if before == said.starts_ms && serves {
        return Ok(Verdict::applied());
    }
    let Some(mut of) = clinics::offered(ledger.tx, clinic, visit.row.service)? else {
        return Ok(Verdict::rejected(Code::NotFound));
    };
    of.clinic.policy.book_min = 0;
    if let Err(refused) =
        change::shift(app, ledger, &of, &mut visit, (said.starts_ms, said.resource), (made_ms, now_ms))?
    {
        return Ok(taken(refused));
    }
    if visit.row.starts_ms != before {
        tell::owner(ledger, &visit, NoticeKind::BookingMoved, now_ms)?;
    }
    Ok(Verdict::applied())
}

/// What could be had instead travels in the detail, ms.
fn taken(refused: Refused) -> Verdict {
    let others = serde_json::to_string(&refused.others).ok();
    Verdict { detail: others, ..Verdict::rejected(refused.code) }
}
