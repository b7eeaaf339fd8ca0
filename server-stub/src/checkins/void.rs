//! `checkin.void`: a mistake. The next oldest check-in of the booking counts then.

use petpro_domain::Code;
use petpro_domain::audit::What;
use petpro_domain::cart::Verdict;
use petpro_domain::checkin::{Checkin, Class};
use petpro_domain::wire::CheckinVoid;
use petpro_sync::server::Case;

use super::{by, clinic_of, publish, read, record, weigh, when};
use crate::audit;
use crate::bookings;
use crate::feed::OnTx;
use crate::state::AppState;
use crate::store::Failure;
use crate::values;

/// Calls a check-in of this clinic a mistake; again changes nothing. `not-found` where there is none.
pub fn void(
    app: &AppState,
    ledger: &mut OnTx,
    case: &Case,
    said: &CheckinVoid,
    now_ms: i64,
) -> Result<Verdict, Failure> {
    let Some(clinic) = clinic_of(case) else { return Ok(Verdict::rejected(Code::Invalid)) };
    let Some(row) = read::one(ledger.tx, clinic, said.id)? else { return Ok(Verdict::rejected(Code::NotFound)) };
    let when = when(case, now_ms);
    let update = "UPDATE checkin SET void_ms = $2 WHERE op_id = $1 AND void_ms IS NULL";
    if ledger.tx.exec(update, values![said.id, when.at_ms])? == 0 {
        return Ok(Verdict::applied());
    }
    let voided = Checkin { void_ms: Some(when.at_ms), void_reason: said.reason.clone(), ..row };
    publish(ledger, clinic, said.id, &voided)?;
    if let (Class::First, Some(booking)) = (voided.class, voided.booking) {
        let next = read::next(ledger.tx, booking, clinic)?;
        let arrival = match next {
            Some((id, row)) => {
                let row = Checkin { class: Class::First, ..row };
                ledger.tx.exec("UPDATE checkin SET class = 'first' WHERE op_id = $1", values![id])?;
                publish(ledger, clinic, id, &row)?;
                for (other, at, repeat) in read::repeats(ledger.tx, booking)? {
                    publish(ledger, at, other, &Checkin { class: Class::RepeatOf { of: id }, ..repeat })?;
                }
                Some(record::arrival(ledger, id, &row, None)?)
            }
            None => None,
        };
        bookings::arrived(app, ledger, booking, arrival.as_ref(), now_ms)?;
    }
    if let (false, Some(booking)) = (voided.scale.is_empty(), voided.booking) {
        weigh::follow(ledger, booking, now_ms)?;
    }
    let by = by(ledger, case, clinic, said.actor)?;
    let about = voided.booking.map_or_else(|| said.id.to_string(), |booking| booking.to_string());
    audit::note(ledger.tx, clinic, by, What::CheckinVoided, &about, when)?;
    Ok(Verdict::applied())
}
