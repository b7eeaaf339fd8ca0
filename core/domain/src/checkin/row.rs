//! A check-in as a clinic's devices have it.

use serde::{Deserialize, Serialize};

use super::{Class, Weights};
use crate::ids::{BookingId, StaffId, TabletId};

/// How the booking was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// By the camera.
    Scan,
    /// By its code.
    Typed,
    /// From the day's list.
    List,
    /// By a clinic's own screen, over the network.
    Rest,
    /// They had not booked.
    WalkIn,
    /// Of a newer app.
    #[serde(other)]
    Other,
}

/// What a tablet says the moment a pass is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Signed, known here, of today, not used.
    Genuine,
    /// Signed; the booking has not reached this tablet.
    NotYetKnown,
    AlreadyCheckedIn,
    OtherClinic,
    OtherDay,
    Expired,
    Cancelled,
    /// The pass or its key was taken back, or the booking moved and has a newer pass.
    Revoked,
    /// Looks like ours and is not.
    Forged,
    /// No code of ours, or of a newer app.
    #[serde(other)]
    Unknown,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Genuine,
        Self::NotYetKnown,
        Self::AlreadyCheckedIn,
        Self::OtherClinic,
        Self::OtherDay,
        Self::Expired,
        Self::Cancelled,
        Self::Revoked,
        Self::Forged,
        Self::Unknown,
    ];

    /// As it travels: `already-checked-in`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Genuine => "genuine",
            Self::NotYetKnown => "not-yet-known",
            Self::AlreadyCheckedIn => "already-checked-in",
            Self::OtherClinic => "other-clinic",
            Self::OtherDay => "other-day",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::Revoked => "revoked",
            Self::Forged => "forged",
            Self::Unknown => "unknown",
        }
    }
}

/// Row `checkin` of a clinic, id = the op's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Checkin {
    #[serde(flatten)]
    pub class: Class,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booking: Option<BookingId>,
    /// Absent: a person's own device, over the network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tablet: Option<TabletId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<StaffId>,
    pub how: How,
    /// What the tablet had said.
    pub verdict: Verdict,
    /// True time as far as it is known, ms.
    pub at_ms: i64,
    /// The tablet had been switched off since: `at_ms` is what its clock claimed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub uncertain: bool,
    #[serde(flatten)]
    pub scale: Weights,
    /// When it was called a mistake, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub void_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub void_reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_travels_by_its_name_and_a_newer_one_is_unknown() {
        for verdict in Verdict::ALL {
            assert_eq!(serde_json::to_string(&verdict).unwrap(), format!("\"{}\"", verdict.name()));
        }
        assert_eq!(serde_json::from_str::<Verdict>("\"of-2030\"").unwrap(), Verdict::Unknown);
    }

    #[test]
    fn a_repeat_names_the_first_in_its_row() {
        let of = crate::ids::OpId(crate::ids::v7(5, [5; 10]));
        let d = format!(r#"{{"class":"repeat_of","of":"{of}","how":"scan","verdict":"genuine","at_ms":7}}"#);
        let row: Checkin = serde_json::from_str(&d).unwrap();
        assert_eq!((row.class, row.class.name(), row.uncertain), (Class::RepeatOf { of }, "repeat_of", false));
        assert_eq!(serde_json::to_string(&row).unwrap(), d);
    }
}
