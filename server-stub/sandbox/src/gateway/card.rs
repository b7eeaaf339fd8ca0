//! Cards that play a part. They have no numbers: nobody types one here.

use serde::{Deserialize, Serialize};

/// What a card does when it is charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Card {
    Approve,
    Decline,
    InsufficientFunds,
    /// The bank asks its customer first.
    Challenge,
    /// The bank does not answer: the payment is in process for a minute, then fails.
    TimeOut,
    /// The gateway breaks.
    Error,
}

impl Card {
    pub const ALL: [Self; 6] =
        [Self::Approve, Self::Decline, Self::InsufficientFunds, Self::Challenge, Self::TimeOut, Self::Error];

    /// The gateway's own token for it, where it has one.
    pub fn of_token(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|card| card.token() == token)
    }

    pub fn token(self) -> &'static str {
        match self {
            Self::Approve => "pm_card_visa",
            Self::Decline => "pm_card_chargeDeclined",
            Self::InsufficientFunds => "pm_card_chargeDeclinedInsufficientFunds",
            Self::Challenge => "pm_card_threeDSecure2Required",
            Self::TimeOut => "pm_card_timeOut",
            Self::Error => "pm_card_error",
        }
    }

    /// The value of the hosted page's choice.
    pub fn choice(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Decline => "decline",
            Self::InsufficientFunds => "insufficient_funds",
            Self::Challenge => "challenge",
            Self::TimeOut => "time_out",
            Self::Error => "error",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Approve => "Visa ending 4242: is approved",
            Self::Decline => "Visa ending 0002: is declined",
            Self::InsufficientFunds => "Visa ending 9995: has insufficient funds",
            Self::Challenge => "Visa ending 3220: the bank asks to confirm",
            Self::TimeOut => "Mastercard ending 0119: the bank does not answer",
            Self::Error => "Mastercard ending 0127: the gateway breaks",
        }
    }

    pub(super) fn brand(self) -> &'static str {
        match self {
            Self::TimeOut | Self::Error => "mastercard",
            _ => "visa",
        }
    }

    pub(super) fn last4(self) -> &'static str {
        match self {
            Self::Approve => "4242",
            Self::Decline => "0002",
            Self::InsufficientFunds => "9995",
            Self::Challenge => "3220",
            Self::TimeOut => "0119",
            Self::Error => "0127",
        }
    }
}
