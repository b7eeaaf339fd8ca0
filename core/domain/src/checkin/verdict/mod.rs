//! From what is shown at a desk and what its tablet knows to one of ten verdicts: one table, top to bottom, the first row
//! that holds decides. Nothing here waits for a network, and no verdict keeps a desk from checking somebody in.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Class, Verdict};
use crate::booking::{Booking, Status};
use crate::ids::{ClinicId, Uuid};
use crate::pass::{Freshness, Pass, Refused};

/// What was brought to the desk.
#[derive(Clone, Copy, Debug)]
pub enum Shown<'a> {
    /// A pass whose signatures hold.
    Pass(&'a Pass),
    /// A text that is not believed.
    Refused(Refused),
    /// Nothing to scan: a code was typed, or a row of the list tapped.
    ByHand,
}

/// What the tablet knows at that moment.
#[derive(Clone, Debug)]
pub struct Desk<'a> {
    pub clinic: ClinicId,
    /// The booking, where it has reached this tablet.
    pub booking: Option<&'a Booking>,
    /// It was checked in before, here or elsewhere, and that still counts.
    pub used: bool,
    /// The server's time as this tablet knows it, ms; `None` where it does not: then no day and no hour is checked.
    pub now_ms: Option<i64>,
    /// The day in the clinic's time zone, ms from midnight to midnight; `None` as for `now_ms`.
    pub today: Option<Range<i64>>,
}

/// Why the verdict is what it is; each has its own sentence, `verdict-<name>` of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    NotOurs,
    OtherVersion,
    CutOff,
    UnknownKey,
    NoSuchBooking,
    Forged,
    KeyRevoked,
    KeyRetired,
    TakenBack,
    OtherClinic,
    Cancelled,
    Lapsed,
    AlreadyCheckedIn,
    /// To another day; the pass is of the old one.
    Moved,
    /// By a newer pass of the same booking.
    Replaced,
    OtherDay,
    TooLate,
    /// Shown by its phone, long ago.
    Screenshot,
    NotYetKnown,
    /// Not known here, and nobody can tell when it was shown.
    NotYetKnownUnchecked,
    /// Genuine, freshness not checked.
    Unchecked,
    /// Genuine, on paper: whoever holds it.
    Paper,
    Genuine,
}

/// What the desk is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    pub verdict: Verdict,
    pub reason: Reason,
}

struct Case<'a> {
    shown: Shown<'a>,
    desk: &'a Desk<'a>,
}

type Row = (fn(&Case) -> bool, Reason, Verdict);

use Reason as R;
use Verdict as V;

#[rustfmt::skip]
const TABLE: &[Row] = &[
    // What the text is.
    (|case| case.refused(Refused::NotOurs),                          R::NotOurs,              V::Unknown),
    (|case| case.refused(Refused::OtherVersion),                     R::OtherVersion,         V::Unknown),
    (|case| case.refused(Refused::CutOff),                           R::CutOff,               V::Unknown),
    (|case| case.refused(Refused::UnknownKey),                       R::UnknownKey,           V::Unknown),
    (|case| case.refused(Refused::Forged),                           R::Forged,               V::Forged),
    (|case| case.refused(Refused::RevokedKey),                       R::KeyRevoked,           V::Revoked),
    (|case| case.refused(Refused::RetiredKey),                       R::KeyRetired,           V::Expired),
    (|case| case.by_hand() && case.desk.booking.is_none(),           R::NoSuchBooking,        V::Unknown),
    // Whom it is for, and what became of that.
    (|case| case.pass(|pass| pass.taken_back()),                     R::TakenBack,            V::Revoked),
    (|case| case.is_elsewhere(),                                     R::OtherClinic,          V::OtherClinic),
    (|case| case.used(),                                             R::AlreadyCheckedIn,     V::AlreadyCheckedIn),
    (|case| case.stands(Status::Cancelled),                          R::Cancelled,            V::Cancelled),
    (|case| case.stands(Status::Expired),                            R::Lapsed,               V::Expired),
    (|case| case.is_replaced() && case.was_moved(),                  R::Moved,                V::OtherDay),
    (|case| case.is_replaced(),                                      R::Replaced,             V::Revoked),
    // When.
    (|case| case.is_early(),                                         R::OtherDay,             V::OtherDay),
    (|case| case.is_late(),                                          R::TooLate,              V::Expired),
    (|case| case.is_another_day(),                                   R::OtherDay,             V::OtherDay),
    (|case| case.freshness(Freshness::Stale),                        R::Screenshot,           V::Expired),
    // It is good.
    (|case| case.is_new() && case.freshness(Freshness::Unchecked),   R::NotYetKnownUnchecked, V::NotYetKnown),
    (|case| case.is_new(),                                           R::NotYetKnown,          V::NotYetKnown),
    (|case| case.freshness(Freshness::Unchecked),                    R::Unchecked,            V::Genuine),
    (|case| case.freshness(Freshness::Printed),                      R::Paper,                V::Genuine),
    (|_| true,                                                       R::Genuine,              V::Genuine),
];

