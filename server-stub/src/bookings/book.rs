//! A time is booked: by its owner, online or by an op that waited for a network, or at the desk.

use petpro_domain::Code;
use petpro_domain::audit::{By, What};
use petpro_domain::booking::{Booking, Refused};
use petpro_domain::clinic::{Slot, Span};
use petpro_domain::ids::{BookingId, ClinicId, DeviceId, HouseholdId, ServiceId, UserId};
use petpro_domain::notice::NoticeKind;
use petpro_domain::pet::Visitor;
use petpro_domain::wire::BookingRequest;

use super::visit::{self, Visit};
use super::{cells, free, rounds, tell, waiting};
use crate::audit::{self, When};
use crate::clinics::{self, Offered};
use crate::feed::OnTx;
use crate::identity::users;
use crate::pets;
use crate::state::AppState;
use crate::store::Failure;

/// Whose booking it is.
#[derive(Clone, Copy, Debug)]
pub struct Owner {
    pub household: HouseholdId,
    pub user: UserId,
    /// The one it is booked from, where that is known.
    pub device: Option<DeviceId>,
}

/// What became of a request.
#[derive(Debug)]
pub enum Booked {
    Yes(Visit),
    /// Not this time; with what could be had instead.
    No(Refused),
    /// It never made sense: no such clinic, service or pet. With the place in the request.
    Never(&'static str),
}

/// Books a slot, or says why not. Nothing of it is kept unless the answer is yes; the caller undoes
/// what a refused attempt may have written.
pub fn book(
    app: &AppState,
    ledger: &mut OnTx,
    owner: Owner,
    ask: &BookingRequest,
    now_ms: i64,
) -> Result<Booked, Failure> {
    if let Some(known) = visit::get(ledger.tx, ask.booking_id)? {
        // The same booking again, by another way. A foreign one is none.
        return Ok(match known.household == Some(owner.household) && known.refused.is_none() {
            true => Booked::Yes(known),
            false => Booked::Never("/booking_id"),
        });
    }
    let Some(of) = clinics::offered(ledger.tx, ask.clinic, ask.service)? else { return Ok(Booked::Never("/service")) };
    let Some(pets) = pets::visitors(ledger.tx, owner.household, &ask.pets)? else { return Ok(Booked::Never("/pets")) };
    if pets.is_empty() || pets.len() > usize::from(of.care.most_pets) {
        return Ok(Booked::Never("/pets"));
    }
    let slot = free::slot(ledger.tx, &of, ask.starts_ms, None, now_ms)?;
    let taken = match &slot {
        Some(slot) => take(ledger, &of, slot, ask.booking_id)?,
        None => false,
    };
    let (Some(slot), true) = (slot, taken) else {
        return Ok(Booked::No(refusal(ledger, &of, ask.starts_ms, now_ms)?));
    };
    let name = users::contact(ledger.tx, owner.user)?.map(|contact| contact.name).unwrap_or_default();
    let mut row = confirmed(ask.booking_id, (ask.clinic, ask.service), &slot, pets, users::first_name(&name));
    row.note = ask.note.trim().to_owned();
    let mut visit = Visit {
        id: ask.booking_id,
        household: Some(owner.household),
        user: Some(owner.user),
        row,
        refused: None,
        next_ms: None,
    };
    visit.next_ms = rounds::next(&visit, &of.clinic.policy, now_ms);
    waiting::served(ledger.tx, owner.household, ask.clinic, visit.row.starts_ms)?;
    visit::save(app, ledger, &visit, now_ms)?;
    tell::owner(ledger, &visit, NoticeKind::BookingConfirmed, now_ms)?;
    let by = By::User { user: owner.user, device: owner.device };
    audit::note(ledger.tx, ask.clinic, by, What::Booked, &visit.id.to_string(), When::now(now_ms))?;
    Ok(Booked::Yes(visit))
}

/// Why a time cannot be had, and which could.
pub fn refusal(ledger: &mut OnTx, of: &Offered, starts_ms: i64, now_ms: i64) -> Result<Refused, Failure> {
    let others = free::others(ledger.tx, of, starts_ms, now_ms)?;
    Ok(Refused { code: Code::SlotTaken, others })
}

/// Takes all cells of a slot; false where one of them is not free.
pub fn take(ledger: &mut OnTx, of: &Offered, slot: &Slot, booking: BookingId) -> Result<bool, Failure> {
    let span = Span::new(slot.starts_ms, slot.ends_ms);
    for id in &slot.resources {
        let capacity = of.resources.iter().find(|(other, _)| other == id).map_or(0, |(_, it)| it.capacity);
        if !cells::take(ledger.tx, *id, capacity, span, booking)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A confirmed visit of this slot.
pub fn confirmed(id: BookingId, at: (ClinicId, ServiceId), slot: &Slot, pets: Vec<Visitor>, owner: String) -> Booking {
    let booking = Booking::confirmed(id, at, (slot.starts_ms, slot.ends_ms));
    Booking { resources: slot.resources.clone(), pets, owner, ..booking }
}
