//! What is on the picture is read, however the camera hands it over.

use petpro_scan::{Decoder, Fnc1, Format, Formats, Frame, Job, Picture, Purpose, Read, Region, Rotation};

use super::draw::{EACH, code, decoder, session};

fn reads(frame: Frame<'_>) -> Vec<Read> {
    let mut out = Vec::new();
    decoder().decode(frame, &Job::still(Purpose::Any), &mut out);
    out
}

/// covers: S0-019
#[test]
fn each_symbology_of_the_allow_list_is_read_from_a_still_picture() {
    for (format, text) in EACH {
        let seen = session().still(code(format, text).frame());
        let accepted: Vec<_> = seen.accepted.iter().map(|read| (read.format, read.text.as_str())).collect();
        assert_eq!(accepted, [(format, text)], "{}", format.name());
    }
}

/// A phone held sideways, a camera that pads its rows and cuts the last one short.
///
/// covers: S0-019
#[test]
fn rotation_stride_and_a_short_last_row_change_nothing() {
    for (format, text) in EACH {
        let Picture { luma, width, height } = code(format, text);
        let stride = width as usize + 13;
        let mut padded: Vec<u8> = luma.chunks(width as usize).flat_map(|row| [row, &[128; 13]].concat()).collect();
        padded.truncate(padded.len() - 13);
        for rotation in [Rotation::R0, Rotation::R90, Rotation::R180, Rotation::R270] {
            let frame = Frame { luma: &padded, width, height, stride, rotation, at_ms: 0 };
            assert!(reads(frame).iter().any(|read| read.text == text), "{} {rotation:?}", format.name());
        }
    }
}

#[test]
fn corners_lie_around_the_code_also_when_it_stands_on_end() {
    let upright = code(Format::Ean13, "9520000000011");
    for rotation in [Rotation::R0, Rotation::R90] {
        let reads = reads(Frame { rotation, ..upright.frame() });
        let (w, h) = match rotation {
            Rotation::R0 => (upright.width as f32, upright.height as f32),
            _ => (upright.height as f32, upright.width as f32),
        };
        let middle = |of: fn(&petpro_scan::Point) -> f32| reads[0].corners.iter().map(of).sum::<f32>() / 4.0;
        assert!((middle(|p| p.x) - w / 2.0).abs() < 0.1 * w, "{rotation:?} {:?}", reads[0].corners);
        assert!((middle(|p| p.y) - h / 2.0).abs() < 0.2 * h, "{rotation:?} {:?}", reads[0].corners);
    }
}

#[test]
fn corners_go_clockwise_from_the_top_left() {
    for (format, text) in EACH {
        let [a, b, c, d] = session().still(code(format, text).frame()).accepted[0].corners;
        let right = a.x < b.x && d.x < c.x;
        assert!(right && a.y <= d.y && b.y <= c.y, "{}: {:?}", format.name(), [a, b, c, d]);
    }
}

#[test]
fn only_what_was_asked_for_is_reported() {
    for (format, text) in EACH {
        let others: Vec<Format> = Format::ALL.into_iter().filter(|&other| other != format).collect();
        let job = Job { formats: Formats::of(&others), ..Job::still(Purpose::Any) };
        let mut session = petpro_scan::Session::new(decoder(), job);
        let accepted = session.still(code(format, text).frame()).accepted;
        // With UPC-A left out, its symbol is the EAN-13 it also is.
        let same = format == Format::UpcA && accepted.iter().all(|read| read.text == format!("0{text}"));
        assert!(accepted.is_empty() || same, "{}: {accepted:?}", format.name());
    }
}

#[test]
fn a_region_is_searched_alone_and_answers_in_the_whole_pictures_pixels() {
    let (left, right) = (code(Format::Ean13, "9520000000011"), code(Format::Ean13, "4006381333931"));
    let (w, h) = (left.width, left.height);
    let luma = (0..h as usize).flat_map(|y| {
        [&left.luma[y * w as usize..][..w as usize], &right.luma[y * w as usize..][..w as usize]].concat()
    });
    let both = Picture { luma: luma.collect(), width: 2 * w, height: h };
    let job = Job { region: Some(Region { x: w, y: 0, width: w, height: h }), ..Job::still(Purpose::Product) };
    let mut out = Vec::new();
    decoder().decode(both.frame(), &job, &mut out);
    assert_eq!(out[0].text, "4006381333931");
    assert!(out[0].corners.iter().all(|p| p.x > w as f32), "{:?}", out[0].corners);
}

