//! Which letters bytes stand for.

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

/// What the bytes of a text are: as an ECI says, or anybody's guess.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Letters {
    #[default]
    Unknown,
    /// Each byte is the character of this number.
    Latin1,
    /// The IBM PC's.
    Cp437,
    Of(&'static Encoding),
}

impl Letters {
    /// The assignment numbers of AIM's ECI register; any other one is a guess.
    pub fn of_eci(number: u32) -> Self {
        match number {
            0 | 2 => Self::Cp437,
            1 | 3 => Self::Latin1,
            4 => Self::named("iso-8859-2"),
            5 => Self::named("iso-8859-3"),
            6 => Self::named("iso-8859-4"),
            7 => Self::named("iso-8859-5"),
            8 => Self::named("iso-8859-6"),
            9 => Self::named("iso-8859-7"),
            10 => Self::named("iso-8859-8"),
            11 => Self::named("windows-1254"), // ISO 8859-9 and what Windows added
            12 => Self::named("iso-8859-10"),
            13 => Self::named("windows-874"), // ISO 8859-11, likewise
            15 => Self::named("iso-8859-13"),
            16 => Self::named("iso-8859-14"),
            17 => Self::named("iso-8859-15"),
            18 => Self::named("iso-8859-16"),
            20 => Self::Of(SHIFT_JIS),
            21 => Self::named("windows-1250"),
            22 => Self::named("windows-1251"),
            23 => Self::named("windows-1252"),
            24 => Self::named("windows-1256"),
            25 => Self::Of(UTF_16BE),
            26 | 27 | 170 => Self::Of(UTF_8), // ASCII is a part of it
            28 => Self::Of(BIG5),
            29 | 32 => Self::Of(GB18030),
            30 => Self::Of(EUC_KR),
            _ => Self::Unknown,
        }
    }

    fn named(label: &str) -> Self {
        Encoding::for_label(label.as_bytes()).map_or(Self::Unknown, Self::Of)
    }

    /// Appends what the bytes say.
    pub fn spell(self, bytes: &[u8], text: &mut String) {
        match self {
            Self::Unknown => guess(bytes).spell(bytes, text),
            Self::Latin1 => text.extend(bytes.iter().map(|&byte| char::from(byte))),
            Self::Cp437 => text.extend(bytes.iter().map(|&byte| match byte {
                0..=127 => char::from(byte),
                _ => CP437.chars().nth(usize::from(byte) - 128).unwrap_or(char::REPLACEMENT_CHARACTER),
            })),
            Self::Of(encoding) => text.push_str(&encoding.decode_with_bom_removal(bytes).0),
        }
    }
}

const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// Writers seldom say what their bytes are. UTF-8 proves itself; Shift JIS is taken where it fits and three of its letters
/// stand in a row; everything else is Latin-1, in which no byte is wrong.
fn guess(bytes: &[u8]) -> Letters {
    match bytes {
        [0xfe, 0xff, _, ..] => return Letters::Of(UTF_16BE),
        [0xff, 0xfe, _, ..] => return Letters::Of(UTF_16LE),
        _ if std::str::from_utf8(bytes).is_ok() => return Letters::Of(UTF_8),
        _ => {}
    }
    // Letters of two bytes, and katakana of half width: in a Latin text no three accents stand side by side.
    let (mut wide, mut half, mut longest, mut rest) = (0, 0, 0, bytes);
    while let [first, after @ ..] = rest {
        (rest, wide, half) = match (first, after) {
            (0x81..=0x9f | 0xe0..=0xfc, [0x40..=0x7e | 0x80..=0xfc, after @ ..]) => (after, wide + 1, 0),
            (0x80..=0xa0 | 0xe0..=0xff, _) => return Letters::Latin1,
            (0xa1..=0xdf, _) => (after, 0, half + 1),
            _ => (after, 0, 0),
        };
        longest = longest.max(wide).max(half);
    }
    // A byte below 0xa0 is no Latin letter either.
    let is_latin_too = bytes.iter().all(|byte| !(0x80..0xa0).contains(byte));
    if longest >= 3 || (longest > 0 && !is_latin_too) { Letters::Of(SHIFT_JIS) } else { Letters::Latin1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelt(bytes: &[u8]) -> String {
        let mut text = String::new();
        Letters::Unknown.spell(bytes, &mut text);
        text
    }

    #[test]
    fn bytes_without_a_name_are_utf_8_shift_jis_or_latin_1() {
        assert_eq!(spelt("für 犬".as_bytes()), "für 犬");
        assert_eq!(spelt(b"f\xfcr dich"), "für dich");
        assert_eq!(spelt(b"\x83\x6c\x83\x52\x82\xcc\x8d\xbb"), "ネコの砂");
        assert_eq!(spelt(b"\xc8\xba\xc9 QR"), "ﾈｺﾉ QR");
        assert_eq!(spelt(b"\xff\xfe\x80A"), "䆀");
    }

    #[test]
    fn the_old_alphabet_of_the_pc_has_all_its_letters() {
        assert_eq!(CP437.chars().count(), 128);
        let mut text = String::new();
        Letters::of_eci(2).spell(b"\x81\xe1", &mut text);
        assert_eq!(text, "üß");
    }
}
