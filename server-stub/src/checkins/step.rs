//! `booking.step`: the desk moves a visit on.

use petpro_domain::Code;
use petpro_domain::audit::What;
use petpro_domain::booking::Status;
use petpro_domain::cart::Verdict;
use petpro_domain::wire::BookingStep;
use petpro_sync::server::Case;

use super::{by, clinic_of, when};
use crate::audit;
use crate::bookings;
use crate::feed::OnTx;
use crate::state::AppState;
use crate::store::Failure;

/// In progress, completed, did not come; again changes nothing.
pub fn step(
    app: &AppState,
    ledger: &mut OnTx,
    case: &Case,
    said: &BookingStep,
    now_ms: i64,
) -> Result<Verdict, Failure> {
    let Some(clinic) = clinic_of(case) else { return Ok(Verdict::rejected(Code::Invalid)) };
    let when = when(case, now_ms);
    let verdict = bookings::step(app, ledger, clinic, said, when.at_ms)?;
    if verdict.code.is_none() {
        let by = by(ledger, case, clinic, said.actor)?;
        let what = match said.to {
            Status::InProgress => What::Started,
            Status::Completed => What::Completed,
            Status::NoShow => What::Missed,
            _ => What::MovedOn,
        };
        audit::note(ledger.tx, clinic, by, what, &said.booking_id.to_string(), when)?;
    }
    Ok(verdict)
}
