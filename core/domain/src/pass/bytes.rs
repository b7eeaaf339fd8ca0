//! Fields in a row: numbers big-endian, texts with their length in one byte.

use crate::ids::Uuid;

/// Takes fields off the front. `None` where the bytes are over, or a text is not one.
pub struct Fields<'a>(pub &'a [u8]);

impl<'a> Fields<'a> {
    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (front, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*front)
    }

    pub fn u8(&mut self) -> Option<u8> {
        self.array().map(u8::from_be_bytes)
    }

    pub fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_be_bytes)
    }

    pub fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    pub fn id<T: From<Uuid>>(&mut self) -> Option<T> {
        self.array().map(|bytes| Uuid::from_bytes(bytes).into())
    }

    /// At most `most` bytes of UTF-8, nothing in it that moves a cursor.
    pub fn text(&mut self, most: usize) -> Option<String> {
        let length = usize::from(self.u8()?);
        let (front, rest) = self.0.split_at_checked(length)?;
        let text = std::str::from_utf8(front).ok()?;
        self.0 = rest;
        (length <= most && !text.chars().any(char::is_control)).then(|| text.to_owned())
    }

    /// Nothing is left.
    pub fn end(self) -> Option<()> {
        self.0.is_empty().then_some(())
    }
}

/// A text with its length in front, cut to `most` bytes (255 at most) between two characters; a name on a pass helps a
/// person to look up, it decides nothing.
pub fn put_text(text: &str, most: usize, out: &mut Vec<u8>) {
    let clean: String = text.chars().filter(|c| !c.is_control()).collect();
    let clean = &clean[..clean.floor_char_boundary(most)];
    out.push(clean.len() as u8);
    out.extend_from_slice(clean.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_between_two_characters() {
        let mut out = Vec::new();
        put_text("はなこさくらこ\u{7}", 10, &mut out);
        let mut fields = Fields(&out);
        assert_eq!(fields.text(10).as_deref(), Some("はなこ"));
        assert!(fields.end().is_some());
    }

    #[test]
    fn a_text_that_is_longer_than_it_may_be_or_not_whole_is_none() {
        assert_eq!(Fields(b"\x03abc").text(2), None);
        assert_eq!(Fields(b"\x04abc").text(9), None);
        assert_eq!(Fields(b"\x02\xc3\x28").text(9), None);
        assert_eq!(Fields(b"\x02a\x1b").text(9), None);
    }
}
