//! Whether a text is the one on the picture.

use serde::Serialize;

use super::engine::Found;
use super::pictures::{Holds, Looked};

/// A code that is on a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    pub format: String,
    pub text: String,
}

/// What a look was worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// One of the codes was read.
    pub right: bool,
    /// A text that is on none of the codes.
    pub wrong: bool,
    /// Something was read where nothing is.
    pub invented: bool,
}

pub fn judge(picture: &Looked, found: &[Found]) -> Verdict {
    match picture.holds {
        Holds::Codes => Verdict {
            right: found.iter().any(|found| picture.codes.iter().any(|code| is_same(code, found))),
            wrong: found.iter().any(|found| !picture.codes.iter().any(|code| is_same(code, found))),
            invented: false,
        },
        Holds::Nothing => Verdict { invented: !found.is_empty(), ..Verdict::default() },
        Holds::Whatever => Verdict { right: !found.is_empty(), ..Verdict::default() },
    }
}

/// How many of the picture's codes were read. One whose text nobody wrote down counts with any other QR code.
pub fn count(picture: &Looked, found: &[Found]) -> usize {
    let mut left: Vec<&Found> = found.iter().collect();
    let (known, unknown): (Vec<&Code>, Vec<&Code>) = picture.codes.iter().partition(|code| !code.text.is_empty());
    let mut count = 0;
    for code in known {
        if let Some(at) = left.iter().position(|found| is_same(code, found)) {
            left.swap_remove(at);
            count += 1;
        }
    }
    count + unknown.len().min(left.iter().filter(|found| found.format == "QR").count())
}

/// Control characters and outer blanks do not count; EAN-13, UPC-A and UPC-E are compared as 13 digits.
fn is_same(code: &Code, found: &Found) -> bool {
    if (code.format == "QR") != (found.format == "QR") {
        return false;
    }
    if code.format == "QR" {
        // Without an ECI a symbol's bytes are anybody's guess; the usual one is to take UTF-8 for Latin-1.
        let bytes: Option<Vec<u8>> = found.text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
        let guessed = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        return [Some(found.text.clone()), guessed].into_iter().flatten().any(|text| plain(&text) == plain(&code.text));
    }
    number(&code.format, &code.text) == number(&found.format, &found.text)
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && *c != '\u{feff}').collect::<String>().trim().to_owned()
}

/// What two ways of writing the same number have in common.
fn number(format: &str, text: &str) -> (&'static str, String) {
    let text = text.trim();
    match format {
        "EAN13" | "UPCA" => ("GTIN", format!("{text:0>13}")),
        "UPCE" => ("GTIN", format!("{:0>13}", long(text).unwrap_or_else(|| text.to_owned()))),
        "EAN8" => ("EAN8", text.trim_start_matches("00000").to_owned()),
        _ => ("CODE128", text.chars().filter(|c| !c.is_control() && !"()".contains(*c)).collect()),
    }
}

/// The UPC-A that a UPC-E stands for: the last of its six digits says where the zeros were. None of one that is told in
/// its long form already.
fn long(short: &str) -> Option<String> {
    (short.len() == 8).then_some(())?;
    let (system, digits, check) = (short.get(..1)?, short.get(1..7)?, short.get(7..8)?);
    let body = match digits.as_bytes()[5] {
        zeros @ b'0'..=b'2' => format!("{}{}0000{}", &digits[..2], char::from(zeros), &digits[2..5]),
        b'3' => format!("{}00000{}", &digits[..3], &digits[3..5]),
        b'4' => format!("{}00000{}", &digits[..4], &digits[4..5]),
        last => format!("{}0000{}", &digits[..5], char::from(last)),
    };
    Some(format!("{system}{body}{check}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(format: &str, text: &str, found_format: &str, found: &str) -> bool {
        let code = Code { format: format.into(), text: text.into() };
        is_same(&code, &Found { format: found_format.into(), text: found.into() })
    }

    #[test]
    fn one_article_number_in_three_symbols_is_the_same() {
        assert!(same("UPCA", "036000291452", "EAN13", "0036000291452"));
        assert!(same("UPCE", "04252614", "UPCA", "042100005264"));
        assert!(same("UPCE", "04252614", "UPCE", "0042100005264"));
        assert!(!same("UPCA", "036000291452", "EAN13", "0036000291453"));
        assert!(!same("QR", "036000291452", "UPCA", "036000291452"));
    }

    #[test]
    fn each_code_is_counted_once_and_one_without_a_text_by_any_other() {
        let code = |text: &str| Code { format: "QR".into(), text: text.into() };
        let codes = vec![code("a"), code("a"), code(""), code("b")];
        let picture = Looked::holding(codes);
        let found = |texts: &[&str]| -> Vec<Found> {
            texts.iter().map(|text| Found { format: "QR".into(), text: (*text).into() }).collect()
        };
        assert_eq!(count(&picture, &found(&["a"])), 1);
        assert_eq!(count(&picture, &found(&["a", "c", "d"])), 2);
        assert_eq!(count(&picture, &found(&["a", "a", "b", "c"])), 4);
    }

    #[test]
    fn control_characters_do_not_count_and_letters_do() {
        assert!(same("QR", "a\u{1d}b ", "QR", "ab"));
        assert!(same("QR", "für", "QR", "fÃ¼r"));
        assert!(!same("CODE128", "ABC", "CODE128", "ABD"));
    }
}
