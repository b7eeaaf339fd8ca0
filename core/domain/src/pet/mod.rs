//! Pets: owned by a household, seen by a clinic only through a booking.

mod age;
mod dose;
mod fault;
mod note;
mod proof;
mod weight;

use serde::{Deserialize, Serialize};

pub use age::Age;
pub use dose::{Dose, Due, REMIND_DAYS, doses, same_vaccine};
pub use fault::{Fault, latest_day};
pub use note::{MAX_NOTES, Note, Noted};
pub use proof::Proof;
pub use weight::{MAX_WEIGHT_G, Weighed, grams, kilograms, weights};

use crate::ids::PetId;
use crate::scanned::Microchip;

/// Letters of a name; a pass carries no more than 24 bytes of it.
pub const MAX_NAME: usize = 40;
/// Pets of one household.
pub const MAX_PETS: usize = 50;
/// Pixels of a photo that is sent: 24 megapixels.
pub const PHOTO_PIXELS: u64 = 24_000_000;
/// What one pet may be allergic to.
pub const MAX_ALLERGIES: usize = 50;

/// What it is. The numbers are those of a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Species {
    Dog = 1,
    Cat = 2,
    Rabbit = 3,
    Rodent = 4,
    Bird = 5,
    Reptile = 6,
    Fish = 7,
    /// Something else, or of a newer app.
    #[serde(other)]
    Other = 0,
}

impl Species {
    /// All, as a person chooses among them.
    pub const ALL: [Self; 8] =
        [Self::Dog, Self::Cat, Self::Rabbit, Self::Rodent, Self::Bird, Self::Reptile, Self::Fish, Self::Other];

    /// From its word; none where nobody has it.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|species| species.name() == word)
    }

    /// From its number in a pass.
    pub fn from_number(number: u8) -> Self {
        Self::ALL.into_iter().find(|species| *species as u8 == number).unwrap_or(Self::Other)
    }

    /// As it travels: `dog`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dog => "dog",
            Self::Cat => "cat",
            Self::Rabbit => "rabbit",
            Self::Rodent => "rodent",
            Self::Bird => "bird",
            Self::Reptile => "reptile",
            Self::Fish => "fish",
            Self::Other => "other",
        }
    }
}

/// What its owner says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pet {
    pub name: String,
    pub species: Species,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<_>"))]
    pub breed: String,
    /// `2022-02-29` is no day and is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<String>,
    /// 15 digits (ISO 11784/11785).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>))]
    pub chip: Option<Microchip>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<_>"))]
    pub allergies: Vec<String>,
}

/// Row `pet` of a household: the profile and every fact, in the order in which the server heard them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PetRow {
    #[serde(flatten)]
    pub pet: Pet,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Noted>,
    /// The version of its photo, SHA-256 in hex; absent: it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<String>,
}

/// A pet as a clinic sees it in a booking. A walk-in has no id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Visitor {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<PetId>,
    pub name: String,
    pub species: Species,
}
