//! Known bugs behind run-time switches: the simulator has to find every one of them.
//!
//! Without the feature `planted` [`Planted`] is empty and every question is answered no at compile
//! time; with it nothing is planted unless a simulation asks.

/// A bug that some sync engine, or an earlier draft of this one, really had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Bug {
    /// Drops pending ops by the lane's number instead of by op id.
    DropByNumber,
    /// Judges an op again that arrives on another lane.
    NoDedupe,
    /// A set or remove deletes whatever is there, seen or not.
    LastPushWins,
    /// A set or remove names what was there at the device's cursor instead of what its author saw.
    BaseSeqCausality,
    /// Forgets what was named before it was known.
    NoCartDead,
    /// Gives no receipt to an accepted order.
    NoReceipt,
    /// Lets a rejection made without the receipt stand.
    NoReceiptOverride,
    /// Re-offers rejected ops after an epoch change.
    ReofferRejected,
    /// Accepts an order when only part of what it names is still there.
    PartialOrder,
    /// Accepts a push made for another epoch.
    OldEpochPush,
    /// Takes an older reply's rows over newer ones.
    StaleReply,
    /// Commits the pulled rows without the settled ops.
    SplitPull,
    /// Answers before the transaction is on disk.
    AnswerBeforeFlush,
    /// Schedules nothing after a failure.
    NoRetry,
    /// Takes an op although ops before it are missing.
    GapSkipped,
    /// Leaves the contributions locked when an order ends unpaid.
    LockKept,
    /// Expires an order without closing its payment.
    ExpiryWithoutClose,
    /// Lets a receipt make an order pending.
    ReceiptMakesPending,
    /// Keeps the first receipt of an order instead of the newest.
    OlderReceiptWins,
    /// Lets a pending order cross the epoch.
    PendingCrossesEpoch,
    /// Forgets the unknown names of a paid order.
    PaidNamesForgotten,
    /// Shows a re-offered add beside the contribution it already is.
    ProjectionShowsTwice,
    /// Leaves out a member of a snapshot file.
    MemberSkipped,
}

impl Bug {
    /// Every bug, in the order of the enum.
    pub const ALL: [Bug; 23] = [
        Bug::DropByNumber,
        Bug::NoDedupe,
        Bug::LastPushWins,
        Bug::BaseSeqCausality,
        Bug::NoCartDead,
        Bug::NoReceipt,
        Bug::NoReceiptOverride,
        Bug::ReofferRejected,
        Bug::PartialOrder,
        Bug::OldEpochPush,
        Bug::StaleReply,
        Bug::SplitPull,
        Bug::AnswerBeforeFlush,
        Bug::NoRetry,
        Bug::GapSkipped,
        Bug::LockKept,
        Bug::ExpiryWithoutClose,
        Bug::ReceiptMakesPending,
        Bug::OlderReceiptWins,
        Bug::PendingCrossesEpoch,
        Bug::PaidNamesForgotten,
        Bug::ProjectionShowsTwice,
        Bug::MemberSkipped,
    ];
}

/// The bug that is planted: none by default, and none at all without the feature.
#[derive(Clone, Copy, Debug, Default)]
pub struct Planted {
    #[cfg(feature = "planted")]
    bug: Option<Bug>,
}

impl Planted {
    /// No bug.
    pub const NONE: Self = Self {
        #[cfg(feature = "planted")]
        bug: None,
    };

    /// Exactly this bug.
    #[cfg(feature = "planted")]
    pub const fn only(bug: Bug) -> Self {
        Self { bug: Some(bug) }
    }

    /// Whether `bug` is planted.
    #[cfg(feature = "planted")]
    pub fn has(self, bug: Bug) -> bool {
        self.bug == Some(bug)
    }

    /// Never: the feature is off.
    #[cfg(not(feature = "planted"))]
    #[inline(always)]
    pub const fn has(self, _bug: Bug) -> bool {
        false
    }
}