/// The verdict.
pub fn judge(shown: Shown<'_>, desk: &Desk<'_>) -> Judged {
    let case = Case { shown, desk };
    let found = TABLE.iter().find(|(holds, ..)| holds(&case));
    let (reason, verdict) = found.map_or((R::NotOurs, V::Unknown), |(_, reason, verdict)| (*reason, *verdict));
    Judged { verdict, reason }
}

/// What is told of a text that nobody believes, wherever it is shown.
pub fn disbelieved(why: Refused) -> Judged {
    let clinic = ClinicId(Uuid::nil());
    judge(Shown::Refused(why), &Desk { clinic, booking: None, used: false, now_ms: None, today: None })
}

/// What a desk shows once the server has counted a check-in. The server knows the booking better; of signatures and
/// clocks the tablet had its own word, and the first check-in keeps it.
pub fn counted(said: Verdict, class: &Class) -> Verdict {
    match (class, said) {
        (Class::First, V::NotYetKnown) => V::Genuine,
        (Class::First, said) => said,
        (Class::RepeatOf { .. }, _) => V::AlreadyCheckedIn,
        (Class::UnknownPass, V::Forged | V::Revoked) => said,
        (Class::UnknownPass, _) => V::Unknown,
        (Class::Cancelled, _) => V::Cancelled,
        (Class::WrongClinic, _) => V::OtherClinic,
    }
}

impl Case<'_> {
    fn refused(&self, why: Refused) -> bool {
        matches!(self.shown, Shown::Refused(found) if found == why)
    }

    fn by_hand(&self) -> bool {
        matches!(self.shown, Shown::ByHand)
    }

    fn pass(&self, holds: impl FnOnce(&Pass) -> bool) -> bool {
        matches!(self.shown, Shown::Pass(pass) if holds(pass))
    }

    fn freshness(&self, freshness: Freshness) -> bool {
        self.pass(|pass| pass.freshness() == freshness)
    }

    fn is_elsewhere(&self) -> bool {
        let here = self.desk.clinic;
        self.pass(|pass| pass.said().clinic != here) || self.desk.booking.is_some_and(|booking| booking.clinic != here)
    }

    fn stands(&self, st: Status) -> bool {
        self.desk.booking.is_some_and(|booking| booking.st == st)
    }

    fn used(&self) -> bool {
        let over = [Status::CheckedIn, Status::InProgress, Status::Completed];
        let arrived = |booking: &Booking| booking.arrival.is_some() || over.contains(&booking.st);
        self.desk.used || self.desk.booking.is_some_and(arrived)
    }

    /// An older pass than the booking's.
    fn is_replaced(&self) -> bool {
        let newest = self.desk.booking.map_or(0, |booking| booking.pass_v);
        self.pass(|pass| pass.said().version < newest)
    }

    /// The visit is on another day than the pass says, and that is not today.
    fn was_moved(&self) -> bool {
        let Some(booking) = self.desk.booking else { return false };
        let on_its_day = |pass: &Pass| (pass.said().from_ms()..pass.said().until_ms()).contains(&booking.starts_ms);
        let is_today = self.desk.today.as_ref().is_some_and(|today| today.contains(&booking.starts_ms));
        self.pass(|pass| !on_its_day(pass)) && !is_today
    }

    fn is_early(&self) -> bool {
        self.desk.now_ms.is_some_and(|now| self.pass(|pass| now < pass.said().from_ms()))
    }

    fn is_late(&self) -> bool {
        self.desk.now_ms.is_some_and(|now| self.pass(|pass| pass.said().until_ms() <= now))
    }

    /// Without a pass the booking alone says when.
    fn is_another_day(&self) -> bool {
        let (Some(booking), Some(today)) = (self.desk.booking, &self.desk.today) else { return false };
        self.by_hand() && !today.contains(&booking.starts_ms)
    }

    fn is_new(&self) -> bool {
        self.desk.booking.is_none()
    }
}

