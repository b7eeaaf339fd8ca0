//! Numbers, money and dates as people write them. Integers only.

use serde::{Deserialize, Serialize};

use super::Lang;
use crate::money::{Currency, Money};

/// A calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day {
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Day {
    /// Reads `2028-02-29`; none where the calendar has no such day.
    pub fn parse(iso: &str) -> Option<Self> {
        let bytes: &[u8; 10] = iso.as_bytes().try_into().ok()?;
        let number = |from: usize, to: usize| {
            let digits = &bytes[from..to];
            let is_number = digits.iter().all(u8::is_ascii_digit);
            is_number.then(|| digits.iter().fold(0i32, |sum, digit| sum * 10 + i32::from(digit - b'0')))
        };
        let (year, month, day) = (number(0, 4)?, number(5, 7)? as u8, number(8, 10)? as u8);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let there = bytes[4] == b'-' && bytes[7] == b'-' && (1..=12).contains(&month) && (1..=days).contains(&day);
        there.then_some(Self { year, month, day })
    }

    /// Days since 1970-01-01, below 0 before it.
    pub fn number(self) -> i64 {
        // As in `of_number`, the other way round.
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let march_month = (i64::from(self.month) + 9) % 12;
        let of_year = (153 * march_month + 2) / 5 + i64::from(self.day) - 1;
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    /// The day with this number.
    pub fn of_number(days: i64) -> Self {
        // Gregorian date of a day number, in eras of 400 years that begin on 1 March, so that the
        // leap day is the last of its year (Howard Hinnant, "chrono-compatible low-level date algorithms").
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self { year: i32::try_from(year).unwrap_or(i32::MAX), month: month as u8, day: day as u8 }
    }

    /// How many days later `later` is; below 0 where it is earlier.
    pub fn days_until(self, later: Self) -> i64 {
        later.number() - self.number()
    }
}

/// `2028-02-29`
impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// `1,234,567`: all four languages put a comma every three digits.
pub fn count(n: i64) -> String {
    let sign = if n < 0 { "-" } else { "" };
    format!("{sign}{}", grouped(n.unsigned_abs()))
}

fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// An amount with its currency's sign: `¥1,980`, `￥1,980` in Japanese, `-$1,234.05`.
///
/// The signs are CLDR's: a currency has its short sign at home, and one that cannot be mistaken
/// elsewhere (the yen is `JP¥` in Chinese, the yuan `CN¥` in English).
pub fn money(lang: Lang, money: Money) -> String {
    let sign = if money.amount < 0 { "-" } else { "" };
    let symbol = symbol(lang, money.currency);
    let minor = money.amount.unsigned_abs();
    match money.currency.digits() {
        0 => format!("{sign}{symbol}{}", grouped(minor)),
        _ => format!("{sign}{symbol}{}.{:02}", grouped(minor / 100), minor % 100),
    }
}

fn symbol(lang: Lang, currency: Currency) -> &'static str {
    match (currency, lang) {
        (Currency::Jpy, Lang::En) => "¥",
        (Currency::Jpy, Lang::Ja) => "￥",
        (Currency::Jpy, _) => "JP¥",
        (Currency::Krw, Lang::Zh) => "￦",
        (Currency::Krw, _) => "₩",
        (Currency::Cny, Lang::Zh) => "¥",
        (Currency::Cny, _) => "CN¥",
        (Currency::Usd, Lang::En | Lang::Ja) => "$",
        (Currency::Usd, _) => "US$",
    }
}

/// A day: `Nov 21, 2026`, `2026年11月21日`, `2026년 11월 21일`.
pub fn date(lang: Lang, day: Day) -> String {
    let Day { year, month, day } = day;
    match lang {
        Lang::En => {
            const MONTHS: [&str; 12] =
                ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
            let name = MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or("?");
            format!("{name} {day}, {year}")
        }
        Lang::Ja | Lang::Zh => format!("{year}年{month}月{day}日"),
        Lang::Ko => format!("{year}년 {month}월 {day}일"),
    }
}

