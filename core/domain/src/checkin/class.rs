//! How the server counts a check-in, in the order in which they reach it.

use serde::{Deserialize, Serialize};

use crate::booking::Status;
use crate::ids::{ClinicId, OpId};

/// What a check-in counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "class", rename_all = "snake_case")]
pub enum Class {
    /// The one that counts; at most one of a booking, by a unique index.
    First,
    /// The booking had been checked in by this one.
    RepeatOf { of: OpId },
    /// No such booking, or a pass that was never signed.
    UnknownPass,
    /// The visit had been called off, or never came to be.
    Cancelled,
    /// A booking of another clinic.
    WrongClinic,
}

impl Class {
    /// As it is stored: `repeat_of`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::RepeatOf { .. } => "repeat_of",
            Self::UnknownPass => "unknown_pass",
            Self::Cancelled => "cancelled",
            Self::WrongClinic => "wrong_clinic",
        }
    }
}

/// What the server knows of a booking when a check-in of it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    pub clinic: ClinicId,
    pub st: Status,
    /// The check-in that counts already.
    pub first: Option<OpId>,
}

/// The class of a check-in at this clinic's desk. `known` is `None` where there is no such booking,
/// and no pass that we signed says that there was one: a restored backup may have forgotten it.
pub fn classify(clinic: ClinicId, known: Option<&Known>) -> Class {
    match known {
        None => Class::UnknownPass,
        Some(known) if known.clinic != clinic => Class::WrongClinic,
        Some(Known { first: Some(of), .. }) => Class::RepeatOf { of: *of },
        Some(Known { st: Status::Cancelled | Status::Expired, .. }) => Class::Cancelled,
        Some(_) => Class::First,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids;

    #[test]
    fn each_case_has_its_class() {
        let here = ClinicId(ids::v7(1, [1; 10]));
        let there = ClinicId(ids::v7(2, [2; 10]));
        let of = OpId(ids::v7(3, [3; 10]));
        let known = |clinic, st, first| Some(Known { clinic, st, first });
        for (known, class) in [
            (None, Class::UnknownPass),
            (known(there, Status::Confirmed, None), Class::WrongClinic),
            (known(there, Status::Cancelled, Some(of)), Class::WrongClinic),
            (known(here, Status::Requested, None), Class::First),
            (known(here, Status::Confirmed, None), Class::First),
            (known(here, Status::NoShow, None), Class::First),
            (known(here, Status::Completed, None), Class::First),
            (known(here, Status::CheckedIn, Some(of)), Class::RepeatOf { of }),
            // Called off after it was checked in: the repeat still names the first.
            (known(here, Status::Cancelled, Some(of)), Class::RepeatOf { of }),
            (known(here, Status::Cancelled, None), Class::Cancelled),
            (known(here, Status::Expired, None), Class::Cancelled),
        ] {
            assert_eq!(classify(here, known.as_ref()), class, "{known:?}");
        }
    }
}