/// How a verdict looks; never by its colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Colour {
    /// Let them in.
    Green,
    /// Ask first.
    Amber,
    /// Somebody should look at this.
    Red,
    /// It says nothing.
    Grey,
}

impl Verdict {
    /// See [`Colour`].
    pub const fn colour(self) -> Colour {
        match self {
            Self::Genuine | Self::NotYetKnown => Colour::Green,
            Self::AlreadyCheckedIn | Self::OtherClinic | Self::OtherDay | Self::Expired => Colour::Amber,
            Self::Cancelled | Self::Revoked | Self::Forged => Colour::Red,
            Self::Unknown => Colour::Grey,
        }
    }

    /// The name of its picture; no two are alike.
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Genuine => "check",
            Self::NotYetKnown => "check-cloud",
            Self::AlreadyCheckedIn => "repeat",
            Self::OtherClinic => "signpost",
            Self::OtherDay => "calendar",
            Self::Expired => "hourglass",
            Self::Cancelled => "cross",
            Self::Revoked => "key-off",
            Self::Forged => "shield-alert",
            Self::Unknown => "question",
        }
    }

    /// The pass alone is reason enough to let somebody in.
    pub const fn is_accepted(self) -> bool {
        matches!(self, Self::Genuine | Self::NotYetKnown)
    }
}

impl Reason {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 23] = [
        R::NotOurs,
        R::OtherVersion,
        R::CutOff,
        R::UnknownKey,
        R::NoSuchBooking,
        R::Forged,
        R::KeyRevoked,
        R::KeyRetired,
        R::TakenBack,
        R::OtherClinic,
        R::Cancelled,
        R::Lapsed,
        R::AlreadyCheckedIn,
        R::Moved,
        R::Replaced,
        R::OtherDay,
        R::TooLate,
        R::Screenshot,
        R::NotYetKnown,
        R::NotYetKnownUnchecked,
        R::Unchecked,
        R::Paper,
        R::Genuine,
    ];

    /// Its message in the catalogue: what it is, `.detail` and `.next`.
    pub const fn key(self) -> &'static str {
        match self {
            R::NotOurs => "verdict-not-ours",
            R::OtherVersion => "verdict-other-version",
            R::CutOff => "verdict-cut-off",
            R::UnknownKey => "verdict-unknown-key",
            R::NoSuchBooking => "verdict-no-such-booking",
            R::Forged => "verdict-forged",
            R::KeyRevoked => "verdict-key-revoked",
            R::KeyRetired => "verdict-key-retired",
            R::TakenBack => "verdict-taken-back",
            R::OtherClinic => "verdict-other-clinic",
            R::Cancelled => "verdict-cancelled",
            R::Lapsed => "verdict-lapsed",
            R::AlreadyCheckedIn => "verdict-already-checked-in",
            R::Moved => "verdict-moved",
            R::Replaced => "verdict-replaced",
            R::OtherDay => "verdict-other-day",
            R::TooLate => "verdict-too-late",
            R::Screenshot => "verdict-screenshot",
            R::NotYetKnown => "verdict-not-yet-known",
            R::NotYetKnownUnchecked => "verdict-not-yet-known-unchecked",
            R::Unchecked => "verdict-unchecked",
            R::Paper => "verdict-paper",
            R::Genuine => "verdict-genuine",
        }
    }
}

#[cfg(test)]
mod tests;
