//! `booking.enter` and `booking.move`: the desk books and moves, and the clinic's audit says who did.

use petpro_domain::Code;
use petpro_domain::audit::What;
use petpro_domain::cart::Verdict;
use petpro_domain::ids::{BookingId, ClinicId, StaffId};
use petpro_domain::wire::{BookingEnter, BookingMove};
use petpro_sync::server::Case;

use super::{by, clinic_of, when};
use crate::audit;
use crate::bookings;
use crate::feed::OnTx;
use crate::state::AppState;
use crate::store::Failure;

const DAY_MS: i64 = 86_400_000;

/// A new visit under the op's id.
pub fn enter(
    app: &AppState,
    ledger: &mut OnTx,
    case: &Case,
    said: &BookingEnter,
    now_ms: i64,
) -> Result<Verdict, Failure> {
    let Some(clinic) = clinic_of(case).filter(|clinic| *clinic == said.clinic) else {
        return Ok(Verdict::rejected(Code::Invalid));
    };
    let id = BookingId(case.op.id.0);
    let verdict = bookings::enter(app, ledger, (clinic, id), said, (made_ms(case, now_ms), now_ms))?;
    noted(ledger, case, (clinic, said.actor), (What::Booked, id), &verdict, now_ms)?;
    Ok(verdict)
}

/// A visit at another time.
pub fn shift(
    app: &AppState,
    ledger: &mut OnTx,
    case: &Case,
    said: &BookingMove,
    now_ms: i64,
) -> Result<Verdict, Failure> {
    let Some(clinic) = clinic_of(case) else { return Ok(Verdict::rejected(Code::Invalid)) };
    let verdict = bookings::shift(app, ledger, clinic, said, (made_ms(case, now_ms), now_ms))?;
    noted(ledger, case, (clinic, said.actor), (What::Moved, said.booking_id), &verdict, now_ms)?;
    Ok(verdict)
}

/// When the desk gave the time, however late it is sent. A clock that nobody can vouch for counts for a day at most.
fn made_ms(case: &Case, now_ms: i64) -> i64 {
    let when = when(case, now_ms);
    if when.uncertain { when.at_ms.max(now_ms - DAY_MS) } else { when.at_ms }
}

fn noted(
    ledger: &mut OnTx,
    case: &Case,
    (clinic, actor): (ClinicId, Option<StaffId>),
    (what, booking): (What, BookingId),
    verdict: &Verdict,
    now_ms: i64,
) -> Result<(), Failure> {
    if verdict.code.is_some() {
        return Ok(());
    }
    let by = by(ledger, case, clinic, actor)?;
    audit::note(ledger.tx, clinic, by, what, &booking.to_string(), when(case, now_ms))
}
