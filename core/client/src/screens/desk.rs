//! A clinic's desk: whose tablet this is, who stands at it, and what became of a tap.

use petpro_domain::ids::{BookingId, ClinicId};
use serde::Serialize;

use super::board::Act;
use super::pass::Told;
use super::{Press, Say};
use crate::state::{AtTablet, Received, Tablet};

/// What the clinic's side of an app begins with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Desk {
    /// None: this device is no clinic's tablet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tablet: Option<Tablet>,
    /// Its clinic's name; empty until the clinic's rows have come.
    pub clinic: String,
    /// Who may stand here, by name.
    pub staff: Vec<AtTablet>,
    /// Who stands here; check-ins work without anybody, and name nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<AtTablet>,
    /// It was a tablet until the clinic took it back: what that means.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<_>"))]
    pub gone: Vec<Say>,
    /// Who is signed in on a device that is no tablet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Where that person works.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(as = "Option<_>"))]
    pub works_at: Vec<Work>,
}

/// A clinic that somebody works for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Work {
    pub id: ClinicId,
    pub name: String,
}

/// A pass or a code was checked in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Checked {
    pub told: Told,
    pub saved: Received,
    /// "Checked in: Mochi".
    pub say: Say,
    /// "Undo the check-in of Mochi".
    pub undo: Press,
}

/// What a desk did with a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Acted {
    /// "Mochi is with the vet".
    pub say: Say,
    /// What takes it back, where something does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undo: Option<Act>,
    pub booking: BookingId,
}
