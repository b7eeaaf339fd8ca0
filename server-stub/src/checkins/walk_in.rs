//! `booking.walk-in`: somebody stands at the desk and has not booked. The visit and its check-in are
//! one fact under one id.

use petpro_domain::Code;
use petpro_domain::audit::What;
use petpro_domain::cart::Verdict;
use petpro_domain::checkin::{self, How};
use petpro_domain::ids::BookingId;
use petpro_domain::wire::{CheckinRecord, WalkedIn};
use petpro_sync::server::Case;

use super::{by, clinic_of, record, when};
use crate::audit;
use crate::bookings;
use crate::feed::OnTx;
use crate::state::AppState;
use crate::store::Failure;

/// Takes them in, whoever else is booked at that time.
pub fn walk_in(
    app: &AppState,
    ledger: &mut OnTx,
    case: &Case,
    said: &WalkedIn,
    now_ms: i64,
) -> Result<Verdict, Failure> {
    let Some(clinic) = clinic_of(case).filter(|clinic| *clinic == said.clinic) else {
        return Ok(Verdict::rejected(Code::Invalid));
    };
    let (id, when) = (BookingId(case.op.id.0), when(case, now_ms));
    if !bookings::walk_in(app, ledger, (clinic, id), said, when, now_ms)? {
        return Ok(Verdict::rejected(Code::Invalid));
    }
    let by = by(ledger, case, clinic, said.actor)?;
    audit::note(ledger.tx, clinic, by, What::WalkedIn, &id.to_string(), when)?;
    let here = CheckinRecord {
        clinic,
        pass: None,
        booking: Some(id),
        how: How::WalkIn,
        verdict: checkin::Verdict::Genuine,
        sig_ok: false,
        scale: said.scale.clone(),
        actor: said.actor,
    };
    record(app, ledger, case, &here, now_ms)
}
