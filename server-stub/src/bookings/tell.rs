//! What an owner is told of a visit: in the app, and by an event that mails follow.

use petpro_domain::Lang;
use petpro_domain::booking::{Booking, Entry, calendar};
use petpro_domain::checkin::typed;
use petpro_domain::ids::{BookingId, derived};
use petpro_domain::notice::{About, Notice, NoticeKind};
use serde_json::json;

use super::visit::{self, Visit, owned};
use crate::clinics;
use crate::feed::OnTx;
use crate::inbox;
use crate::outbox;
use crate::store::{Failure, Tx};

/// What a mail says of a visit.
pub struct Words {
    /// What happened, and what to do or expect.
    pub said: (String, String),
    /// What was booked, where, and its code.
    pub facts: Vec<String>,
    /// A file for the reader's calendar.
    pub calendar: String,
}

/// What a mail says that was asked for by this event; `None` where the visit is gone, or no longer as
/// the mail would say.
pub fn words(tx: &mut Tx, id: BookingId, event: &str, lang: Lang) -> Result<Option<Words>, Failure> {
    let Some(visit) = visit::get(tx, id)? else { return Ok(None) };
    let kind = match event {
        "BookingConfirmed" => NoticeKind::BookingConfirmed,
        "BookingMoved" => NoticeKind::BookingMoved,
        "BookingCancelled" => NoticeKind::BookingCancelled,
        _ => NoticeKind::BookingReminder,
    };
    let cancelled = !visit.row.st.is_live();
    if cancelled != (kind == NoticeKind::BookingCancelled) {
        return Ok(None);
    }
    let row = owned(tx, &visit)?;
    let address = clinics::get(tx, visit.row.clinic)?.map(|clinic| clinic.address.text(lang).to_owned());
    let place = [row.clinic_name.clone(), address.unwrap_or_default()].join(", ");
    let title = format!("{}: {}", row.service_name, row.clinic_name);
    let code = typed::grouped(&visit.row.code);
    let Booking { pass_v, starts_ms, ends_ms, .. } = visit.row.clone();
    let entry = Entry {
        id,
        sequence: pass_v,
        starts_ms,
        ends_ms,
        at_ms: starts_ms,
        title: &title,
        place: &place,
        note: &code,
        cancelled,
    };
    let calendar = calendar(&entry);
    let about = about(&visit, row.clinic_name, row.zone);
    let said = Notice::about(kind, about, starts_ms).words(lang);
    Ok(Some(Words { said, facts: vec![row.service_name, place, code], calendar }))
}

fn about(visit: &Visit, place: String, zone: String) -> About {
    let pets: Vec<&str> = visit.row.pets.iter().map(|pet| pet.name.as_str()).collect();
    About { booking: Some(visit.id), place, pets: pets.join(", "), starts_ms: visit.row.starts_ms, zone }
}

/// Tells who booked it. The same about the same time is told once.
pub fn owner(ledger: &mut OnTx, visit: &Visit, kind: NoticeKind, now_ms: i64) -> Result<(), Failure> {
    let Some(user) = visit.user else { return Ok(()) };
    let row = owned(ledger.tx, visit)?;
    let about = about(visit, row.clinic_name, row.zone);
    inbox::put(ledger, user, &Notice::about(kind, about, now_ms))?;
    let name = format!("{kind:?}");
    let id = derived("booking-event", &[visit.id.bytes(), name.as_bytes(), &now_ms.to_be_bytes()]);
    let body = json!({"booking": visit.id, "user": user, "clinic": visit.row.clinic});
    outbox::put(ledger.tx, id, "bookings", &name, &body, now_ms)
}
