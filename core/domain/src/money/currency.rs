//! The currencies PetPro sells in.

use serde::{Deserialize, Serialize};

/// A currency. JPY and KRW have no minor unit; CNY and USD have two digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Yen.
    Jpy,
    /// Won.
    Krw,
    /// Yuan, in fen.
    Cny,
    /// Dollar, in cents.
    Usd,
}

impl Currency {
    /// Digits of the minor unit: 0 for JPY and KRW, 2 for CNY and USD.
    pub const fn digits(self) -> u32 {
        match self {
            Self::Jpy | Self::Krw => 0,
            Self::Cny | Self::Usd => 2,
        }
    }

    /// ISO 4217: `JPY`.
    pub const fn iso(self) -> &'static str {
        match self {
            Self::Jpy => "JPY",
            Self::Krw => "KRW",
            Self::Cny => "CNY",
            Self::Usd => "USD",
        }
    }

    /// From ISO 4217.
    pub fn parse(iso: &str) -> Option<Self> {
        [Self::Jpy, Self::Krw, Self::Cny, Self::Usd].into_iter().find(|currency| currency.iso() == iso)
    }

    /// Whether prices are shown with the tax in them (C-50): everywhere but in the United States.
    pub const fn prices_include_tax(self) -> bool {
        !matches!(self, Self::Usd)
    }
}
