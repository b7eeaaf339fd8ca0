//! A date as labels carry it: two digits of the year, and perhaps no day.

use serde::{Deserialize, Serialize};

use crate::texts::Day;

/// `YYMMDD`; day 00 is the last of the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintedDay {
    /// 0 to 99.
    pub year: u8,
    /// 1 to 12.
    pub month: u8,
    /// 0 to 31; 0 is the last of the month.
    pub day: u8,
}

impl PrintedDay {
    /// Reads six digits; none where the calendar has no such day.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 6] = text.as_bytes().try_into().ok()?;
        if !bytes.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let two = |at: usize| (bytes[at] - b'0') * 10 + bytes[at + 1] - b'0';
        let (year, month, day) = (two(0), two(2), two(4));
        // Of all years that two digits can stand for, those that four divides leap (2000 does too).
        let there = (1..=12).contains(&month) && day <= days(i32::from(year), month);
        there.then_some(Self { year, month, day })
    }

    /// The whole date, read in `this_year`: within 50 years to come and 49 gone by, as GS1 says.
    pub fn on(self, this_year: i32) -> Day {
        let (century, now) = (this_year - this_year.rem_euclid(100), this_year.rem_euclid(100));
        let ahead = i32::from(self.year) - now;
        let year = match ahead {
            51.. => century - 100,
            -49..=50 => century,
            _ => century + 100,
        } + i32::from(self.year);
        let day = if self.day == 0 { days(i32::from(self.year), self.month) } else { self.day };
        Day { year, month: self.month, day }
    }
}

fn days(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str, this_year: i32) -> (i32, u8, u8) {
        let day = PrintedDay::parse(text).unwrap().on(this_year);
        (day.year, day.month, day.day)
    }

    #[test]
    fn a_year_is_the_nearest_that_two_digits_can_mean() {
        assert_eq!(on("261231", 2026), (2026, 12, 31));
        assert_eq!(on("760101", 2026), (2076, 1, 1));
        assert_eq!(on("770101", 2026), (1977, 1, 1));
        assert_eq!(on("010101", 2099), (2101, 1, 1));
        assert_eq!(on("990101", 2001), (1999, 1, 1));
    }

    #[test]
    fn day_zero_is_the_last_of_its_month() {
        assert_eq!(on("280200", 2026), (2028, 2, 29));
        assert_eq!(on("270200", 2026), (2027, 2, 28));
        assert_eq!(on("260400", 2026), (2026, 4, 30));
    }

    #[test]
    fn a_day_that_no_calendar_has_is_none() {
        for text in
            ["260001", "261301", "260230", "270229", "260431", "260132", "26010", "2601011", "26010x", "２６０１０１"]
        {
            assert_eq!(PrintedDay::parse(text), None, "{text}");
        }
        assert!(PrintedDay::parse("280229").is_some());
    }
}
