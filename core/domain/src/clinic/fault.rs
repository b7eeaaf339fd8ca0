//! What can be wrong with what a clinic's admin types, or who waits for a time there.

use serde::{Deserialize, Serialize};

/// The field that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// No days of the calendar, the last before the first, or over already.
    Days,
    /// No times of day in whole fives of minutes, or no weekdays.
    Hours,
    /// Neither `12-31` nor `2026-12-31`.
    Holiday,
    /// Empty, over 60 letters, or not one line of text.
    Name,
    /// Not whole fives of minutes up to a day.
    Minutes,
    /// Below zero.
    Price,
    /// Nothing, or more than eight, or something that is neither vet, room nor table.
    Needs,
    /// None, or more than ten.
    MostPets,
    /// Neither vet, room nor table.
    Kind,
    /// None.
    Capacity,
    /// Neither admin nor desk.
    Role,
    /// Not 4 to 8 digits.
    Pin,
    /// Nobody has an account under this address, or they work there already; or nobody would be admin.
    Staff,
}

impl Fault {
    /// What it should be, in the text catalogue.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Days => "clinic-wrong-days",
            Self::Hours => "clinic-wrong-hours",
            Self::Holiday => "clinic-wrong-holiday",
            Self::Name => "clinic-wrong-name",
            Self::Minutes => "clinic-wrong-minutes",
            Self::Price => "clinic-wrong-price",
            Self::Needs => "clinic-wrong-needs",
            Self::MostPets => "clinic-wrong-most-pets",
            Self::Kind => "clinic-wrong-kind",
            Self::Capacity => "clinic-wrong-capacity",
            Self::Role => "clinic-wrong-role",
            Self::Pin => "clinic-wrong-pin",
            Self::Staff => "clinic-wrong-staff",
        }
    }

    /// From a place of a request, `/needs`; none where it is told by no sentence.
    pub fn at(place: &str) -> Option<Self> {
        Some(match place.trim_start_matches('/').split('/').next()? {
            "minutes" | "step" => Self::Minutes,
            "price" => Self::Price,
            "needs" => Self::Needs,
            "most_pets" => Self::MostPets,
            "name" | "names" => Self::Name,
            "kind" => Self::Kind,
            "capacity" => Self::Capacity,
            "hours" => Self::Hours,
            "holidays" => Self::Holiday,
            "pin" => Self::Pin,
            "role" | "username" => Self::Staff,
            _ => return None,
        })
    }
}
