//! A visit as a calendar's file (RFC 5545), for whatever calendar a person keeps.

use std::fmt::Write;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::ids::BookingId;

/// What stands in the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    pub id: BookingId,
    /// Raised with each change, so that calendars replace what they have.
    pub sequence: u16,
    pub starts_ms: i64,
    pub ends_ms: i64,
    /// When this was written, ms.
    pub at_ms: i64,
    pub title: &'a str,
    pub place: &'a str,
    pub note: &'a str,
    /// Called off: calendars take it out.
    pub cancelled: bool,
}

/// Octets of a line; a longer one goes on in the next, behind a space.
const LINE: usize = 75;

/// The file. Times are UTC, so that no calendar needs to know the clinic's zone.
pub fn calendar(entry: &Entry) -> String {
    let (method, status) = if entry.cancelled { ("CANCEL", "CANCELLED") } else { ("PUBLISH", "CONFIRMED") };
    let mut out = String::new();
    let mut line = |text: &str| fold(&mut out, text);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//PetPro//Visits//EN");
    line(&format!("METHOD:{method}"));
    line("BEGIN:VEVENT");
    line(&format!("UID:{}@petpro", entry.id));
    line(&format!("SEQUENCE:{}", entry.sequence));
    line(&format!("STATUS:{status}"));
    line(&format!("DTSTAMP:{}", utc(entry.at_ms)));
    line(&format!("DTSTART:{}", utc(entry.starts_ms)));
    line(&format!("DTEND:{}", utc(entry.ends_ms)));
    line(&format!("SUMMARY:{}", escaped(entry.title)));
    line(&format!("LOCATION:{}", escaped(entry.place)));
    line(&format!("DESCRIPTION:{}", escaped(entry.note)));
    line("END:VEVENT");
    line("END:VCALENDAR");
    out
}

/// `20261124T003000Z`; nothing for a time beyond the calendar.
fn utc(at_ms: i64) -> String {
    let Ok(at) = Timestamp::from_millisecond(at_ms) else { return String::new() };
    let at = at.to_zoned(TimeZone::UTC);
    let mut out = String::with_capacity(16);
    let (year, month, day) = (at.year(), at.month(), at.day());
    let (hour, minute, second) = (at.hour(), at.minute(), at.second());
    let _ = write!(out, "{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z");
    out
}

/// What people wrote can begin no line of its own.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

fn fold(out: &mut String, text: &str) {
    let mut left = LINE;
    for letter in text.chars() {
        if letter.len_utf8() > left {
            out.push_str("\r\n ");
            left = LINE - 1;
        }
        out.push(letter);
        left -= letter.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Uuid;

    fn entry(title: &str) -> Entry<'_> {
        Entry {
            id: BookingId(Uuid::nil()),
            sequence: 2,
            starts_ms: 1_795_480_200_000,
            ends_ms: 1_795_482_000_000,
            at_ms: 0,
            title,
            place: "1-2-3 Jingumae, Tokyo",
            note: "K7QM-2XRD",
            cancelled: false,
        }
    }

    #[test]
    fn an_entry_stands_in_utc_under_the_bookings_own_name() {
        let file = calendar(&entry("Check-up"));
        for line in [
            "UID:00000000-0000-0000-0000-000000000000@petpro",
            "SEQUENCE:2",
            "DTSTART:20261124T003000Z",
            "DTEND:20261124T010000Z",
            "SUMMARY:Check-up",
            "LOCATION:1-2-3 Jingumae\\, Tokyo",
            "METHOD:PUBLISH",
        ] {
            assert!(file.split("\r\n").any(|it| it == line), "{line} in {file}");
        }
        assert!(calendar(&Entry { cancelled: true, ..entry("") }).contains("STATUS:CANCELLED\r\n"));
    }

    #[test]
    fn what_people_wrote_begins_no_line_and_long_lines_are_folded_between_letters() {
        let title = "梅田ペットクリニック\r\nATTACH:http://example.com;".repeat(5);
        let file = calendar(&entry(&title));
        assert!(file.split("\r\n").all(|line| line.len() <= 75));
        assert!(file.split("\r\n").all(|line| !line.starts_with("ATTACH")));
        let unfolded = file.replace("\r\n ", "");
        assert!(unfolded.contains("梅田ペットクリニック\\nATTACH:http://example.com\\;梅田"), "{unfolded}");
    }
}
