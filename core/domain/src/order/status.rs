//! The states of an order and of its vendor orders, and the one table of what may happen in which.

use serde::{Deserialize, Serialize};

/// Where an order or a vendor order stands (C-16). The wire names are those of document 000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Its goods are held and locked until the payment is over.
    PendingPayment,
    /// The payment was refused; it can be tried again while the goods are held.
    PaymentFailed,
    /// Paid; waiting for the shop.
    Processing,
    /// The shop packs it.
    Preparing,
    /// On its way.
    Shipped,
    /// At the door.
    Delivered,
    /// The buyer has it.
    Completed,
    /// Not paid in time; its goods are in the cart again.
    Expired,
    /// Called off.
    Cancelled,
    /// Of a newer server.
    #[serde(other)]
    Other,
}

/// What happens to an order or a vendor order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The payment provider has the money.
    Paid,
    /// The payment provider refused.
    PaymentFailed,
    /// The buyer tries to pay again.
    Retried,
    /// The payment was closed because the hold is over.
    HoldEnded,
    /// The buyer or the shop calls it off.
    Cancelled,
    /// The money went back.
    Refunded,
    /// The shop begins to pack.
    Accepted,
    /// The shop gave it to the carrier.
    Shipped,
    /// The carrier (or the shop, or the buyer) says that it arrived.
    Delivered,
    /// The buyer says that all is well, or seven days have passed.
    Received,
}

use Event as E;
use Status as S;

/// Everything that may happen, for orders and vendor orders alike. What is not here is refused, and
/// the refusal is written to the timeline.
pub const TRANSITIONS: &[(Status, Event, Status)] = &[
    (S::PendingPayment, E::Paid, S::Processing),
    (S::PendingPayment, E::PaymentFailed, S::PaymentFailed),
    (S::PendingPayment, E::HoldEnded, S::Expired),
    (S::PendingPayment, E::Cancelled, S::Cancelled),
    (S::PendingPayment, E::Refunded, S::Cancelled),
    (S::PaymentFailed, E::Retried, S::PendingPayment),
    // A capture that was told late: the failure of one attempt is not the end of another.
    (S::PaymentFailed, E::Paid, S::Processing),
    (S::PaymentFailed, E::HoldEnded, S::Expired),
    (S::PaymentFailed, E::Cancelled, S::Cancelled),
    (S::PaymentFailed, E::Refunded, S::Cancelled),
    (S::Processing, E::Accepted, S::Preparing),
    (S::Processing, E::Cancelled, S::Cancelled),
    (S::Processing, E::Refunded, S::Cancelled),
    (S::Preparing, E::Shipped, S::Shipped),
    (S::Preparing, E::Cancelled, S::Cancelled),
    (S::Preparing, E::Refunded, S::Cancelled),
    (S::Shipped, E::Delivered, S::Delivered),
    (S::Delivered, E::Received, S::Completed),
];

/// The state after `event`; `None` where it cannot happen.
pub fn next(from: Status, event: Event) -> Option<Status> {
    TRANSITIONS.iter().find(|(state, what, _)| (*state, *what) == (from, event)).map(|(_, _, to)| *to)
}

/// An order's state from its vendor orders': the least advanced of those that are not called off;
/// all called off is called off. `None` without vendor orders.
pub fn derived(shops: impl IntoIterator<Item = Status>) -> Option<Status> {
    let mut all: Vec<Status> = shops.into_iter().collect();
    all.sort_unstable();
    all.iter().copied().find(|status| *status != S::Cancelled).or(all.first().copied())
}

impl Status {
    /// All that this version knows.
    pub const ALL: [Self; 9] = [
        Self::PendingPayment,
        Self::PaymentFailed,
        Self::Processing,
        Self::Preparing,
        Self::Shipped,
        Self::Delivered,
        Self::Completed,
        Self::Expired,
        Self::Cancelled,
    ];

