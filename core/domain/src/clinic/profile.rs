//! The rows of a clinic: its profile, what it offers, who and what is needed for it.

use serde::{Deserialize, Serialize};

use super::{GRAIN_MIN, Hours, Zone};
use crate::catalog::Names;
use crate::ids::ClinicId;
use crate::money::Money;

/// Row `clinic`, id = the clinic's: what everybody may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Clinic {
    pub names: Names,
    /// One line for each language, as it is written there.
    pub address: Names,
    #[cfg_attr(feature = "openapi", schema(example = "+81-3-1234-5678"))]
    pub phone: String,
    /// All its times of day are of this clock.
    pub zone: Zone,
    pub hours: Hours,
    pub policy: Policy,
    /// What it says of itself.
    #[serde(default)]
    pub about: Names,
    /// No longer taking bookings.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
}

/// What a clinic asks of those who book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Minutes before its beginning from which on a time is no longer given away.
    pub book_min: u32,
    /// Days ahead that can be booked.
    pub ahead_days: u16,
    /// Minutes before its beginning until which an owner may move or cancel it themselves.
    pub change_min: u32,
    /// Minutes after its beginning at which who has not come is a no-show.
    pub late_min: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self { book_min: 30, ahead_days: 60, change_min: 24 * 60, late_min: 30 }
    }
}

impl Policy {
    /// Whether an owner may still move or cancel what begins at `starts_ms`.
    pub fn may_change(&self, starts_ms: i64, now_ms: i64) -> bool {
        starts_ms - now_ms >= i64::from(self.change_min) * 60_000
    }

    /// When who has not come is a no-show.
    pub fn missed_ms(&self, starts_ms: i64) -> i64 {
        starts_ms + i64::from(self.late_min) * 60_000
    }
}

/// What is needed for a treatment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Vet,
    Room,
    Table,
    /// Of a newer server.
    #[serde(other)]
    Other,
}

/// Row `care`: something a clinic offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Care {
    pub clinic: ClinicId,
    pub names: Names,
    /// Minutes it takes.
    pub minutes: u32,
    /// Minutes from one beginning that is offered to the next.
    pub step: u32,
    pub price: Money,
    /// One of each is taken for as long as it lasts; two vets are named twice.
    pub needs: Vec<Kind>,
    /// Pets that can come at once.
    #[serde(default = "one")]
    pub most_pets: u8,
    /// No longer offered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
}

fn one() -> u8 {
    1
}

impl Care {
    /// The fields that make no sense, by their place (`/minutes`); empty where all do.
    pub fn faults(&self) -> Vec<&'static str> {
        let whole = |minutes: u32| (GRAIN_MIN..=24 * 60).contains(&minutes) && minutes.is_multiple_of(GRAIN_MIN);
        [
            (!whole(self.minutes)).then_some("/minutes"),
            (!whole(self.step)).then_some("/step"),
            (self.price.amount < 0).then_some("/price"),
            (self.needs.is_empty() || self.needs.len() > 8 || self.needs.contains(&Kind::Other)).then_some("/needs"),
            (!(1..=10).contains(&self.most_pets)).then_some("/most_pets"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Row `resource`: a person, a room or a thing that can be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Resource {
    pub name: String,
    pub kind: Kind,
    /// Bookings that it can serve at once.
    #[serde(default = "one")]
    pub capacity: u8,
    /// Its own hours, where they are not the clinic's; outside of the clinic's nothing is offered either way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
}

/// What somebody may do at a clinic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum StaffRole {
    /// Profile, hours, services, staff and tablets, and all that the desk may do.
    Admin,
    /// Bookings and check-ins.
    Desk,
    /// Of a newer server: may do nothing here.
    #[serde(other)]
    Other,
}

/// Row `staff` of a clinic's tablets: whoever may act on them, also without a network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Staff {
    pub name: String,
    pub role: StaffRole,
    /// Argon2 in PHC form; absent where no PIN was chosen yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<String>,
    pub active: bool,
}
