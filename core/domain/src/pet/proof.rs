//! A vaccination proof as its household has it.

use serde::{Deserialize, Serialize};

use crate::ids::{BookingId, ClinicId, PetId};
use crate::pass::PassText;

/// Row `proof` of a household, id = that of the fact in the pet's history: what a clinic vouches for,
/// ready to be shown and printed. What it says is in the text; see
/// [`Vaccination::said`](crate::pass::Vaccination::said).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Proof {
    pub pet: PetId,
    pub clinic: ClinicId,
    /// The visit at which it was given.
    pub booking: BookingId,
    /// `PETPRO:1:PASS:…`, to be drawn as a QR code. Signed anew where its key is replaced.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub text: PassText,
}
