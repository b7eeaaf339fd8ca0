//! The states of a visit, and the one table of what may happen in which.

use serde::{Deserialize, Serialize};

/// Where a visit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = VisitStatus))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Asked for; the clinic or the server has not said yes.
    Requested,
    /// The slot is theirs.
    Confirmed,
    /// They stood at the desk.
    CheckedIn,
    /// With the vet.
    InProgress,
    /// Done.
    Completed,
    /// Called off.
    Cancelled,
    /// Nobody came.
    NoShow,
    /// Never confirmed, and its time is over.
    Expired,
    /// Of a newer server.
    #[serde(other)]
    Other,
}

/// What happens to a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = VisitEvent))]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The slot was free, or the clinic said yes.
    Confirmed,
    /// To another time.
    Moved,
    /// At the desk.
    CheckedIn,
    /// The only check-in that counted was a mistake.
    CheckinVoided,
    /// The vet takes over.
    Started,
    /// Done.
    Completed,
    /// By the owner or the clinic.
    Cancelled,
    /// Nobody came.
    Missed,
    /// Never confirmed in time.
    Lapsed,
}

use Event as E;
use Status as S;

/// Everything that may happen. What is not here is refused.
pub const TRANSITIONS: &[(Status, Event, Status)] = &[
    (S::Requested, E::Confirmed, S::Confirmed),
    (S::Requested, E::Cancelled, S::Cancelled),
    (S::Requested, E::Lapsed, S::Expired),
    // Who stands at the desk is there, whatever the clinic had answered.
    (S::Requested, E::CheckedIn, S::CheckedIn),
    (S::Confirmed, E::Moved, S::Confirmed),
    (S::Confirmed, E::CheckedIn, S::CheckedIn),
    (S::Confirmed, E::Cancelled, S::Cancelled),
    (S::Confirmed, E::Missed, S::NoShow),
    // Hours late, or told late by a tablet without a network.
    (S::NoShow, E::CheckedIn, S::CheckedIn),
    (S::CheckedIn, E::CheckinVoided, S::Confirmed),
    (S::CheckedIn, E::Started, S::InProgress),
    (S::CheckedIn, E::Completed, S::Completed),
    (S::CheckedIn, E::Cancelled, S::Cancelled),
    (S::InProgress, E::Completed, S::Completed),
];

/// The state after `event`; `None` where it cannot happen.
pub fn next(from: Status, event: Event) -> Option<Status> {
    TRANSITIONS.iter().find(|(state, what, _)| (*state, *what) == (from, event)).map(|(_, _, to)| *to)
}

impl Status {
    /// All that this version knows.
    pub const ALL: [Self; 8] = [
        Self::Requested,
        Self::Confirmed,
        Self::CheckedIn,
        Self::InProgress,
        Self::Completed,
        Self::Cancelled,
        Self::NoShow,
        Self::Expired,
    ];

    /// As it travels and is stored: `CHECKED_IN`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requested => "REQUESTED",
            Self::Confirmed => "CONFIRMED",
            Self::CheckedIn => "CHECKED_IN",
            Self::InProgress => "IN_PROGRESS",
            Self::Completed => "COMPLETED",
            Self::Cancelled => "CANCELLED",
            Self::NoShow => "NO_SHOW",
            Self::Expired => "EXPIRED",
            Self::Other => "OTHER",
        }
    }

    /// From its name, [`Status::Other`] for one that this version does not know.
    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|status| status.name() == name).unwrap_or(Self::Other)
    }

    /// Whether somebody may still come: its slot is taken and its passes are good.
    pub fn is_live(self) -> bool {
        matches!(self, S::Requested | S::Confirmed | S::CheckedIn | S::InProgress)
    }

    /// What a desk means by moving a visit here; `None` where only something else leads here.
    pub fn by_desk(self) -> Option<Event> {
        match self {
            S::InProgress => Some(E::Started),
            S::Completed => Some(E::Completed),
            S::NoShow => Some(E::Missed),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_reached_and_named_once() {
        for status in Status::ALL {
            assert!(status == S::Requested || TRANSITIONS.iter().any(|(_, _, to)| *to == status), "{status:?}");
            assert_eq!(Status::from_name(status.name()), status);
            assert_eq!(serde_json::to_string(&status).unwrap(), format!("\"{}\"", status.name()));
        }
    }

    #[test]
    fn what_is_over_stays_over() {
        for over in [S::Completed, S::Cancelled, S::Expired] {
            assert!(TRANSITIONS.iter().all(|(from, _, _)| *from != over), "{over:?}");
            assert!(!over.is_live());
        }
    }

    #[test]
    fn one_event_leads_to_one_state() {
        for (index, (from, event, _)) in TRANSITIONS.iter().enumerate() {
            let twice = TRANSITIONS[..index].iter().any(|(other, same, _)| (other, same) == (from, event));
            assert!(!twice, "{from:?} {event:?}");
        }
    }
}
