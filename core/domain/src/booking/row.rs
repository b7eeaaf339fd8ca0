//! A visit as desks and owners have it on their devices.

use serde::{Deserialize, Serialize};

use super::Status;
use crate::checkin::{Weights, typed};
use crate::code::Code;
use crate::ids::{BookingId, ClinicId, OpId, ResourceId, ServiceId};
use crate::pet::Visitor;

/// Row `booking` of a clinic, id = the booking's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Booking {
    /// Eight letters and digits to type where nothing can be scanned; see [`crate::checkin::typed`].
    pub code: String,
    pub clinic: ClinicId,
    pub service: ServiceId,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<ResourceId>,
    pub pets: Vec<Visitor>,
    /// The owner's first name; no more is a desk's business.
    pub owner: String,
    pub starts_ms: i64,
    pub ends_ms: i64,
    pub st: Status,
    /// A pass of a smaller number was replaced: the visit was moved, or the pass taken back.
    pub pass_v: u16,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Came without a booking.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub walk_in: bool,
    /// Somebody or something that it needs was taken already when they came in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub clash: bool,
    /// Since when they wait in the car park, server time, ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub here_ms: Option<i64>,
    /// The check-in that counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrival: Option<Arrival>,
    /// Begin and end of the treatment, server time, ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_ms: Option<i64>,
}

impl Booking {
    /// A visit that is agreed on, with nothing said of who comes.
    #[must_use]
    pub fn confirmed(
        id: BookingId,
        (clinic, service): (ClinicId, ServiceId),
        (starts_ms, ends_ms): (i64, i64),
    ) -> Self {
        Self {
            code: typed::code(id),
            clinic,
            service,
            resources: vec![],
            pets: vec![],
            owner: String::new(),
            starts_ms,
            ends_ms,
            st: Status::Confirmed,
            pass_v: 1,
            note: String::new(),
            walk_in: false,
            clash: false,
            here_ms: None,
            arrival: None,
            began_ms: None,
            done_ms: None,
        }
    }
}

/// The check-in that counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Arrival {
    pub checkin: OpId,
    /// True time as far as it is known, ms.
    pub at_ms: i64,
    /// The name of the tablet, for the other desk.
    pub tablet: String,
    /// The tablet had been switched off since: `at_ms` is what its clock claimed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub uncertain: bool,
    #[serde(flatten)]
    pub scale: Weights,
}

/// Row `booking` of a household: the visit and what an owner needs to find it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Owned {
    #[serde(flatten)]
    pub visit: Booking,
    pub clinic_name: String,
    /// IANA: `Asia/Tokyo`.
    pub zone: String,
    pub service_name: String,
    /// Why the request could not be kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refused>,
}

/// A request that could not be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refused {
    pub code: Code,
    /// Begins of free slots near the wanted one, ms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<i64>,
}
