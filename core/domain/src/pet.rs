//! Pets: owned by a household, seen by a clinic only through a booking.

use serde::{Deserialize, Serialize};

use crate::ids::{ClinicId, PetId};
use crate::scanned::Microchip;

/// Letters of a name; a pass carries no more than 24 bytes of it.
pub const MAX_NAME: usize = 40;
/// Pets of one household.
pub const MAX_PETS: usize = 50;

/// What it is. The numbers are those of a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pet {
    pub name: String,
    pub species: Species,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub breed: String,
    /// `2022-02-29` is no day and is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<String>,
    /// 15 digits (ISO 11784/11785).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<u64>))]
    pub chip: Option<Microchip>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allergies: Vec<String>,
}

/// A fact about a pet; facts only grow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Note {
    /// Grams on this day.
    Weight { on: String, grams: u32 },
    /// Given on this day; the next one is due on that day.
    Vaccination {
        on: String,
        vaccine: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<String>,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        batch: String,
    },
}

/// Row `pet` of a household: the profile and every fact, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PetRow {
    #[serde(flatten)]
    pub pet: Pet,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Noted>,
}

/// A fact and who vouches for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Noted {
    #[serde(flatten)]
    pub note: Note,
    /// The clinic that wrote it; absent: the household did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clinic: Option<ClinicId>,
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
