//! Who did what at a clinic, as a chain: each entry's hash covers the one before, so that nothing
//! is changed, taken out or put in between without every later hash being wrong.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::ids::{DeviceId, StaffId, TabletId, UserId};

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum By {
    /// A person's own sign-in, an owner's or of somebody of the clinic, and the device that is tied to it.
    User {
        user: UserId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        device: Option<DeviceId>,
    },
    /// A tablet, and who had given their PIN on it. `gone`: they worked there no more.
    Tablet {
        tablet: TabletId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        actor: Option<StaffId>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        gone: bool,
    },
    /// Its time had come.
    Clock,
}

macro_rules! whats {
    ($($(#[$doc:meta])* $what:ident = $name:literal,)+) => {
        /// What was done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum What { $($(#[$doc])* $what,)+ }

        impl What {
            /// All there are.
            pub const ALL: &[Self] = &[$(Self::$what,)+];

            /// As an entry says it; for people the text `audit-<name>`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$what => $name,)+ }
            }
        }
    };
}

impl What {
    /// Its `about` is a visit's id.
    #[must_use]
    pub const fn is_of_visit(self) -> bool {
        use What as W;
        let of_tablet = matches!(self, W::TabletCode | W::TabletEnrolled | W::TabletRevoked | W::LeftDelivered);
        let of_clinic = matches!(self, W::ClinicChanged | W::ServiceChanged | W::ResourceChanged | W::StaffChanged);
        !of_tablet && !of_clinic && !matches!(self, W::CheckedInUnknown | W::ProofIssued | W::ProofTakenBack)
    }
}

whats! {
    Booked = "booked",
    Moved = "moved",
    Cancelled = "cancelled",
    /// Taken in without a booking.
    WalkedIn = "walked-in",
    /// Nobody answered a request in time.
    Lapsed = "lapsed",
    /// Did not come.
    Missed = "missed",
    CheckedIn = "checked-in",
    /// At another desk too.
    CheckedInAgain = "checked-in-again",
    /// A pass or code that nobody knows.
    CheckedInUnknown = "checked-in-unknown",
    CheckedInCancelled = "checked-in-cancelled",
    /// With a pass for another clinic.
    CheckedInElsewhere = "checked-in-elsewhere",
    CheckinVoided = "checkin-voided",
    Started = "started",
    Completed = "completed",
    /// A state that this version does not name.
    MovedOn = "moved-on",
    /// A vaccination proof.
    ProofIssued = "proof-issued",
    ProofTakenBack = "proof-taken-back",
    TabletCode = "tablet-code",
    TabletEnrolled = "tablet-enrolled",
    TabletRevoked = "tablet-revoked",
    /// What a revoked tablet had not sent came in after all.
    LeftDelivered = "left-delivered",
    ClinicChanged = "clinic-changed",
    ServiceChanged = "service-changed",
    ResourceChanged = "resource-changed",
    StaffChanged = "staff-changed",
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entry {
    /// 1, 2, 3 … of its clinic.
    pub n: u64,
    /// True time as far as it is known, ms.
    pub at_ms: i64,
    /// The device had been switched off since: `at_ms` is what its clock claimed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub clock_uncertain: bool,
    #[serde(flatten)]
    pub by: By,
    /// The [name](What::name) of what was done; a newer server may know others.
    pub what: String,
    /// The id or the name of what it is about.
    pub about: String,
    /// SHA-256 in hex, see [`Entry::chained`].
    pub hash: String,
}

impl Entry {
    /// The entry with its hash: over the hash before it (64 zeros before the first) and every field.
    #[must_use]
    pub fn chained(self, before: &str) -> Self {
        let bare = Self { hash: String::new(), ..self };
        let text = serde_json::to_string(&bare).expect("an entry is a map with string keys");
        let hash = hex::encode(Sha256::new().chain_update(before).chain_update([0]).chain_update(text).finalize());
        Self { hash, ..bare }
    }
}

/// What stands before the first entry.
pub const BEGIN: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The first entry that does not follow from those before it; `None` where the chain holds. The
/// list begins with number 1.
pub fn broken<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Option<u64> {
    let (mut before, mut n) = (BEGIN.to_owned(), 0);
    for entry in entries {
        n += 1;
        if entry.n != n || entry.clone().chained(&before).hash != entry.hash {
            return Some(n);
        }
        before.clone_from(&entry.hash);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(n: u64) -> Vec<Entry> {
        let mut before = BEGIN.to_owned();
        let entry = |n| Entry {
            n,
            at_ms: 1_000 * n as i64,
            clock_uncertain: n == 2,
            by: By::Clock,
            what: "checked-in".into(),
            about: format!("booking {n}"),
            hash: String::new(),
        };
        (1..=n)
            .map(|n| {
                let entry = entry(n).chained(&before);
                before.clone_from(&entry.hash);
                entry
            })
            .collect()
    }

    #[test]
    fn whatever_is_changed_taken_out_or_put_in_is_found() {
        assert_eq!(broken(&chain(4)), None);
        type Change = fn(&mut Vec<Entry>);
        let changes: [(u64, Change); 5] = [
            (2, |all| all[1].at_ms += 1),
            (2, |all| all[1].clock_uncertain = false),
            (3, |all| drop(all.remove(2))),
            (1, |all| all.swap(0, 1)),
            (4, |all| all[3].about = "booking 9".into()),
        ];
        for (at, change) in changes {
            let mut all = chain(4);
            change(&mut all);
            assert_eq!(broken(&all), Some(at));
        }
    }

    #[test]
    fn an_entry_that_was_sent_is_the_entry_that_was_hashed() {
        let sent = serde_json::to_string(&chain(2)).unwrap();
        let read: Vec<Entry> = serde_json::from_str(&sent).unwrap();
        assert_eq!(broken(&read), None);
    }
}