/// The calendar day of a time (ms since 1970, UTC) at a place `offset_minutes` east of UTC.
pub fn day_of(unix_ms: i64, offset_minutes: i32) -> Day {
    const DAY_MS: i64 = 86_400_000;
    let days = unix_ms.saturating_add(i64::from(offset_minutes) * 60_000).div_euclid(DAY_MS);
    Day::of_number(days)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(lang: Lang, amount: i64, currency: Currency) -> String {
        money(lang, Money { amount, currency })
    }

    #[test]
    fn yen_and_won_have_no_minor_unit() {
        assert_eq!(shown(Lang::En, 1_980, Currency::Jpy), "¥1,980");
        assert_eq!(shown(Lang::Ja, 1_980, Currency::Jpy), "￥1,980");
        assert_eq!(shown(Lang::Zh, 1_980, Currency::Jpy), "JP¥1,980");
        assert_eq!(shown(Lang::Ko, 12_500, Currency::Krw), "₩12,500");
    }

    #[test]
    fn yuan_and_dollar_have_two_digits() {
        assert_eq!(shown(Lang::Zh, 1_980, Currency::Cny), "¥19.80");
        assert_eq!(shown(Lang::En, 5, Currency::Usd), "$0.05");
        assert_eq!(shown(Lang::Ko, 123_456_705, Currency::Usd), "US$1,234,567.05");
    }

    #[test]
    fn the_sign_stands_before_the_currency_at_every_size() {
        assert_eq!(shown(Lang::En, -5, Currency::Usd), "-$0.05");
        assert_eq!(shown(Lang::En, i64::MIN, Currency::Jpy), "-¥9,223,372,036,854,775,808");
        assert_eq!(count(-1_000), "-1,000");
        assert_eq!(count(999), "999");
    }

    #[test]
    fn a_day_is_that_of_the_place() {
        let ms = 1_795_218_000_000; // 2026-11-20T23:40:00Z
        assert_eq!(day_of(ms, 0), Day { year: 2026, month: 11, day: 20 });
        assert_eq!(day_of(ms, 540), Day { year: 2026, month: 11, day: 21 });
        assert_eq!(day_of(0, 0), Day { year: 1970, month: 1, day: 1 });
        assert_eq!(day_of(-1, 0), Day { year: 1969, month: 12, day: 31 });
        assert_eq!(day_of(1_709_164_800_000, 0), Day { year: 2024, month: 2, day: 29 });
        assert_eq!(day_of(951_782_400_000, 0), Day { year: 2000, month: 2, day: 29 });
    }

    #[test]
    fn dates_are_written_as_at_home() {
        let day = Day { year: 2026, month: 11, day: 21 };
        assert_eq!(date(Lang::En, day), "Nov 21, 2026");
        assert_eq!(date(Lang::Ja, day), "2026年11月21日");
        assert_eq!(date(Lang::Ko, day), "2026년 11월 21일");
        assert_eq!(date(Lang::Zh, day), "2026年11月21日");
    }

    proptest! {
        #[test]
        fn money_is_written_so_that_it_reads_back(amount in any::<i64>()) {
            for (currency, lang) in [(Currency::Jpy, Lang::Ja), (Currency::Krw, Lang::Ko), (Currency::Cny, Lang::Zh), (Currency::Usd, Lang::En)] {
                let text = shown(lang, amount, currency);
                let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '-').collect();
                prop_assert_eq!(digits.parse::<i64>().unwrap(), amount, "{}", text);
                let whole = text.split('.').next().unwrap().trim_start_matches(|c: char| !c.is_ascii_digit());
                let groups: Vec<&str> = whole.split(',').collect();
                prop_assert!((1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3));
            }
        }

        #[test]
        fn days_follow_each_other(day in -1_000_000i64..1_000_000) {
            let (a, b) = (day_of(day * 86_400_000, 0), day_of((day + 1) * 86_400_000, 0));
            prop_assert!(a < b);
            prop_assert!((1..=12).contains(&a.month) && (1..=31).contains(&a.day));
            prop_assert!(b.day == 1 || (b.day == a.day + 1 && b.month == a.month));
            prop_assert_eq!((a.number(), b.number(), a.days_until(b)), (day, day + 1, 1));
            prop_assert!(a.year < 0 || a.year > 9_999 || Day::parse(&a.to_string()) == Some(a));
        }
    }
}
