//! What ops beside the cart must look like, before anybody who keeps their rows is asked.

use crate::code::Code;
use crate::notice;
use crate::pet;
use crate::texts::Day;
use crate::wire::{MAX_NOTE, MAX_PETS, OpBody};

/// Grams of the heaviest dog on record, thrice.
const MAX_WEIGHT_G: u32 = 500_000;

/// Whether this side can do anything with it. Check-ins are facts: nothing about them is refused.
pub fn check(body: &OpBody) -> Result<(), Code> {
    let invalid = |bad: bool| if bad { Err(Code::Invalid) } else { Ok(()) };
    match body {
        OpBody::InboxRead(read) => invalid(read.notices.len() > notice::ON_DEVICES),
        OpBody::AddressPut(put) => match put.address.as_ref().map(|address| address.check()) {
            Some(Err(_)) => Err(Code::AddressInvalid),
            _ => Ok(()),
        },
        OpBody::PetPut(put) => invalid(put.pet.as_ref().is_some_and(|pet| !is_pet(pet))),
        OpBody::PetNoted(noted) => invalid(!is_note(&noted.note)),
        OpBody::BookingRequest(ask) => {
            invalid(ask.pets.is_empty() || ask.pets.len() > MAX_PETS || ask.note.chars().count() > MAX_NOTE)
        }
        OpBody::PassKey(key) => invalid(key.key.len() != 43), // 32 bytes in base64url
        _ => Ok(()),
    }
}

fn is_pet(pet: &pet::Pet) -> bool {
    let short = |text: &str| text.chars().count() <= pet::MAX_NAME;
    !pet.name.trim().is_empty()
        && short(&pet.name)
        && short(&pet.breed)
        && pet.born.as_deref().is_none_or(is_day)
        && pet.allergies.len() <= 50
        && pet.allergies.iter().all(|allergy| short(allergy))
}

fn is_note(note: &pet::Note) -> bool {
    match note {
        pet::Note::Weight { on, grams } => is_day(on) && (1..=MAX_WEIGHT_G).contains(grams),
        pet::Note::Vaccination { on, vaccine, due, batch } => {
            is_day(on)
                && due.as_deref().is_none_or(is_day)
                && !vaccine.trim().is_empty()
                && vaccine.chars().count() <= 80
                && batch.chars().count() <= 40
        }
    }
}

fn is_day(text: &str) -> bool {
    Day::parse(text).is_some()
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