    /// As it travels and is stored: `PENDING_PAYMENT`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PendingPayment => "PENDING_PAYMENT",
            Self::PaymentFailed => "PAYMENT_FAILED",
            Self::Processing => "PROCESSING",
            Self::Preparing => "PREPARING",
            Self::Shipped => "SHIPPED",
            Self::Delivered => "DELIVERED",
            Self::Completed => "COMPLETED",
            Self::Expired => "EXPIRED",
            Self::Cancelled => "CANCELLED",
            Self::Other => "OTHER",
        }
    }

    /// From its name, [`Status::Other`] for one that this version does not know.
    pub fn parse(name: &str) -> Self {
        Self::ALL.into_iter().find(|status| status.name() == name).unwrap_or(Self::Other)
    }

    /// Whether this event may happen now: what a screen enables.
    pub fn takes(self, event: Event) -> bool {
        next(self, event).is_some()
    }
}

impl Event {
    /// All that this version knows.
    pub const ALL: [Self; 10] = [
        Self::Paid,
        Self::PaymentFailed,
        Self::Retried,
        Self::HoldEnded,
        Self::Cancelled,
        Self::Refunded,
        Self::Accepted,
        Self::Shipped,
        Self::Delivered,
        Self::Received,
    ];

    /// As it travels and is stored: `payment_failed`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::PaymentFailed => "payment_failed",
            Self::Retried => "retried",
            Self::HoldEnded => "hold_ended",
            Self::Cancelled => "cancelled",
            Self::Refunded => "refunded",
            Self::Accepted => "accepted",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Received => "received",
        }
    }

    /// The states in which it may happen.
    pub fn from(self) -> impl Iterator<Item = Status> {
        TRANSITIONS.iter().filter(move |(_, event, _)| *event == self).map(|(from, _, _)| *from)
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// covers: S0-012
    #[test]
    fn every_pair_of_state_and_event_has_one_answer() {
        for from in Status::ALL {
            for event in Event::ALL {
                let rows = TRANSITIONS.iter().filter(|row| (row.0, row.1) == (from, event)).count();
                assert!(rows <= 1, "{from} {}", event.name());
                assert_eq!(from.takes(event), rows == 1);
            }
        }
    }

    /// covers: S0-012, S0-153
    #[test]
    fn nothing_is_packed_or_sent_before_it_is_paid() {
        for event in [E::Accepted, E::Shipped, E::Delivered, E::Received] {
            for from in [S::PendingPayment, S::PaymentFailed, S::Expired, S::Cancelled] {
                assert_eq!(next(from, event), None, "{from} {}", event.name());
            }
        }
        assert_eq!(E::Paid.from().filter_map(|from| next(from, E::Paid)).collect::<Vec<_>>(), [S::Processing; 2]);
    }

    #[test]
    fn what_is_over_stays_over() {
        for from in [S::Expired, S::Cancelled, S::Completed] {
            assert!(Event::ALL.iter().all(|event| !from.takes(*event)), "{from}");
        }
    }

    #[test]
    fn a_parcel_on_its_way_can_no_longer_be_called_off() {
        assert!(S::Preparing.takes(E::Cancelled));
        assert!([S::Shipped, S::Delivered].iter().all(|from| !from.takes(E::Cancelled)));
    }

    #[test]
    fn an_order_is_as_far_as_its_slowest_shop() {
        assert_eq!(derived([S::Shipped, S::Preparing]), Some(S::Preparing));
        assert_eq!(derived([S::Delivered, S::Cancelled]), Some(S::Delivered));
        assert_eq!(derived([S::Cancelled, S::Cancelled]), Some(S::Cancelled));
        assert_eq!(derived([]), None);
    }

    #[test]
    fn names_are_what_travels() {
        for status in Status::ALL {
            assert_eq!(serde_json::to_string(&status).unwrap(), format!("\"{status}\""));
            assert_eq!(Status::parse(status.name()), status);
        }
        for event in Event::ALL {
            assert_eq!(serde_json::to_string(&event).unwrap(), format!("\"{}\"", event.name()));
        }
    }
}
