//! Money: `i64` minor units and a currency (C-42). The only module that adds money.

use serde::{Deserialize, Serialize};

/// A currency PetPro sells in. JPY and KRW have no minor unit; CNY and USD have two digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    Jpy,
    Krw,
    Cny,
    Usd,
}

/// An amount in minor units, `{"amount":1980,"currency":"JPY"}` on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Money {
    pub amount: i64,
    pub currency: Currency,
}

impl Currency {
    /// Digits of the minor unit: 0 for JPY and KRW, 2 for CNY and USD.
    pub const fn digits(self) -> u32 {
        match self {
            Self::Jpy | Self::Krw => 0,
            Self::Cny | Self::Usd => 2,
        }
    }
}
