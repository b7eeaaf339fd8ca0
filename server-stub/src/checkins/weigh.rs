//! What was weighed at the desk, in the pets' own histories: one weight of each pet and visit, that of
//! the check-in that counts or else of the oldest repeat that has one. A mistake takes its weight back
//! (it may have been another dog), and the next one stands in for it.

use petpro_domain::checkin::Checkin;
use petpro_domain::clinic::Zone;
use petpro_domain::ids::{BookingId, OpId, PetId, derived};
use petpro_domain::pet::Note;

use super::read;
use crate::bookings;
use crate::clinics;
use crate::feed::OnTx;
use crate::pets;
use crate::store::Failure;

/// Makes the histories of a visit's pets what its check-ins say. Pets without an account have none.
pub fn follow(ledger: &mut OnTx, booking: BookingId, now_ms: i64) -> Result<(), Failure> {
    let Some(visit) = bookings::get(ledger.tx, booking)? else { return Ok(()) };
    let clinic = visit.row.clinic;
    let all = read::of_visit(ledger.tx, booking, clinic)?;
    let Some(zone) = clinics::get(ledger.tx, clinic)?.map(|clinic| clinic.zone) else { return Ok(()) };
    let pets = visit.row.pets.iter().enumerate().filter_map(|(place, pet)| Some((place, pet.id?)));
    for (place, pet) in pets {
        let weighed = |row: &Checkin| row.scale.of(place, visit.row.pets.len());
        let counts = all.iter().find(|(_, row)| row.void_ms.is_none() && weighed(row).is_some()).map(|(id, _)| *id);
        for (id, row) in &all {
            let Some(grams) = weighed(row) else { continue };
            let note = note_id(*id, pet);
            match (counts == Some(*id), day(&zone, row, visit.row.starts_ms.min(now_ms))) {
                (true, Some(on)) => {
                    pets::note_by_clinic(ledger, pet, Note::Weight { on, grams }, clinic, note, now_ms)?;
                }
                (true, None) => {}
                (false, _) => pets::take_back(ledger, note, now_ms)?,
            }
        }
    }
    Ok(())
}

/// One fact of a check-in and a pet, however often it is told.
fn note_id(checkin: OpId, pet: PetId) -> OpId {
    OpId(derived("weighed", &[checkin.bytes(), pet.bytes()]))
}

/// The day at the clinic. Of a tablet that was switched off since, only what its clock claims is
/// known: there the day of the visit is the better guess.
fn day(zone: &Zone, row: &Checkin, visit_ms: i64) -> Option<String> {
    let at_ms = if row.uncertain { visit_ms } else { row.at_ms };
    zone.day(at_ms).map(|day| day.to_string())
}
