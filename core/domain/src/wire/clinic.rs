//! What pet owners and clinic desks mean, with or without a network. Owners' ops ride the
//! household's lane, a desk's the lane of (device, clinic): a change of staff strands nothing.

use serde::{Deserialize, Serialize};

use crate::booking::Status;
use crate::checkin::{How, Verdict, Weights};
use crate::ids::{BookingId, ClinicId, OpId, PetId, ResourceId, ServiceId, StaffId};
use crate::pet::{MAX_NAME, Note, Pet, Visitor};

/// Pets that one visit may bring; a pass has room for them.
pub const MAX_PETS: usize = 4;
/// Letters of a note to the clinic.
pub const MAX_NOTE: usize = 500;

/// `pet.put`: the household keeps this pet under this id, whatever it held before, or forgets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PetPut {
    pub pet_id: PetId,
    /// Absent: it is forgotten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pet: Option<Pet>,
}

/// `pet.note`: a fact about a pet; its id is the op's. Facts only grow, so that two people who
/// weigh the same cat both count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PetNoted {
    pub pet_id: PetId,
    pub note: Note,
}

/// `booking.request`: asks for this slot. The server confirms it or answers with other ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingRequest {
    /// Made by the device, so that it knows the booking before it has an answer.
    pub booking_id: BookingId,
    pub clinic: ClinicId,
    pub service: ServiceId,
    /// One to [`MAX_PETS`] of the household's.
    pub pets: Vec<PetId>,
    /// Server time of the slot's begin, ms.
    pub starts_ms: i64,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// `booking.here`: "I am in the car park".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingHere {
    pub booking_id: BookingId,
}

/// `pass.key`: from this phone passes are shown. From then on the household has a `pass` row for
/// each of its live bookings and this key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PassKey {
    /// The phone's Ed25519 public key, 32 bytes in base64url.
    pub key: String,
}

/// `checkin.record`: somebody stood at the desk. A fact, never refused; its id is the op's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckinRecord {
    pub clinic: ClinicId,
    /// The pass as it was read, without `PETPRO:1:PASS:`; absent where a code was typed or a row tapped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pass: Option<String>,
    /// The booking that the pass names or that was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booking: Option<BookingId>,
    pub how: How,
    /// What the tablet said at that moment.
    pub verdict: Verdict,
    /// The server's signature in the pass was good.
    pub sig_ok: bool,
    #[serde(flatten)]
    pub scale: Weights,
    /// Who was at the desk; absent where nobody had given a PIN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<StaffId>,
}

/// `booking.walk-in`: somebody came without a booking and stands at the desk. A fact that is never
/// refused for want of time; booking and check-in have the op's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WalkedIn {
    pub clinic: ClinicId,
    pub service: ServiceId,
    /// One to [`MAX_PETS`], without ids: nobody's account is known.
    pub pets: Vec<Visitor>,
    /// First name of who brings them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub owner: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    #[serde(flatten)]
    pub scale: Weights,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<StaffId>,
}

/// `booking.enter`: the desk books a time for somebody on the telephone or at the counter. The booking has
/// the op's id; `slot-taken` with other times where it is not free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingEnter {
    pub clinic: ClinicId,
    pub service: ServiceId,
    /// Server time of a beginning, ms.
    pub starts_ms: i64,
    /// Who or what serves them; `slot-taken` where it is not free then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<ResourceId>,
    /// One to [`MAX_PETS`], without ids: nobody's account is known.
    pub pets: Vec<Visitor>,
    /// First name of who brings them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub owner: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<StaffId>,
}

/// `booking.move`: the desk gives a visit another time, or somebody else to serve it. `slot-taken` with
/// other times where that is not free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingMove {
    pub booking_id: BookingId,
    /// Server time of a beginning, ms.
    pub starts_ms: i64,
    /// Who or what serves them; `slot-taken` where it is not free then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<ResourceId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<StaffId>,
}

/// Whether somebody without an account can be taken in under these names.
pub fn can_walk_in(pets: &[Visitor], owner: &str, note: &str) -> bool {
    let named = |name: &str| !name.trim().is_empty() && name.chars().count() <= MAX_NAME;
    (1..=MAX_PETS).contains(&pets.len())
        && pets.iter().all(|pet| pet.id.is_none() && named(&pet.name))
        && owner.chars().count() <= MAX_NAME
        && note.chars().count() <= MAX_NOTE
}

/// `checkin.void`: it was a mistake. The next oldest check-in of the booking counts then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckinVoid {
    pub id: OpId,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<StaffId>,
}

/// `booking.step`: the desk moves a visit on: in progress, completed, no-show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingStep {
    pub booking_id: BookingId,
    pub to: Status,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<StaffId>,
}
