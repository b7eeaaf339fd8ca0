//! `checkin.record`: the fact, and what it counts as.

use petpro_domain::Code;
use petpro_domain::audit::What;
use petpro_domain::booking::{Arrival, Status};
use petpro_domain::cart::Verdict;
use petpro_domain::checkin::{Checkin, Class, Known, classify};
use petpro_domain::ids::{BookingId, ClinicId, OpId};
use petpro_domain::pass::Appointment;
use petpro_domain::wire::CheckinRecord;
use petpro_sync::server::Case;

use super::{by, clinic_of, publish, read, weigh, when};
use crate::audit;
use crate::bookings;
use crate::feed::OnTx;
use crate::state::AppState;
use crate::store::Failure;
use crate::tablets;
use crate::values;

/// Stores a check-in. Never refused: what it counts as is in its row, and both desks see it.
pub fn record(
    app: &AppState,
    ledger: &mut OnTx,
    case: &Case,
    said: &CheckinRecord,
    now_ms: i64,
) -> Result<Verdict, Failure> {
    let Some(clinic) = clinic_of(case) else { return Ok(Verdict::rejected(Code::Invalid)) };
    let signed = said.pass.as_deref().map(|pass| signed(app, pass));
    let booking = match &signed {
        Some(signed) => signed.as_ref().map(|said| said.booking),
        None => said.booking, // found without a pass
    };
    let when = when(case, now_ms);
    let tablet = tablets::of(ledger.tx, case.user)?;
    let known = match booking {
        Some(id) => known(ledger, id, signed.flatten().as_ref())?,
        None => None,
    };
    let id = case.op.id;
    let class = insert(ledger, id, clinic, booking, known, when.at_ms, now_ms)?;
    let row = Checkin {
        class,
        booking,
        tablet: tablet.as_ref().map(|tablet| tablet.id),
        actor: said.actor,
        how: said.how,
        verdict: said.verdict,
        at_ms: when.at_ms,
        uncertain: when.uncertain,
        scale: said.scale.clone(),
        void_ms: None,
        void_reason: String::new(),
    };
    publish(ledger, clinic, id, &row)?;
    if let (false, Some(booking)) = (row.scale.is_empty(), booking) {
        weigh::follow(ledger, booking, now_ms)?;
    }
    if let (Class::First, Some(booking)) = (class, booking) {
        let arrival = arrival(ledger, id, &row, tablet.map(|tablet| tablet.name))?;
        bookings::arrived(app, ledger, booking, Some(&arrival), now_ms)?;
    }
    let by = by(ledger, case, clinic, said.actor)?;
    let about = booking.map_or_else(|| id.to_string(), |booking| booking.to_string());
    let what = match class {
        Class::First => What::CheckedIn,
        Class::RepeatOf { .. } => What::CheckedInAgain,
        Class::UnknownPass => What::CheckedInUnknown,
        Class::Cancelled => What::CheckedInCancelled,
        Class::WrongClinic => What::CheckedInElsewhere,
    };
    audit::note(ledger.tx, clinic, by, what, &about, when)?;
    Ok(Verdict::applied())
}

/// What a pass that we signed says; a revoked or forged one says nothing.
fn signed(app: &AppState, pass: &str) -> Option<Appointment> {
    app.keys.passes.with_ring(|ring| ring.pass(pass, None)).ok().map(|pass| pass.said().clone())
}

/// What is known of a booking, and the check-in that counts already. A booking that a restored
/// backup has forgotten is known by its pass.
fn known(ledger: &mut OnTx, id: BookingId, signed: Option<&Appointment>) -> Result<Option<Known>, Failure> {
    let stands = bookings::stands(ledger.tx, id)?;
    let stands = stands.or(signed.map(|said| (said.clinic, Status::Confirmed)));
    let Some((clinic, st)) = stands else { return Ok(None) };
    Ok(Some(Known { clinic, st, first: read::first(ledger.tx, id)? }))
}

/// A booking that came back after its check-in: the desk's fact is written into it.
pub fn joined(app: &AppState, ledger: &mut OnTx, booking: BookingId, now_ms: i64) -> Result<(), Failure> {
    let Some(first) = read::first(ledger.tx, booking)? else { return Ok(()) };
    let Some((clinic, _)) = bookings::stands(ledger.tx, booking)? else { return Ok(()) };
    let Some(row) = read::one(ledger.tx, clinic, first)? else { return Ok(()) };
    let arrival = arrival(ledger, first, &row, None)?;
    bookings::arrived(app, ledger, booking, Some(&arrival), now_ms)?;
    weigh::follow(ledger, booking, now_ms)
}

/// Writes the fact under the class that it has at this moment; the unique index says so too.
fn insert(
    ledger: &mut OnTx,
    id: OpId,
    clinic: ClinicId,
    booking: Option<BookingId>,
    known: Option<Known>,
    at_ms: i64,
    now_ms: i64,
) -> Result<Class, Failure> {
    let class = classify(clinic, known.as_ref());
    ledger.tx.exec(
        "INSERT INTO checkin(op_id, clinic, booking, class, at_ms, heard_ms, d) VALUES ($1, $2, $3, $4, $5, $6, '')
         ON CONFLICT (op_id) DO NOTHING",
        values![id, clinic, booking, class.name(), at_ms, now_ms],
    )?;
    Ok(class)
}

/// The check-in that counts, as the booking's rows carry it.
pub(super) fn arrival(ledger: &mut OnTx, id: OpId, row: &Checkin, tablet: Option<String>) -> Result<Arrival, Failure> {
    let tablet = match (tablet, row.tablet) {
        (Some(name), _) => name,
        (None, Some(tablet)) => tablets::name(ledger.tx, tablet)?.unwrap_or_default(),
        (None, None) => String::new(),
    };
    Ok(Arrival { checkin: id, at_ms: row.at_ms, tablet, uncertain: row.uncertain, scale: row.scale.clone() })
}
