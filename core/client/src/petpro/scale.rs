//! Whose weight it is that a desk read off its scale.

use petpro_domain::Code;
use petpro_domain::checkin::{PetWeight, Weights};
use petpro_domain::pet::{Fault, MAX_WEIGHT_G, grams};
use serde::Deserialize;

use crate::error::{Error, Result};

/// What the scale at the desk showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtScale {
    /// The pet's name; needed where several come with one visit.
    pub pet: Option<String>,
    pub grams: u32,
}

/// The same as people write it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Weighed {
    /// The pet's name; needed where several come with one visit.
    #[serde(default)]
    pub pet: Option<String>,
    /// `4.2 kg`, `850 g`; a bare number is kilograms, as scales at a desk show them. Empty: not weighed.
    pub weight: String,
}

impl Weighed {
    /// What of these was weighed; `invalid` where something is no weight.
    pub(super) fn read(all: &[Self]) -> Result<Vec<AtScale>> {
        let said = all.iter().filter(|it| !it.weight.trim().is_empty());
        let read = |it: &Self| {
            let weight = it.weight.trim();
            let grams = grams(weight).or_else(|| grams(&format!("{weight} kg"))).ok_or_else(|| wrong(Fault::Grams))?;
            Ok(AtScale { pet: it.pet.clone(), grams })
        };
        said.map(read).collect()
    }
}

/// The weights of these pets, by their places. Of a visit that nobody knows here, the one weight
/// stays with the check-in. Which of several is meant must be said: `invalid` where it is not.
pub(super) fn weights(pets: &[&str], shown: &[AtScale]) -> Result<Weights> {
    if shown.iter().any(|it| !(1..=MAX_WEIGHT_G).contains(&it.grams)) {
        return Err(wrong(Fault::Grams));
    }
    if let ([AtScale { pet: None, grams }], 0 | 1) = (shown, pets.len()) {
        return Ok(Weights::of_one(*grams));
    }
    let place = |name: &str| {
        let same = |(_, pet): &(usize, &&str)| pet.trim().to_lowercase() == name.trim().to_lowercase();
        let mut found = pets.iter().enumerate().filter(same);
        match (found.next(), found.next()) {
            (Some((place, _)), None) => u8::try_from(place).ok(),
            _ => None,
        }
    };
    let named = shown.iter().map(|it| {
        let pet = it.pet.as_deref().and_then(place).ok_or_else(|| wrong(Fault::Whose))?;
        Ok(PetWeight { pet, grams: it.grams })
    });
    let weights = named.collect::<Result<Vec<_>>>()?;
    Ok(match (weights.as_slice(), pets.len()) {
        ([only], 1) => Weights::of_one(only.grams),
        _ => Weights { weight_g: None, weights },
    })
}

fn wrong(fault: Fault) -> Error {
    Error::new(Code::Invalid, "a weight cannot be given to a pet").of_pet(vec![fault])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pet: Option<&str>, grams: u32) -> AtScale {
        AtScale { pet: pet.map(str::to_owned), grams }
    }

    #[test]
    fn the_only_pets_weight_needs_no_name_and_of_several_each_is_named() {
        assert_eq!(weights(&["Mochi"], &[shown(None, 4_200)]).unwrap(), Weights::of_one(4_200));
        assert_eq!(weights(&["Mochi"], &[shown(Some(" mochi"), 4_200)]).unwrap(), Weights::of_one(4_200));
        let both = weights(&["Mochi", "Kuro"], &[shown(Some("kuro"), 900), shown(Some("Mochi"), 4_200)]).unwrap();
        assert_eq!((both.of(0, 2), both.of(1, 2)), (Some(4_200), Some(900)));
        assert!(weights(&["Mochi", "Kuro"], &[]).unwrap().is_empty());
    }

    #[test]
    fn a_bare_number_is_kilograms_and_nothing_is_not_weighed() {
        let of = |weight: &str| Weighed { pet: None, weight: weight.into() };
        let read = Weighed::read(&[of("4.2"), of(" "), of("850 g")]).unwrap();
        assert_eq!(read.iter().map(|it| it.grams).collect::<Vec<_>>(), [4_200, 850]);
        assert_eq!(Weighed::read(&[of("heavy")]).unwrap_err().wrong_of_pet(), [Fault::Grams]);
    }

    #[test]
    fn whose_it_is_must_be_clear() {
        let twins = ["Mochi", "Mochi"];
        for (pets, shown) in [
            (&["Mochi", "Kuro"][..], shown(None, 4_200)),
            (&["Mochi"], shown(Some("Kuro"), 4_200)),
            (&twins, shown(Some("Mochi"), 4_200)),
        ] {
            assert_eq!(weights(pets, &[shown]).unwrap_err().wrong_of_pet(), [Fault::Whose]);
        }
        assert_eq!(weights(&["Mochi"], &[shown(None, 0)]).unwrap_err().wrong_of_pet(), [Fault::Grams]);
    }
}
