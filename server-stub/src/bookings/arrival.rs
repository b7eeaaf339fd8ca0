//! What check-ins mean to a visit: they came, or it was a mistake.

use petpro_domain::booking::{Arrival, Event, Status, next};
use petpro_domain::ids::{BookingId, ClinicId};

use super::visit;
use crate::clinics;
use crate::feed::OnTx;
use crate::state::AppState;
use crate::store::{Failure, Tx};

/// For so long after a check-in was called a mistake a desk can put it right before the owner is missed.
const MISTAKE_MS: i64 = 15 * 60_000;

/// Where a booking is, and how it stands; `None` where there is none that was ever accepted.
pub fn stands(tx: &mut Tx, id: BookingId) -> Result<Option<(ClinicId, Status)>, Failure> {
    let found = visit::get(tx, id)?.filter(|visit| visit.refused.is_none());
    Ok(found.map(|visit| (visit.row.clinic, visit.row.st)))
}

/// Writes the check-in that counts, or that none does (any more). A visit that went on meanwhile
/// keeps its state.
pub fn arrived(
    app: &AppState,
    ledger: &mut OnTx,
    id: BookingId,
    arrival: Option<&Arrival>,
    now_ms: i64,
) -> Result<(), Failure> {
    let Some(mut visit) = visit::get(ledger.tx, id)? else { return Ok(()) };
    let before = std::mem::replace(&mut visit.row.arrival, arrival.cloned());
    let event = match (arrival, before) {
        (Some(_), _) => Event::CheckedIn,
        // Who came in without a booking was the mistake, so nobody is expected.
        (None, Some(before)) if before.checkin.0 == id.0 => Event::Cancelled,
        (None, _) => Event::CheckinVoided,
    };
    if event == Event::CheckinVoided {
        let policy = clinics::get(ledger.tx, visit.row.clinic)?.map(|clinic| clinic.policy).unwrap_or_default();
        visit.next_ms = Some(policy.missed_ms(visit.row.starts_ms).max(now_ms + MISTAKE_MS));
    }
    match next(visit.row.st, event) {
        Some(_) => visit::pass_on(app, ledger, &mut visit, event, now_ms).map(drop),
        None => visit::save(app, ledger, &visit, now_ms),
    }
}
