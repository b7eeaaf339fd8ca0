//! Who came without a booking and stands at a tablet, with or without a network. Nothing about them is
//! refused: who and what is free is taken for them, and what is not free is shown.

use petpro_domain::clinic::{GRAIN_MS, Kind, Span};
use petpro_domain::ids::{BookingId, ClinicId, ResourceId};
use petpro_domain::wire::WalkedIn;
use petpro_sync::server::Ledger;

use super::visit::{self, Visit};
use super::{book, cells, rounds};
use crate::audit::When;
use crate::clinics::{self, Offered};
use crate::feed::OnTx;
use crate::state::AppState;
use crate::store::Failure;

/// Minutes of a visit for something that this clinic never offered.
const MINUTES: u32 = 30;
const DAY_MS: i64 = 86_400_000;

/// Makes the visit, once. False where a booking of another kind has this id.
pub fn walk_in(
    app: &AppState,
    ledger: &mut OnTx,
    (clinic, id): (ClinicId, BookingId),
    said: &WalkedIn,
    when: When,
    now_ms: i64,
) -> Result<bool, Failure> {
    if let Some(known) = visit::get(ledger.tx, id)? {
        return Ok(known.row.clinic == clinic && known.row.walk_in);
    }
    let of = clinics::offered(ledger.tx, clinic, said.service)?;
    let minutes = of.as_ref().map_or(MINUTES, |of| of.care.minutes);
    // A clock that nobody can vouch for must not hide them on another day's board.
    let came_ms = if when.uncertain && now_ms - when.at_ms > DAY_MS { now_ms } else { when.at_ms };
    let starts_ms = came_ms.div_euclid(GRAIN_MS) * GRAIN_MS;
    let span = Span::new(starts_ms, starts_ms + i64::from(minutes) * 60_000);
    let (resources, clash) = match &of {
        Some(of) => seize(ledger, of, span, id)?,
        None => (vec![], false),
    };
    let slot = petpro_domain::clinic::Slot { starts_ms, ends_ms: span.to_ms, resources };
    let mut row = book::confirmed(id, (clinic, said.service), &slot, said.pets.clone(), said.owner.clone());
    row.note.clone_from(&said.note);
    row.walk_in = true;
    row.clash = clash;
    let mut visit = Visit { id, household: None, user: None, row, refused: None, next_ms: None };
    let policy = of.map(|of| of.clinic.policy).unwrap_or_default();
    visit.next_ms = rounds::next(&visit, &policy, now_ms);
    visit::save(app, ledger, &visit, now_ms)?;
    Ok(true)
}

/// Takes one of each that is needed, as far as one is free; and whether something was not.
fn seize(ledger: &mut OnTx, of: &Offered, span: Span, id: BookingId) -> Result<(Vec<ResourceId>, bool), Failure> {
    let mut taken = Vec::new();
    for kind in &of.care.needs {
        if let Some(resource) = one_of(ledger, of, *kind, &taken, span, id)? {
            taken.push(resource);
        }
    }
    let clash = taken.len() < of.care.needs.len();
    Ok((taken, clash))
}

fn one_of(
    ledger: &mut OnTx,
    of: &Offered,
    kind: Kind,
    but: &[ResourceId],
    span: Span,
    id: BookingId,
) -> Result<Option<ResourceId>, Failure> {
    let fit = of.resources.iter().filter(|(own, it)| it.kind == kind && !it.gone && !but.contains(own));
    for (resource, it) in fit {
        let mark = ledger.savepoint()?;
        if cells::take(ledger.tx, *resource, it.capacity, span, id)? {
            ledger.release(mark)?;
            return Ok(Some(*resource));
        }
        ledger.rollback(mark)?; // some of its cells may have been free
    }
    Ok(None)
}
