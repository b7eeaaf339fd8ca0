//! How old a pet is.

use crate::texts::Day;

/// Whole years, months and days between a birth and a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Age {
    pub years: u32,
    /// Beyond the years, 0 to 11.
    pub months: u32,
    /// Altogether, for the very young.
    pub days: u32,
}

impl Age {
    /// None before it was born. Who was born on the 29th, 30th or 31st is a month older on the first
    /// of the next month where the month has no such day: 29 February ends a year on 1 March.
    pub fn at(born: Day, today: Day) -> Option<Self> {
        let days = u32::try_from(born.days_until(today)).ok()?;
        let months = (today.year - born.year) * 12 + i32::from(today.month) - i32::from(born.month);
        let months = u32::try_from(months - i32::from(today.day < born.day)).ok()?;
        Some(Self { years: months / 12, months: months % 12, days })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn age(born: &str, today: &str) -> Option<(u32, u32, u32)> {
        let age = Age::at(Day::parse(born).unwrap(), Day::parse(today).unwrap())?;
        Some((age.years, age.months, age.days))
    }

    #[test]
    fn a_birthday_ends_a_year_and_the_day_before_does_not() {
        assert_eq!(age("2020-11-22", "2026-11-21"), Some((5, 11, 2_190)));
        assert_eq!(age("2020-11-22", "2026-11-22"), Some((6, 0, 2_191)));
        assert_eq!(age("2026-11-22", "2026-11-22"), Some((0, 0, 0)));
        assert_eq!(age("2026-11-22", "2026-11-21"), None, "not born yet");
    }

    #[test]
    fn a_leap_day_ends_its_year_on_the_first_of_march_where_there_is_none() {
        assert_eq!(age("2024-02-29", "2025-02-28").map(|age| age.0), Some(0));
        assert_eq!(age("2024-02-29", "2025-03-01").map(|age| (age.0, age.1)), Some((1, 0)));
        assert_eq!(age("2024-02-29", "2028-02-29").map(|age| (age.0, age.1)), Some((4, 0)));
        assert_eq!(age("2026-01-31", "2026-02-28").map(|age| age.1), Some(0));
        assert_eq!(age("2026-01-31", "2026-03-01").map(|age| age.1), Some(1));
    }
}
