//! Money: `i64` minor units and a currency (C-42). The only module that adds money.
//!
//! Every sum is checked: an overflow or a second currency is an error with a code, never a wrong
//! amount. How it is written for people: [`crate::texts::money`].

mod currency;
mod shares;
mod typed;

pub use currency::Currency;
pub use shares::share_out;

use serde::{Deserialize, Serialize};

use crate::code::Code;

/// An amount in minor units, `{"amount":1980,"currency":"JPY"}` on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Money {
    /// Minor units: yen, won, fen, cents.
    pub amount: i64,
    /// What they are units of.
    pub currency: Currency,
}

/// Why a sum has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Beyond 64 bits.
    #[error("a sum beyond 64 bits")]
    Overflow,
    /// Two currencies in one sum.
    #[error("two currencies in one sum")]
    Mixed,
}

impl MoneyError {
    /// `amount-overflow` or `currency-mixed`.
    pub const fn code(self) -> Code {
        match self {
            Self::Overflow => Code::AmountOverflow,
            Self::Mixed => Code::CurrencyMixed,
        }
    }
}

impl Money {
    /// `amount` minor units.
    pub const fn new(amount: i64, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// Nothing, in this currency.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// `self + other`.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.with(other, i64::checked_add)
    }

    /// `self - other`; may be negative.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.with(other, i64::checked_sub)
    }

    /// `self` for each of `quantity` units.
    pub fn times(self, quantity: u32) -> Result<Self, MoneyError> {
        let amount = self.amount.checked_mul(i64::from(quantity)).ok_or(MoneyError::Overflow)?;
        Ok(Self::new(amount, self.currency))
    }

    /// The sum of all, nothing where there are none.
    pub fn sum(currency: Currency, all: impl IntoIterator<Item = Self>) -> Result<Self, MoneyError> {
        all.into_iter().try_fold(Self::zero(currency), Self::plus)
    }

    /// `self * numerator / denominator`, rounded down (toward minus infinity).
    /// The only place where an amount is divided.
    pub fn portion(self, numerator: u32, denominator: u32) -> Result<Self, MoneyError> {
        if denominator == 0 {
            return Err(MoneyError::Overflow);
        }
        let exact = i128::from(self.amount) * i128::from(numerator);
        let amount = i64::try_from(exact.div_euclid(i128::from(denominator))).map_err(|_| MoneyError::Overflow)?;
        Ok(Self::new(amount, self.currency))
    }

    /// The smaller of two amounts.
    pub fn at_most(self, other: Self) -> Result<Self, MoneyError> {
        self.with(other, |a, b| Some(a.min(b)))
    }

    /// More than nothing.
    pub const fn is_positive(self) -> bool {
        self.amount > 0
    }

    fn with(self, other: Self, sum: fn(i64, i64) -> Option<i64>) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Mixed);
        }
        Ok(Self::new(sum(self.amount, other.amount).ok_or(MoneyError::Overflow)?, self.currency))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yen(amount: i64) -> Money {
        Money::new(amount, Currency::Jpy)
    }

    #[test]
    fn an_overflow_is_an_error_and_never_a_wrong_amount() {
        assert_eq!(yen(i64::MAX).plus(yen(1)), Err(MoneyError::Overflow));
        assert_eq!(yen(i64::MIN).minus(yen(1)), Err(MoneyError::Overflow));
        assert_eq!(yen(i64::MAX / 2).times(3), Err(MoneyError::Overflow));
        assert_eq!(yen(i64::MAX).portion(2, 1), Err(MoneyError::Overflow));
        assert_eq!(yen(i64::MAX).portion(3, 3), Ok(yen(i64::MAX)));
        assert_eq!(MoneyError::Overflow.code(), Code::AmountOverflow);
    }

    #[test]
    fn two_currencies_have_no_sum() {
        let dollars = Money::new(1, Currency::Usd);
        assert_eq!(yen(1).plus(dollars), Err(MoneyError::Mixed));
        assert_eq!(Money::sum(Currency::Jpy, [yen(1), dollars]), Err(MoneyError::Mixed));
        assert_eq!(MoneyError::Mixed.code(), Code::CurrencyMixed);
    }

    #[test]
    fn a_portion_is_rounded_down() {
        assert_eq!(yen(1_099).portion(1_000, 11_000), Ok(yen(99)));
        assert_eq!(yen(-1).portion(1, 2), Ok(yen(-1)));
    }

    #[test]
    fn the_wire_form_is_amount_and_iso_code() {
        assert_eq!(serde_json::to_string(&yen(1_980)).unwrap(), r#"{"amount":1980,"currency":"JPY"}"#);
    }
}
