//! What the scale at the desk showed.

use serde::{Deserialize, Serialize};

/// What one pet of a visit weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PetWeight {
    /// Its place among the visit's pets, from 0; a pass names them in the same order.
    pub pet: u8,
    pub grams: u32,
}

/// The weights of a check-in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "AtScale"))]
pub struct Weights {
    /// Of the only pet. Of several, nobody knows whose it is: it stays with the visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_g: Option<u32>,
    /// Of some of several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<_>"))]
    pub weights: Vec<PetWeight>,
}

impl Weights {
    /// Of the only pet.
    pub fn of_one(grams: u32) -> Self {
        Self { weight_g: Some(grams), weights: Vec::new() }
    }

    /// Nothing was weighed.
    pub fn is_empty(&self) -> bool {
        self.weight_g.is_none() && self.weights.is_empty()
    }

    /// What this one of so many pets weighed; of two words about it the last.
    pub fn of(&self, pet: usize, pets: usize) -> Option<u32> {
        let named = self.weights.iter().rev().find(|it| usize::from(it.pet) == pet && pet < pets);
        named.map(|it| it.grams).or(self.weight_g.filter(|_| (pet, pets) == (0, 1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_that_names_no_pet_is_the_only_ones_and_of_several_nobodys() {
        let plain = Weights::of_one(4_200);
        assert_eq!((plain.of(0, 1), plain.of(0, 2), plain.of(1, 2)), (Some(4_200), None, None));
        let weights =
            vec![PetWeight { pet: 1, grams: 900 }, PetWeight { pet: 1, grams: 950 }, PetWeight { pet: 9, grams: 1 }];
        let named = Weights { weight_g: Some(4_200), weights };
        assert_eq!((named.of(0, 2), named.of(1, 2), named.of(9, 2)), (None, Some(950), None));
    }

    #[test]
    fn an_older_row_says_its_one_weight() {
        let old: Weights = serde_json::from_str(r#"{"weight_g":4200,"how":"scan"}"#).unwrap();
        assert_eq!(old, Weights::of_one(4_200));
        assert_eq!(serde_json::to_string(&Weights::default()).unwrap(), "{}");
    }
}
