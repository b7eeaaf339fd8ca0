//! What strangers put before the camera, and what they hand over as a file.

use std::path::{Path, PathBuf};

use petpro_client::Code;
use petpro_client::pictures::{Caps, Format, Frame, Job, Label, Picture, Purpose, Read, Rotation, Scanner, from_bytes};
use petpro_domain::scanned::{Carrier, PREVIEW, Scanned};
use petpro_tests::strangers::{DOORS, Door};
use qrcode::{Color, QrCode};

fn read(picture: &Picture) -> Vec<Read> {
    Scanner::new(Job::still(Purpose::Any)).still(picture).accepted
}

/// Drawn by an encoder that is not ours: it takes any bytes.
fn qr(bytes: &[u8]) -> Picture {
    const SCALE: usize = 4;
    let code = QrCode::new(bytes).unwrap();
    let (modules, side) = (code.width(), (code.width() + 8) * SCALE);
    let colors = code.into_colors();
    let dark = |x: usize, y: usize| {
        let (x, y) = ((x / SCALE).checked_sub(4), (y / SCALE).checked_sub(4));
        x.zip(y).is_some_and(|(x, y)| x < modules && y < modules && colors[y * modules + x] == Color::Dark)
    };
    let luma = (0..side * side).map(|at| if dark(at % side, at / side) { 0 } else { 255 }).collect();
    Picture { luma, width: side as u32, height: side as u32 }
}

/// What a screen shows of a QR code with these bytes.
fn shown(bytes: &[u8]) -> String {
    let reads = read(&qr(bytes));
    assert_eq!(reads.len(), 1, "one code is read");
    match Scanned::read(&reads[0].text, Carrier::Qr) {
        Ok(Scanned::Unrecognized(preview)) => preview,
        other => panic!("{other:?}"),
    }
}

/// covers: S0-132
#[test]
fn a_qr_code_whose_bytes_are_no_utf_8_is_plain_text() {
    let shown = shown(b"open \xff\xfe\x80\xc3( sesame");
    assert!(shown.starts_with("open ") && shown.ends_with(" sesame"), "{shown}");
    assert!(!shown.chars().any(char::is_control), "{shown:?}");
}

#[test]
fn control_characters_and_right_to_left_overrides_are_harmless_to_look_at() {
    let shown = shown("pay\u{202e}gpj.exe\u{0}\u{7}\u{1b}[2J\r\n\u{2066}now".as_bytes());
    assert_eq!(shown, "paygpj.exe   [2J  now");
}

#[test]
fn the_largest_qr_code_there_is_becomes_one_line() {
    let digits = "7".repeat(7_089);
    let label = Label::new(Some(Format::Qr), &digits).unwrap();
    let reads = read(&label.picture(4));
    assert_eq!(reads.iter().map(|read| read.text.as_str()).collect::<Vec<_>>(), [digits.as_str()]);
    let Ok(Scanned::Unrecognized(preview)) = Scanned::read(&reads[0].text, Carrier::Qr) else { panic!("text") };
    assert_eq!(preview.chars().count(), PREVIEW);
}

#[test]
fn frames_that_hold_nothing_or_less_than_they_say_give_nothing() {
    let (black, white) = (vec![0; 640 * 480], vec![255; 640 * 480]);
    let frame = |luma, width, height, stride| Frame { luma, width, height, stride, rotation: Rotation::R90, at_ms: 0 };
    let mut scanner = Scanner::new(Job::film(Purpose::Any));
    for (what, frame) in [
        ("all black", frame(&black[..], 640, 480, 640)),
        ("all white", frame(&white, 640, 480, 640)),
        ("one pixel", frame(&white, 1, 1, 1)),
        ("one pixel high", frame(&black, 640, 1, 640)),
        ("one pixel wide", frame(&white, 1, 480, 640)),
        ("no pixel", frame(&[], 0, 0, 0)),
        ("a stride below its width", frame(&white, 640, 480, 639)),
        ("a row too few", frame(&white, 640, 481, 640)),
        ("sizes beyond memory", frame(&white, u32::MAX, u32::MAX, usize::MAX)),
    ] {
        let seen = scanner.see(frame);
        assert!(seen.accepted.is_empty() && !seen.stats.panicked, "{what}");
    }
}

#[test]
fn a_film_whose_frames_change_their_size_is_read_on() {
    let label = Label::new(None, "9520000000011").unwrap();
    let (near, far) = (label.picture(6), label.picture(2));
    let mut scanner = Scanner::new(Job::film(Purpose::Product));
    let mut texts = Vec::new();
    for (n, picture) in [&near, &far, &near, &far].into_iter().enumerate() {
        let seen = scanner.see(Frame { at_ms: n as u64 * 40, ..picture.frame() });
        assert!(!seen.stats.panicked);
        texts.extend(seen.accepted.into_iter().map(|read| read.text));
    }
    assert_eq!(texts, ["9520000000011"], "accepted once");
}

#[test]
fn a_png_that_claims_ten_thousand_by_ten_thousand_is_too_large() {
    let mut png = Label::new(None, "9520000000011").unwrap().png(2).unwrap();
    png[16..24].copy_from_slice(&[0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10]);
    let crc = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&crc.to_be_bytes());
    assert_eq!(from_bytes(&png, Caps::default()).unwrap_err().code(), Code::ImageTooLarge);
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

fn corpus(door: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(door);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

#[test]
fn every_input_that_was_ever_kept_passes_its_door() {
    for (name, door) in DOORS {
        let kept = corpus(name);
        assert!(!kept.is_empty(), "{name}");
        for (path, bytes) in kept {
            passes(door, &bytes, &path.display().to_string());
        }
    }
}

/// The fuzzer's little sister: the same doors, the same corpus, a thousand times fewer inputs.
#[test]
fn damaged_copies_of_the_corpus_pass_their_doors() {
    for (name, door) in DOORS {
        let kept = corpus(name);
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        let copies = match name {
            "frame" => 30,
            "picture" => 300,
            _ => 3_000,
        };
        for n in 0..copies {
            let mut bytes = kept[dice.below(kept.len())].1.clone();
            for _ in 0..=dice.below(6) {
                dice.damage(&mut bytes);
            }
            passes(door, &bytes, &format!("{name}, copy {n}: {:02x?}", &bytes[..bytes.len().min(64)]));
        }
    }
}

fn passes(door: Door, bytes: &[u8], what: &str) {
    let passed = std::panic::catch_unwind(|| door(bytes));
    assert!(passed.is_ok(), "{what}");
}

/// The same numbers on every machine (xorshift), so that what failed once is a test.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }

    /// A byte, a bit, a piece gone, a piece twice.
    fn damage(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len());
        let end = (at + 1 + self.below(16)).min(bytes.len());
        match self.below(5) {
            _ if bytes.is_empty() => bytes.push(self.below(256) as u8),
            0 => bytes[at] = self.below(256) as u8,
            1 => bytes[at] ^= 1 << self.below(8),
            2 => drop(bytes.drain(at..end)),
            3 => bytes.truncate(at),
            _ => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
}
