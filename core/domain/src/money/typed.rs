//! Amounts as a person types them into a field: digits alone, in the currency's own.

use super::{Currency, Money};

impl Money {
    /// Reads `1980`, `1,980` or, where the currency has minor units, `19.8` and `19.80`. None for anything
    /// else: a sign, a digit too many, a sum beyond what is counted.
    pub fn parse(text: &str, currency: Currency) -> Option<Self> {
        let plain = text.trim().replace(',', "");
        let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
        let digits = currency.digits() as usize;
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let wrong = whole.is_empty() || !all_digits(whole) || !all_digits(part) || part.len() > digits;
        if wrong || (plain.contains('.') && part.is_empty()) {
            return None;
        }
        let amount: i64 = format!("{whole}{part:0<digits$}").parse().ok()?;
        Some(Self::new(amount, currency))
    }

    /// As [`Money::parse`] reads it: `1980`, `19.80`.
    pub fn written(self) -> String {
        let (sign, minor) = (if self.amount < 0 { "-" } else { "" }, self.amount.unsigned_abs());
        match self.currency.digits() {
            0 => format!("{sign}{minor}"),
            _ => format!("{sign}{}.{:02}", minor / 100, minor % 100),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for currency in [Currency::Jpy, Currency::Krw, Currency::Cny, Currency::Usd] {
            for amount in [0, 5, 1_980, 123_456_789] {
                let money = Money::new(amount, currency);
                assert_eq!(Money::parse(&money.written(), currency), Some(money));
            }
        }
    }

    #[test]
    fn an_amount_has_the_digits_of_its_currency_and_nothing_else() {
        assert_eq!(Money::parse(" 1,980 ", Currency::Jpy), Some(Money::new(1_980, Currency::Jpy)));
        assert_eq!(Money::parse("19.8", Currency::Usd), Some(Money::new(1_980, Currency::Usd)));
        for (text, currency) in [
            ("19.80", Currency::Jpy),
            ("19.805", Currency::Usd),
            ("19.", Currency::Usd),
            (".5", Currency::Usd),
            ("-5", Currency::Jpy),
            ("¥5", Currency::Jpy),
            ("", Currency::Jpy),
            ("99999999999999999999", Currency::Jpy),
        ] {
            assert_eq!(Money::parse(text, currency), None, "{text}");
        }
    }
}
