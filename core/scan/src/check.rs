//! Check digits: what does not add up is never reported, whatever a decoder says.

use crate::{Format, Read};

/// Whether the text can be one of its format. Code 128's modulo 103 is over code words, which a text no longer has;
/// where the decoder hands them over they are checked.
pub(crate) fn holds(read: &Read) -> bool {
    match read.format {
        Format::Qr => true,
        Format::Code128 => !read.text.is_empty() && (read.raw.is_empty() || modulo_103(&read.raw)),
        Format::Ean13 => read.text.len() == 13 && modulo_10(&read.text),
        Format::Ean8 => read.text.len() == 8 && modulo_10(&read.text),
        Format::UpcA => read.text.len() == 12 && modulo_10(&read.text),
        Format::UpcE => upc_a_of(&read.text).is_some_and(|long| modulo_10(&long)),
    }
}

/// GS1's check: weights 3 and 1 from the right, the check digit itself with 1, sum divisible by ten.
fn modulo_10(digits: &str) -> bool {
    let sum = digits.bytes().rev().enumerate().try_fold(0u32, |sum, (i, digit)| {
        let weight = if i % 2 == 0 { 1 } else { 3 };
        digit.is_ascii_digit().then(|| sum + u32::from(digit - b'0') * weight)
    });
    sum.is_some_and(|sum| sum % 10 == 0)
}

/// The 12 digits that the 8 of a UPC-E stand for: the last of the six says where the zeros were.
fn upc_a_of(short: &str) -> Option<String> {
    if short.len() != 8 || !short.bytes().all(|b| b.is_ascii_digit()) || !short.starts_with(['0', '1']) {
        return None;
    }
    let (system, d, check) = (&short[..1], &short[1..7], &short[7..]);
    let body = match d.as_bytes()[5] {
        zeros @ b'0'..=b'2' => format!("{}{}0000{}", &d[..2], char::from(zeros), &d[2..5]),
        b'3' => format!("{}00000{}", &d[..3], &d[3..5]),
        b'4' => format!("{}00000{}", &d[..4], &d[4..5]),
        last => format!("{}0000{}", &d[..5], char::from(last)),
    };
    Some(format!("{system}{body}{check}"))
}

/// The same of eight digits.
pub(crate) fn upc_e_holds(digits: [u8; 8]) -> bool {
    let [system, a, b, c, d, e, last, check] = digits;
    let long = match last {
        0..=2 => [system, a, b, last, 0, 0, 0, 0, c, d, e, check],
        3 => [system, a, b, c, 0, 0, 0, 0, 0, d, e, check],
        4 => [system, a, b, c, d, 0, 0, 0, 0, 0, e, check],
        _ => [system, a, b, c, d, e, 0, 0, 0, 0, last, check],
    };
    let sum: u32 = long.iter().zip([3, 1].into_iter().cycle()).map(|(&digit, weight)| u32::from(digit) * weight).sum();
    sum.is_multiple_of(10)
}

/// Code words `start, data…, check, stop`.
fn modulo_103(words: &[u8]) -> bool {
    let [start, data @ .., check, 106] = words else { return false };
    let sum: u64 = data.iter().zip(1u64..).map(|(&word, at)| u64::from(word) * at).sum();
    (u64::from(*start) + sum) % 103 == u64::from(*check)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: Format, text: &str) -> Read {
        Read {
            format,
            text: text.into(),
            raw: Vec::new(),
            fnc1: None,
            part: None,
            add_on: None,
            corners: Default::default(),
            lines: 0,
            frames: 0,
            inverted: false,
        }
    }

    /// covers: S0-119
    #[test]
    fn each_digit_of_a_product_code_is_covered_by_the_check() {
        for (format, good) in [
            (Format::Ean13, "9520000000011"),
            (Format::Ean13, "4006381333931"),
            (Format::Ean8, "96385074"),
            (Format::UpcA, "036000291452"),
            (Format::UpcE, "01234565"),
            (Format::UpcE, "04252614"),
        ] {
            assert!(holds(&read(format, good)), "{good}");
            for at in 0..good.len() {
                let mut bad = good.as_bytes().to_vec();
                bad[at] = b'0' + (bad[at] - b'0' + 1) % 10;
                let bad = String::from_utf8(bad).unwrap();
                // A UPC-E's last digit moves the zeros about: another number, not always a wrong one.
                assert!(!holds(&read(format, &bad)) || (format == Format::UpcE && at == 6), "{bad}");
            }
        }
    }

    #[test]
    fn a_wrong_length_or_a_letter_is_no_product_code() {
        for (format, text) in [
            (Format::Ean13, "952000000001"),
            (Format::Ean8, "9638507A"),
            (Format::UpcE, "21234565"),
            (Format::UpcE, ""),
        ] {
            assert!(!holds(&read(format, text)), "{text}");
        }
    }

    #[test]
    fn code_128_is_checked_over_its_code_words() {
        // Start A, "PJJ123C", check 54, stop: the example every description of the symbology uses.
        let words = [103, 48, 42, 42, 17, 18, 19, 35, 54, 106];
        assert!(modulo_103(&words));
        for at in 1..words.len() - 1 {
            let mut bad = words;
            bad[at] = (bad[at] + 1) % 103;
            assert!(!modulo_103(&bad), "word {at}");
        }
        assert!(!modulo_103(&[103]));
    }
}