#[test]
fn gs1_128_keeps_its_separators_and_says_where_the_function_character_stood() {
    // The encoder's own escape for FNC1.
    let text = "\u{f1}10LOT7\u{f1}21S1";
    let reads = reads(code(Format::Code128, text).frame());
    assert_eq!((reads[0].text.as_str(), reads[0].fnc1), ("10LOT7\u{1d}21S1", Some(Fnc1::First)));
}

/// FNC2 asks a reader to wait and FNC3 programs it: neither is text. FNC4 lifts the next letter into Latin-1.
#[test]
fn the_other_function_characters_of_code_128_are_no_text_or_lift_a_letter() {
    for (written, text) in
        [("PET\u{f2}PRO7", "PETPRO7"), ("\u{f3}PETPRO7", "PETPRO7"), ("PET\u{f4}APRO", "PET\u{c1}PRO")]
    {
        let reads = reads(code(Format::Code128, written).frame());
        assert_eq!(reads.iter().map(|read| read.text.as_str()).collect::<Vec<_>>(), [text]);
    }
}

#[test]
fn a_light_code_on_dark_is_read_from_a_still_picture() {
    let mut dark = code(Format::Qr, "PETPRO");
    dark.luma.iter_mut().for_each(|p| *p = 255 - *p);
    let accepted = session().still(dark.frame()).accepted;
    assert_eq!((accepted[0].text.as_str(), accepted[0].inverted), ("PETPRO", true));
}

#[test]
fn a_budget_that_is_used_up_starts_no_further_pass_and_says_so() {
    let ticks = std::cell::Cell::new(0);
    let clock = move || {
        ticks.set(ticks.get() + 1);
        std::time::Duration::from_millis(ticks.get())
    };
    let mut decoder = petpro_scan::Pipeline::new(Box::new(clock));
    let job = Job { budget_us: Some(1_000), ..Job::still(Purpose::Any) };
    let mut out = Vec::new();
    let stats = decoder.decode(code(Format::Ean13, "9520000000011").frame(), &job, &mut out);
    assert!(stats.skipped && out.is_empty());
}

/// Beside the symbol, nine modules away: "1 0" in sets B and A, "5 2 4 9 5" in sets B A B A A.
#[test]
fn two_and_five_digits_beside_a_symbol_are_told_apart_from_it() {
    let widths = |elements: &str| -> Vec<bool> {
        let element = |(nth, width): (usize, u8)| vec![nth % 2 == 0; usize::from(width - b'0')];
        elements.bytes().enumerate().flat_map(element).collect()
    };
    let two = ["112", "1222", "11", "3211"].concat();
    let five = ["112", "1321", "11", "2122", "11", "2311", "11", "3112", "11", "1231"].concat();
    for (format, text) in [(Format::Ean13, "9520000000011"), (Format::UpcA, "036000291452"), (Format::UpcE, "04252614")]
    {
        for (elements, digits) in [(&two, "10"), (&five, "52495")] {
            let mut symbol = petpro_scan::symbol(format, text).unwrap();
            symbol.dark.extend([false; 9]);
            symbol.dark.extend(widths(elements));
            symbol.width = symbol.dark.len() as u32;
            let picture = super::draw::paper(&symbol, 3);
            for rotation in [Rotation::R0, Rotation::R180] {
                let reads = reads(Frame { rotation, ..picture.frame() });
                let seen = (reads[0].text.as_str(), reads[0].add_on.as_deref());
                assert_eq!((reads.len(), seen), (1, (text, Some(digits))), "{} {rotation:?}", format.name());
            }
        }
    }
    assert_eq!(reads(code(Format::Ean13, "9520000000011").frame())[0].add_on, None);
}

/// Twelve megapixels of a plain table, and a hundredth of it a label.
#[test]
fn a_small_code_on_a_large_plain_table_is_read() {
    for format in [Format::Qr, Format::Ean13] {
        let (_, text) = EACH.into_iter().find(|(each, _)| *each == format).unwrap();
        let label = code(format, text);
        let (width, height) = (4_000, 3_000);
        let mut luma = vec![228; width * height];
        for (y, row) in label.luma.chunks(label.width as usize).enumerate() {
            luma[(1_900 + y) * width + 700..][..row.len()].copy_from_slice(row);
        }
        assert!((label.luma.len() as f32) < 0.011 * luma.len() as f32);
        let seen = session().still(Frame::packed(&luma, width as u32, height as u32));
        assert_eq!(
            seen.accepted.iter().map(|read| read.text.as_str()).collect::<Vec<_>>(),
            [text],
            "{}",
            format.name()
        );
    }
}
