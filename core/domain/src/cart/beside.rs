//! What ops beside the cart must look like, before anybody who keeps their rows is asked.

use crate::code::Code;
use crate::notice;
use crate::shop;
use crate::wire::{MAX_NOTE, MAX_PETS, OpBody, can_walk_in};

/// Whether this side can do anything with it. Check-ins are facts: nothing about them is refused.
pub fn check(body: &OpBody) -> Result<(), Code> {
    let invalid = |bad: bool| if bad { Err(Code::Invalid) } else { Ok(()) };
    match body {
        OpBody::InboxRead(read) => invalid(read.notices.len() > notice::ON_DEVICES),
        OpBody::AddressPut(put) => match put.address.as_ref().map(|address| address.check()) {
            Some(Err(_)) => Err(Code::AddressInvalid),
            _ => Ok(()),
        },
        OpBody::PetPut(put) => invalid(put.pet.as_ref().is_some_and(|pet| pet.check(None).is_err())),
        OpBody::PetNoted(noted) => invalid(noted.note.check(None).is_err()),
        OpBody::BookingRequest(ask) => {
            invalid(ask.pets.is_empty() || ask.pets.len() > MAX_PETS || ask.note.chars().count() > MAX_NOTE)
        }
        OpBody::WalkedIn(said) => invalid(!can_walk_in(&said.pets, &said.owner, &said.note)),
        OpBody::BookingEnter(said) => invalid(!can_walk_in(&said.pets, &said.owner, &said.note)),
        OpBody::ProductPatch(patch) => invalid(shop::check_patch(patch).is_err()),
        OpBody::StockAdjust(adjust) => invalid(adjust.by == 0 || adjust.by.unsigned_abs() > shop::MAX_MOVE as u64),
        OpBody::PassKey(key) => invalid(key.key.len() != 43), // 32 bytes in base64url
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{self, PetId};
    use crate::pet::{Note, Pet, Species};
    use crate::wire::{PetNoted, PetPut};

    fn born(day: &str) -> OpBody {
        let pet = Pet {
            name: "Mochi".into(),
            species: Species::Dog,
            breed: String::new(),
            born: Some(day.into()),
            chip: None,
            allergies: vec![],
        };
        OpBody::PetPut(PetPut { pet_id: PetId(ids::v7(1, [1; 10])), pet: Some(pet) })
    }

    #[test]
    fn a_pet_is_born_on_a_day_of_the_calendar() {
        for day in ["2024-02-29", "2000-02-29", "2026-12-31"] {
            assert_eq!(check(&born(day)), Ok(()), "{day}");
        }
        for day in ["2026-02-29", "1900-02-29", "2026-13-01", "2026-04-31", "26-04-01", "2026/04/01", "soon"] {
            assert_eq!(check(&born(day)), Err(Code::Invalid), "{day}");
        }
    }

    #[test]
    fn a_weight_is_one_that_a_pet_can_have() {
        let weighs = |grams| {
            let note = Note::Weight { on: "2026-11-22".into(), grams };
            check(&OpBody::PetNoted(PetNoted { pet_id: PetId(ids::v7(1, [1; 10])), note }))
        };
        assert_eq!((weighs(0), weighs(4_200), weighs(600_000)), (Err(Code::Invalid), Ok(()), Err(Code::Invalid)));
    }
}
