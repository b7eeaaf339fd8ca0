//! The situations a run has to have been in; one that was never reached proves nothing.

macro_rules! situations {
    ($($name:ident $words:literal)+) => {
        /// A named situation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Situation { $($name,)+ }

        impl Situation {
            /// Every situation with its words.
            pub const ALL: &[(Situation, &str)] = &[$((Situation::$name, $words),)+];
        }
    };
}

situations! {
    Forked "fork"
    Adopted "another epoch adopted"
    Relinked "an op that the server knew came on another lane"
    Unlocked "unlock after an order ended unpaid"
    RemovedWhileLocked "remove of a locked contribution"
    RestoreWithClone "server restored while a clone was alive"
    AbandonedHistory "restored to a newer backup of an abandoned history"
    Claimed "captured payment claimed by a re-offered order"
    ClashedPaid "a claim met a paid order and was refunded"
    WalletClaimed "wallet order debited again"
    WalletOver "wallet order ended undebited"
    EndedByReceipt "accepted order ended by its receipt"
    EndedRefunded "order of a refunded payment ended"
    ReceiptOverrides "a receipt overrode a rejection"
    Unclaimed "order refused while a payment was unclaimed"
    OwnerRefund "unclaimed payment refunded by its owner"
    Paid "paid"
    CapturedAtClose "the cancelled intent was captured already"
    Superseded "set superseded"
    Overflow "line over the limit went to saved for later"
    LineExpired "line of 30 days went to saved for later"
    LineFull "line full"
    CartChanged "cart changed"
    OrderExpired "order too old"
    Saved "saved for later"
    SavedUnknown "saved for later before its add was known"
    RemovedWhileSaved "removed by somebody who still saw it in the cart"
    Unsaved "back from saved for later"
    NamedBeforeKnown "named before it was known"
    AddAfterItsRemoval "add judged after its removal"
    AddAfterItsOrder "add judged after its order"
    StaleReply "reply to a call that was given up"
    OldEpochRequest "request of an old epoch"
    Duplicate "request delivered twice"
    LostRequest "request lost"
    LostReply "reply lost"
    Split "request cut in two and reordered"
    Gap "gap"
    DeviceRestored "device restored from its backup"
    Cloned "device cloned"
    PowerLoss "power lost with unflushed pages"
    Restarted "process restarted"
    DiskFull "disk full"
    Staged "scope loaded beside the shown base"
    FloorPassed "cursor below the floor"
    CatalogPaged "catalogue page by page"
    FileLoaded "member of a snapshot file loaded"
    FileResumed "snapshot file resumed by another process"
    FileGone "snapshot file gone in mid-load"
    Halved "batch halved"
    TokenOver "token over in mid-sync"
    HeldAuth "signed out by the server"
    SlowDown "told to slow down"
    Offline "offline"
    ServerRestored "server restored"
    NeverReturned "device that never returned"
}

/// How often each situation was reached.
#[derive(Clone, Debug)]
pub struct Tally(Vec<u64>);

impl Default for Tally {
    fn default() -> Self {
        Self(vec![0; Situation::ALL.len()])
    }
}

impl Tally {
    pub fn add(&mut self, situation: Situation) {
        self.0[situation as usize] += 1;
    }

    pub fn merge(&mut self, other: &Tally) {
        for (sum, n) in self.0.iter_mut().zip(&other.0) {
            *sum += n;
        }
    }

    pub fn of(&self, situation: Situation) -> u64 {
        self.0[situation as usize]
    }

    /// The words of what was never reached.
    pub fn missing(&self) -> Vec<&'static str> {
        Situation::ALL.iter().filter(|(s, _)| self.of(*s) == 0).map(|(_, words)| *words).collect()
    }
}
