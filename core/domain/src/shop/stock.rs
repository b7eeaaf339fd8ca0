//! How many are there, exactly: for the shop alone.

use serde::{Deserialize, Serialize};

/// Of a variant for which nobody said when it is low.
pub const LOW: u32 = 5;

/// The most that one movement adds or takes: no typing error by three digits passes.
pub const MAX_MOVE: i64 = 100_000;

/// Row `stock` of scope `vendor:<shop>`, id = the variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stock {
    /// On the shelf.
    pub on_hand: i64,
    /// Of these, promised to orders that are being paid.
    #[serde(default)]
    pub held: i64,
    /// With so many available or fewer it is time to order more.
    #[serde(default = "low")]
    pub low: u32,
}

fn low() -> u32 {
    LOW
}

impl Default for Stock {
    fn default() -> Self {
        Self { on_hand: 0, held: 0, low: LOW }
    }
}

impl Stock {
    /// What somebody can still buy.
    pub fn available(self) -> i64 {
        self.on_hand - self.held
    }

    /// Whether it is time to order more.
    pub fn is_low(self) -> bool {
        self.available() <= i64::from(self.low)
    }

    /// After a movement; `None` where less than what is held would be left.
    pub fn moved(self, by: i64) -> Option<Self> {
        let on_hand = self.on_hand.checked_add(by)?;
        (on_hand >= self.held).then_some(Self { on_hand, ..self })
    }
}

/// Why stock moved without an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// A delivery was put on the shelf.
    Received,
    /// Somebody counted, and it was another number.
    Counted,
    /// It cannot be sold any more.
    Damaged,
    /// A buyer sent it back.
    Returned,
    /// A movement that was a mistake is taken back.
    Undone,
    /// For a reason of a newer app.
    #[serde(other)]
    Other,
}

impl Why {
    /// As it stands in a row and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Counted => "counted",
            Self::Damaged => "damaged",
            Self::Returned => "returned",
            Self::Undone => "undone",
            Self::Other => "other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_orders_hold_cannot_be_taken_off_the_shelf() {
        let stock = Stock { on_hand: 5, held: 2, low: 1 };
        assert_eq!(stock.moved(-3), Some(Stock { on_hand: 2, held: 2, low: 1 }));
        assert_eq!(stock.moved(-4), None);
        assert_eq!(stock.moved(i64::MAX), None, "beyond what is counted");
    }

    #[test]
    fn low_is_what_is_available_and_not_what_is_on_the_shelf() {
        assert!(Stock { on_hand: 9, held: 4, low: 5 }.is_low());
        assert!(!Stock { on_hand: 9, held: 3, low: 5 }.is_low());
    }
}
