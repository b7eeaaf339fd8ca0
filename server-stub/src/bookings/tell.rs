//! What an owner is told of a visit: in the app, and by an event that mails follow.

use petpro_domain::ids::derived;
use petpro_domain::notice::{About, Notice, NoticeKind};
use serde_json::json;

use super::visit::{Visit, owned};
use crate::feed::OnTx;
use crate::inbox;
use crate::outbox;
use crate::store::Failure;

/// Tells who booked it. The same about the same time is told once.
pub fn owner(ledger: &mut OnTx, visit: &Visit, kind: NoticeKind, now_ms: i64) -> Result<(), Failure> {
    let Some(user) = visit.user else { return Ok(()) };
    let row = owned(ledger.tx, visit)?;
    let pets: Vec<&str> = visit.row.pets.iter().map(|pet| pet.name.as_str()).collect();
    let about = About {
        booking: Some(visit.id),
        place: row.clinic_name,
        pets: pets.join(", "),
        starts_ms: visit.row.starts_ms,
        zone: row.zone,
    };
    inbox::put(ledger, user, &Notice::about(kind, about, now_ms))?;
    let name = format!("{kind:?}");
    let id = derived("booking-event", &[visit.id.bytes(), name.as_bytes(), &now_ms.to_be_bytes()]);
    let body = json!({"booking": visit.id, "user": user, "clinic": visit.row.clinic});
    outbox::put(ledger.tx, id, "bookings", &name, &body, now_ms)
}
