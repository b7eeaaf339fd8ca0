//! What the bits of the data say: segments in several modes, one after the other.

use super::layout::Version;
use super::letters::Letters;
use crate::{Fnc1, Part};

/// What a symbol holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::qr) struct Content {
    pub text: String,
    pub fnc1: Option<Fnc1>,
    pub part: Option<Part>,
}

const ALPHANUMERIC: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const GS: char = '\u{1d}';
/// Words that fill a symbol up, in turns.
const PADDING: [u8; 2] = [0xec, 0x11];

/// Reads texts; owns its buffer.
#[derive(Default)]
pub(super) struct Spelling {
    /// Bytes that wait for the next segment: a letter may be cut in two.
    bytes: Vec<u8>,
}

/// The data, bit by bit.
struct Bits<'a> {
    words: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn left(&self) -> usize {
        8 * self.words.len() - self.at
    }

    /// The next bits, at most 24.
    fn take(&mut self, count: usize) -> Option<u32> {
        (count <= self.left()).then_some(())?;
        let mut bits = 0;
        for _ in 0..count {
            bits = bits << 1 | u32::from(self.words[self.at / 8] >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(bits)
    }
}

impl Spelling {
    /// None where a mode or a length has no meaning. `strict`: also where what fills the symbol up is not as it must be.
    pub fn read(&mut self, data: &[u8], version: Version, strict: bool) -> Option<Content> {
        let mut bits = Bits { words: data, at: 0 };
        let (mut content, mut letters) = (Content::default(), Letters::Unknown);
        self.bytes.clear();
        content.text.reserve(2 * data.len());
        let long = |short: [usize; 3]| short[usize::from(version.0 > 9) + usize::from(version.0 > 26)];
        loop {
            let mode = if bits.left() < 4 { 0 } else { bits.take(4)? };
            if mode != 0b0100 {
                self.flush(letters, &mut content.text);
            }
            match mode {
                0 => break,
                0b0001 => {
                    let count = bits.take(long([10, 12, 14]))?;
                    numeric(&mut bits, count, &mut content.text)?;
                }
                0b0010 => {
                    let count = bits.take(long([9, 11, 13]))?;
                    alphanumeric(&mut bits, count, content.fnc1.is_some(), &mut content.text)?;
                }
                0b0100 => {
                    let count = bits.take(long([8, 16, 16]))? as usize;
                    (8 * count <= bits.left()).then_some(())?;
                    for _ in 0..count {
                        self.bytes.push(bits.take(8)? as u8);
                    }
                }
                0b1000 => {
                    let count = bits.take(long([8, 10, 12]))?;
                    pairs(&mut bits, count, [0xc0, 0x1f00, 0x8140, 0xc140], &mut self.bytes)?;
                    self.flush(Letters::of_eci(20), &mut content.text);
                }
                0b1101 => {
                    (bits.take(4)? == 1).then_some(())?; // GB 2312, the only set there is
                    let count = bits.take(long([8, 10, 12]))?;
                    pairs(&mut bits, count, [0x60, 0x0a00, 0xa1a1, 0xa6a1], &mut self.bytes)?;
                    self.flush(Letters::of_eci(29), &mut content.text);
                }
                0b0111 => letters = Letters::of_eci(designator(&mut bits)?),
                0b0011 => {
                    let (index, last, parity) = (bits.take(4)?, bits.take(4)?, bits.take(8)?);
                    content.part = Some(Part { index: index as u8, count: last as u8 + 1, parity: parity as u8 });
                }
                0b0101 => content.fnc1 = Some(Fnc1::First),
                0b1001 => {
                    content.fnc1 = Some(Fnc1::Second);
                    match bits.take(8)? {
                        number @ 0..100 => {
                            content.text.extend([number / 10, number % 10].map(|digit| char::from(b'0' + digit as u8)));
                        }
                        letter @ (165..=190 | 197..=222) => content.text.push(char::from((letter - 100) as u8)),
                        _ => return None,
                    }
                }
                _ => return None,
            }
        }
        let rest = &data[bits.at.div_ceil(8)..];
        let is_filled = || rest.iter().zip(PADDING.iter().cycle()).all(|(word, padding)| word == padding);
        (!content.text.is_empty() && (!strict || is_filled())).then_some(content)
    }

    /// What has been waiting is spelt.
    fn flush(&mut self, letters: Letters, text: &mut String) {
        if !self.bytes.is_empty() {
            letters.spell(&self.bytes, text);
            self.bytes.clear();
        }
    }
}

/// Three digits in ten bits, two in seven, one in four.
fn numeric(bits: &mut Bits<'_>, count: u32, text: &mut String) -> Option<()> {
    let mut left = count;
    while left > 0 {
        let digits = left.min(3);
        let number = bits.take(1 + 3 * digits as usize)?;
        (number < 10u32.pow(digits)).then_some(())?;
        text.extend((0..digits).rev().map(|place| char::from(b'0' + (number / 10u32.pow(place) % 10) as u8)));
        left -= digits;
    }
    Some(())
}

/// Two characters in eleven bits, one in six. After FNC1 a single `%` is the separator and two are one.
fn alphanumeric(bits: &mut Bits<'_>, count: u32, fnc1: bool, text: &mut String) -> Option<()> {
    let (mut left, mut percent) = (count, false);
    let mut put = |value: u32| {
        let character = char::from(*ALPHANUMERIC.get(value as usize)?);
        if !fnc1 {
            text.push(character);
            return Some(());
        }
        match (std::mem::take(&mut percent), character) {
            (true, '%') => text.push('%'),
            (false, '%') => percent = true,
            (true, other) => text.extend([GS, other]),
            (false, other) => text.push(other),
        }
        Some(())
    };
    while left > 1 {
        let pair = bits.take(11)?;
        put(pair / 45)?;
        put(pair % 45)?;
        left -= 2;
    }
    if left == 1 {
        put(bits.take(6)?)?;
    }
    if percent {
        text.push(GS);
    }
    Some(())
}

/// Characters of two bytes in thirteen bits: `[columns, split, low, high]`, where numbers below `split` begin at `low`.
fn pairs(bits: &mut Bits<'_>, count: u32, table: [u32; 4], bytes: &mut Vec<u8>) -> Option<()> {
    let [columns, split, low, high] = table;
    for _ in 0..count {
        let number = bits.take(13)?;
        let pair = ((number / columns) << 8) + number % columns;
        let pair = pair + if pair < split { low } else { high };
        bytes.extend([(pair >> 8) as u8, pair as u8]);
    }
    Some(())
}

/// An ECI's number in one, two or three bytes.
fn designator(bits: &mut Bits<'_>) -> Option<u32> {
    let first = bits.take(8)?;
    match first {
        0..0x80 => Some(first),
        0x80..0xc0 => Some((first & 0x3f) << 8 | bits.take(8)?),
        0xc0..0xe0 => Some((first & 0x1f) << 16 | bits.take(16)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bits: &str, strict: bool) -> Option<Content> {
        let mut bits: Vec<bool> = bits.chars().filter(|c| !c.is_whitespace()).map(|c| c == '1').collect();
        if !strict {
            bits.resize((bits.len() + 4).next_multiple_of(8), false); // the end
        }
        let words: Vec<u8> =
            bits.chunks(8).map(|byte| byte.iter().fold(0, |sum, &bit| sum << 1 | u8::from(bit))).collect();
        Spelling::default().read(&words, Version(1), strict)
    }

    fn text(bits: &str) -> Option<String> {
        read(bits, false).map(|content| content.text)
    }

    #[test]
    fn the_standards_examples_of_the_modes() {
        let digits = "0001 0000001000 0000001100 0101011001 1000011";
        assert_eq!(text(digits).as_deref(), Some("01234567"));
        assert_eq!(text("0010 000000101 00111001110 11100111001 000010").as_deref(), Some("AC-42"));
    }

    #[test]
    fn percent_signs_after_a_function_character_are_separators() {
        // A % 1 % % 2: 10 38 1 38 38 2.
        let pairs = [(10, 38), (1, 38), (38, 2)].map(|(a, b)| format!("{:011b}", a * 45 + b)).concat();
        assert_eq!(text(&format!("0101 0010 000000110 {pairs}")).as_deref(), Some("A\u{1d}1%2"));
        assert_eq!(text(&format!("0010 000000110 {pairs}")).as_deref(), Some("A%1%%2"));
    }

    #[test]
    fn an_application_is_told_in_front() {
        let content = read("1001 00100101 0001 0000000001 0111", false).unwrap();
        assert_eq!((content.text.as_str(), content.fnc1), ("377", Some(Fnc1::Second)));
        assert_eq!(read("1001 01111111 0001 0000000001 0111", false), None, "no application has this number");
    }

    #[test]
    fn a_letter_may_be_cut_in_two_by_segments() {
        assert_eq!(text("0100 00000001 11000011 0100 00000001 10111100").as_deref(), Some("ü"));
    }

    #[test]
    fn what_is_cut_short_or_has_no_meaning_is_no_text() {
        assert_eq!(text("0001 0000001000 0000001100"), None);
        assert_eq!(text("0001 0000000011 1111101000"), None, "1000 is not three digits");
        assert_eq!(text("0110 0000"), None);
        assert_eq!(text(""), None);
    }

    #[test]
    fn what_fills_up_is_asked_for_where_doubtful_words_were_replaced() {
        let digit = "0001 0000000001 0111 0000 00";
        assert!(read(&format!("{digit} 11101100 00010001"), true).is_some());
        assert!(read(&format!("{digit} 11101100 00010011"), true).is_none());
        assert!(read(&format!("{digit} 11101100 00010011"), false).is_some());
    }
}
