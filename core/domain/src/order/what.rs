//! What the entries of an order's timeline tell: everything that a server may write there.

use super::Event;

/// What an entry tells. The server can write nothing else, and each has its words: `timeline-` and the
/// name with hyphens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// The order is there.
    Placed,
    /// It happened to the order, or was tried when it could not.
    Happened(Event),
    /// It changed no state.
    Noted(Note),
}

/// What is written down though the order stays in its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Note {
    /// The provider has a page or a card for this attempt.
    PaymentOpened,
    /// The bank thinks about it.
    PaymentProcessing,
    /// The hold is pinned, the money is being taken.
    PaymentAuthorised,
    /// The money is there.
    PaymentCaptured,
    /// The provider told of a refusal.
    PaymentFailedTold,
    /// Called off, nothing was charged.
    PaymentClosed,
    /// It came after the hold's end or after another attempt.
    PaymentLate,
    /// The provider's word names another order: not believed.
    PaymentForOtherOrder,
    /// The provider's word is over another sum: not believed.
    PaymentOfOtherAmount,
    /// Money went back.
    PaymentRefunded,
    /// The provider works on a refund.
    PaymentRefundPending,
    /// The provider refused a refund; somebody has to look.
    PaymentRefundFailed,
    /// A signed message of the provider, and what followed from it.
    Webhook,
    /// A message that was not believed.
    WebhookRefused,
    /// The buyer calls it off; the payment is being closed first.
    CancelAsked,
    /// The hold has ended; the payment is being closed first.
    HoldOver,
    /// The carrier knows the parcel.
    Registered,
    /// The carrier has the parcel.
    PickedUp,
    /// The parcel is between places.
    InTransit,
    /// The parcel is in the van.
    OutForDelivery,
}

impl Note {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::PaymentOpened,
        Self::PaymentProcessing,
        Self::PaymentAuthorised,
        Self::PaymentCaptured,
        Self::PaymentFailedTold,
        Self::PaymentClosed,
        Self::PaymentLate,
        Self::PaymentForOtherOrder,
        Self::PaymentOfOtherAmount,
        Self::PaymentRefunded,
        Self::PaymentRefundPending,
        Self::PaymentRefundFailed,
        Self::Webhook,
        Self::WebhookRefused,
        Self::CancelAsked,
        Self::HoldOver,
        Self::Registered,
        Self::PickedUp,
        Self::InTransit,
        Self::OutForDelivery,
    ];

    /// As it travels and is stored: `payment_opened`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PaymentOpened => "payment_opened",
            Self::PaymentProcessing => "payment_processing",
            Self::PaymentAuthorised => "payment_authorised",
            Self::PaymentCaptured => "payment_captured",
            Self::PaymentFailedTold => "payment_failed_told",
            Self::PaymentClosed => "payment_closed",
            Self::PaymentLate => "payment_late",
            Self::PaymentForOtherOrder => "payment_for_other_order",
            Self::PaymentOfOtherAmount => "payment_of_other_amount",
            Self::PaymentRefunded => "payment_refunded",
            Self::PaymentRefundPending => "payment_refund_pending",
            Self::PaymentRefundFailed => "payment_refund_failed",
            Self::Webhook => "webhook",
            Self::WebhookRefused => "webhook_refused",
            Self::CancelAsked => "cancel_asked",
            Self::HoldOver => "hold_over",
            Self::Registered => "registered",
            Self::PickedUp => "picked_up",
            Self::InTransit => "in_transit",
            Self::OutForDelivery => "out_for_delivery",
        }
    }
}

impl What {
    /// All that this version knows.
    pub fn all() -> impl Iterator<Item = Self> {
        let events = Event::ALL.into_iter().map(Self::Happened);
        std::iter::once(Self::Placed).chain(events).chain(Note::ALL.into_iter().map(Self::Noted))
    }

    /// As it travels and is stored: `placed`, `paid`, `payment_opened`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Happened(event) => event.name(),
            Self::Noted(note) => note.name(),
        }
    }

    /// From its name; `None` for one of a newer server.
    pub fn parse(name: &str) -> Option<Self> {
        Self::all().find(|what| what.name() == name)
    }
}

impl From<Event> for What {
    fn from(event: Event) -> Self {
        Self::Happened(event)
    }
}

impl From<Note> for What {
    fn from(note: Note) -> Self {
        Self::Noted(note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_entries_have_one_name() {
        let names: BTreeSet<&str> = What::all().map(What::name).collect();
        assert_eq!(names.len(), 1 + Event::ALL.len() + Note::ALL.len());
        assert!(What::all().all(|what| What::parse(what.name()) == Some(what)));
    }
}
