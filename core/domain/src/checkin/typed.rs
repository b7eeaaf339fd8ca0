//! The code of a booking for people: eight letters and digits, `K7QM-2XRD`.
//!
//! Crockford's alphabet: no I, L, O, U; what people mistake for one another reads the same.

use crate::ids::BookingId;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The code of a booking: 40 bits of its id's random end. One clinic has some 10,000 live bookings;
/// two of them share a code once in 20,000 clinics, and then the desk is shown both.
pub fn code(id: BookingId) -> String {
    let tail = id.bytes()[11..].iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
    (0..8).rev().map(|place| char::from(ALPHABET[(tail >> (5 * place)) as usize & 31])).collect()
}

/// As people read it: two groups of four.
pub fn grouped(code: &str) -> String {
    match code.split_at_checked(4) {
        Some((left, right)) if !right.is_empty() => format!("{left}-{right}"),
        _ => code.to_owned(),
    }
}

/// What somebody typed, as a code: case, spaces and hyphens aside, with I and L for 1 and O for 0.
/// None where it is none.
pub fn parse(text: &str) -> Option<String> {
    let mut code = String::with_capacity(8);
    for letter in text.chars().filter(|letter| !matches!(letter, ' ' | '-')) {
        let letter = match letter.to_ascii_uppercase() {
            'I' | 'L' => '1',
            'O' => '0',
            letter => letter,
        };
        if !letter.is_ascii() || !ALPHABET.contains(&(letter as u8)) {
            return None;
        }
        code.push(letter);
    }
    (code.len() == 8).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids;

    #[test]
    fn a_code_is_typed_as_people_read_it() {
        let code = code(BookingId(ids::v7(1, [0, 0, 0, 0, 0, 0xff, 0x21, 3, 4, 5])));
        assert_eq!(code.len(), 8);
        assert_eq!(parse(&grouped(&code)), Some(code.clone()));
        assert_eq!(parse(&code.to_lowercase()), Some(code));
        assert_eq!(parse("oiL0-1234").as_deref(), Some("01101234"));
        for none in ["", "K7QM", "K7QM-2XRDD", "K7QM-2XRU", "K7QM-2XR漢"] {
            assert_eq!(parse(none), None, "{none}");
        }
    }
}
