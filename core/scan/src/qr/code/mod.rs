//! From the modules of a symbol to what it holds: ISO/IEC 18004, without a pixel.

mod correct;
mod format;
mod layout;
mod letters;
mod modules;
mod text;
mod words;

pub(super) use format::version;
pub(super) use layout::{LARGEST, Version};
pub(super) use modules::Modules;
pub(super) use text::Content;

use format::Format;
use text::Spelling;
use words::Words;

/// Reads symbols; owns its buffers.
#[derive(Default)]
pub(super) struct Code {
    words: Words,
    spelling: Spelling,
}

impl Code {
    /// What the modules hold. `harder`: words of which some module is nearly grey may count as unknown, which puts twice
    /// as many of them right; the text must then be whole to its last bit.
    pub fn read(&mut self, modules: &Modules, harder: bool) -> Option<Content> {
        let version = Version::of_side(modules.side)?;
        let Self { words, spelling } = self;
        Format::of(modules).into_iter().flatten().find_map(|format| {
            let is_right = words.read(modules, version, format, harder);
            is_right.then(|| spelling.read(&words.data, version, harder)).flatten()
        })
    }

    /// The words of data of the symbol that was read last.
    pub fn data(&self) -> &[u8] {
        &self.words.data
    }
}

#[cfg(test)]
mod tests {
    use rxing::common::BitMatrix;
    use rxing::qrcode::cpp_port::decoder::Decode;
    use rxing::{BarcodeFormat, EncodeHints, MultiFormatWriter, Writer};

    use super::*;

    const TEXT: &str = "PETPRO/42";

    /// Drawn by rxing: a version, a level (its letter) and a mask.
    fn drawn(text: &str, version: u8, level: &str, mask: u8) -> Modules {
        let hints = EncodeHints {
            Margin: Some("0".into()),
            ErrorCorrection: Some(level.into()),
            QrVersion: Some(version.to_string()),
            QrMaskPattern: Some(mask.to_string()),
            ..EncodeHints::default()
        };
        let matrix = MultiFormatWriter.encode_with_hints(text, &BarcodeFormat::QR_CODE, 1, 1, &hints).unwrap();
        assert_eq!(matrix.width() as usize, Version(version).side());
        let mut modules = Modules::default();
        modules.fill(matrix.width() as usize, |x, y| if matrix.get(x as u32, y as u32) { -1.0 } else { 1.0 });
        modules
    }

    /// Numbers that look random (xorshift).
    fn numbers(mut seed: u64) -> impl FnMut(usize) -> usize {
        move |below| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (seed >> 11) as usize % below
        }
    }

    /// Turns so many modules over; their light is `faint`.
    fn damaged(modules: &Modules, count: usize, faint: f32, number: &mut impl FnMut(usize) -> usize) -> Modules {
        let n = modules.side;
        let hit: Vec<usize> = (0..count).map(|_| number(n * n)).collect();
        let light = |x: usize, y: usize| if hit.contains(&(y * n + x)) { -faint } else { 1.0 } * modules.light(x, y);
        let mut out = Modules::default();
        out.fill(n, light);
        out
    }

    fn text(modules: &Modules, harder: bool) -> Option<String> {
        Code::default().read(modules, harder).map(|content| content.text)
    }

    fn theirs(modules: &Modules) -> Option<String> {
        let mut bits = BitMatrix::with_single_dimension(modules.side as u32).unwrap();
        let all = (0..modules.side).flat_map(|y| (0..modules.side).map(move |x| (x, y)));
        all.filter(|&(x, y)| modules.light(x, y) < 0.0).for_each(|(x, y)| bits.set(x as u32, y as u32));
        Decode(&bits).ok().filter(|read| read.isValid()).map(|read| read.text())
    }

    #[test]
    fn every_version_level_and_mask_is_read_with_as_much_damage_as_it_may_have() {
        let mut number = numbers(7);
        for version in 1..=40 {
            for level in ["L", "M", "Q", "H"] {
                // The smallest hold less.
                let text = if version == 1 { &TEXT[..6] } else { TEXT };
                let mask = (version + level.as_bytes()[0]) % 8;
                let whole = drawn(text, version, level, mask);
                assert_eq!(super::tests::text(&whole, false).as_deref(), Some(text), "{version}-{level} mask {mask}");
                // As many modules as the weakest block can lose, in the worst case all of them its own.
                let most = if version == 1 { 2 } else { 5 };
                for _ in 0..3 {
                    let damaged = damaged(&whole, most, 1.0, &mut number);
                    assert_eq!(super::tests::text(&damaged, false).as_deref(), Some(text), "{version}-{level}");
                }
            }
        }
    }

    #[test]
    fn all_masks_are_taken_off() {
        for mask in 0..8 {
            for version in [1, 2, 7, 14] {
                let text = &TEXT[..6];
                assert_eq!(super::tests::text(&drawn(text, version, "M", mask), false).as_deref(), Some(text));
            }
        }
    }

    #[test]
    fn what_rxing_reads_of_damaged_modules_is_read_and_more() {
        let (mut number, mut ours, mut theirs) = (numbers(42), 0, 0);
        for version in [1, 2, 3, 5, 7, 10, 17] {
            for level in ["L", "M", "Q", "H"] {
                let whole = drawn(&TEXT[..6], version, level, 3);
                for part in 1..=12 {
                    let damaged = damaged(&whole, whole.side * whole.side * part / 100, 0.3, &mut number);
                    let them = super::tests::theirs(&damaged);
                    let us = text(&damaged, false);
                    assert!(them.is_none() || them == us, "{version}-{level} {part}: {them:?} {us:?}");
                    let us = us.or_else(|| text(&damaged, true));
                    assert!(us.as_ref().is_none_or(|us| us == &TEXT[..6]), "{version}-{level} {part}: {us:?}");
                    theirs += usize::from(them.is_some());
                    ours += usize::from(us.is_some());
                }
            }
        }
        assert!(ours * 2 > theirs * 3, "{ours} to {theirs}");
    }

    #[test]
    fn noise_is_never_a_text() {
        let (mut number, mut code) = (numbers(3), Code::default());
        for nth in 0..2_000u16 {
            let mut modules = Modules::default();
            modules.fill(Version(1 + (nth % 4) as u8).side(), |_, _| number(2_001) as f32 / 1_000.0 - 1.0);
            assert_eq!(code.read(&modules, false), None);
            assert_eq!(code.read(&modules, true), None);
        }
    }
}
