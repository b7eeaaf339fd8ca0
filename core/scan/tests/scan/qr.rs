//! QR codes written bit by bit: what no writer makes, and what people put before a camera all the same.

use petpro_scan::{Effort, Fnc1, Format, Job, Part, Picture, Purpose, Session, Symbol, symbol};

use super::draw::{decoder, paper};

/// A version 1 symbol of correction level L (19 words of data, 7 of correction) under mask 0 with these bits.
fn version_1(bits: &str) -> Symbol {
    let mut bits: Vec<bool> = bits.chars().filter(|c| !c.is_whitespace()).map(|c| c == '1').collect();
    bits.resize((bits.len() + 4).min(152), false); // the end
    bits.resize(bits.len().next_multiple_of(8), false);
    let mut words: Vec<u8> =
        bits.chunks(8).map(|byte| byte.iter().fold(0, |sum, &bit| sum << 1 | u8::from(bit))).collect();
    words.extend([0xec, 0x11].into_iter().cycle().take(19 - words.len()));
    words.extend(correction(&words));
    let mut dark = vec![None; 21 * 21];
    let mut set = |x: usize, y: usize, is_dark: bool| dark[y * 21 + x] = Some(is_dark);
    for (left, top) in [(0, 0), (14, 0), (0, 14)] {
        for (x, y) in (0..8).flat_map(|y| (0..8).map(move |x| (x, y))) {
            // A light line beside each square, inwards.
            let (px, py) = (if left == 0 { x } else { left + x - 1 }, if top == 0 { y } else { top + y - 1 });
            let (dx, dy) = ((px as i32 - left as i32 - 3).abs(), (py as i32 - top as i32 - 3).abs());
            set(px, py, ![2, 4].contains(&dx.max(dy)));
        }
    }
    for along in 8..13 {
        set(along, 6, along % 2 == 0);
        set(6, along, along % 2 == 0);
    }
    let format = 0b111_0111_1100_0100u16; // level L, mask 0
    for i in 0..15 {
        let bit = format >> i & 1 == 1;
        let (x, y) = match i {
            0..=5 => (8, i),
            6 => (8, 7),
            7 => (8, 8),
            8 => (7, 8),
            _ => (14 - i, 8),
        };
        set(x, y, bit);
        let (x, y) = if i < 8 { (20 - i, 8) } else { (8, 14 + i - 8) };
        set(x, y, bit);
    }
    set(8, 13, true);
    let mut data = words.iter().flat_map(|word| (0..8).rev().map(move |bit| word >> bit & 1 == 1));
    for (nth, right) in [20, 18, 16, 14, 12, 10, 8, 5, 3, 1].into_iter().enumerate() {
        for step in 0..21 {
            let y = if nth % 2 == 0 { 20 - step } else { step };
            for x in [right, right - 1] {
                let module = &mut dark[y * 21 + x];
                if module.is_none() {
                    *module = Some(data.next().unwrap_or(false) != (x + y).is_multiple_of(2));
                }
            }
        }
    }
    assert_eq!(data.next(), None);
    Symbol { width: 21, height: 21, dark: dark.into_iter().map(Option::unwrap).collect() }
}

/// Seven words of Reed-Solomon over GF(256) with 0x11d.
fn correction(words: &[u8]) -> [u8; 7] {
    let times = |a: u8, b: u8| {
        (0..8).rev().fold(0u8, |sum, bit| {
            let doubled = sum << 1 ^ if sum & 0x80 == 0 { 0 } else { 0x1d };
            doubled ^ if b >> bit & 1 == 1 { a } else { 0 }
        })
    };
    let mut generator = vec![1u8];
    let mut root = 1;
    for _ in 0..7 {
        let mut next = vec![0; generator.len() + 1];
        for (i, &of) in generator.iter().enumerate() {
            next[i] ^= of;
            next[i + 1] ^= times(of, root);
        }
        (generator, root) = (next, times(root, 2));
    }
    let mut rest = [0; 7];
    for &word in words {
        let factor = word ^ rest[0];
        rest.rotate_left(1);
        rest[6] = 0;
        rest.iter_mut().zip(&generator[1..]).for_each(|(rest, &of)| *rest ^= times(of, factor));
    }
    rest
}

fn bytes(text: &[u8]) -> String {
    text.iter().map(|byte| format!("{byte:08b}")).collect()
}

fn read(picture: &Picture) -> petpro_scan::Read {
    let job = Job { effort: Effort::Thorough, ..Job::film(Purpose::Clinic) };
    let mut seen = Session::new(decoder(), job).still(picture.frame()).accepted;
    assert_eq!(seen.len(), 1);
    seen.remove(0)
}

#[test]
fn a_part_of_a_structured_append_tells_which_one_it_is() {
    let code = version_1(&format!("0011 0010 0011 01011010 0100 00000011 {}", bytes(b"abc")));
    let read = read(&paper(&code, 4));
    assert_eq!((read.text.as_str(), read.part), ("abc", Some(Part { index: 2, count: 4, parity: 0x5a })));
}

#[test]
fn a_code_of_its_own_is_no_part() {
    assert_eq!(read(&paper(&version_1(&format!("0100 00000011 {}", bytes(b"abc"))), 4)).part, None);
}

#[test]
fn kanji_are_read_in_their_own_mode() {
    // The example of the standard: 0x935F and 0xE4AA.
    let code = version_1("1000 00000010 0110110011111 1101010101010");
    assert_eq!(read(&paper(&code, 4)).text, "点茗");
}

#[test]
fn an_eci_says_which_letters_the_bytes_are() {
    let utf_8 = version_1(&format!("0111 00011010 0100 00000110 {}", bytes("犬猫".as_bytes())));
    assert_eq!(read(&paper(&utf_8, 4)).text, "犬猫");
    let greek = version_1(&format!("0111 00001001 0100 00000011 {}", bytes(&[0xe1, 0xe2, 0xe3])));
    assert_eq!(read(&paper(&greek, 4)).text, "αβγ");
}

#[test]
fn a_function_character_in_front_makes_it_gs1() {
    let code = version_1(&format!("0101 0100 00000100 {}", bytes(b"0195")));
    let read = read(&paper(&code, 4));
    assert_eq!((read.text.as_str(), read.fnc1), ("0195", Some(Fnc1::First)));
}

#[test]
fn bytes_that_are_no_text_in_any_alphabet_are_still_an_answer() {
    let code = version_1(&format!("0100 00000100 {}", bytes(&[0xff, 0xfe, 0x80, 0x41])));
    assert!(!read(&paper(&code, 4)).text.is_empty());
}

#[test]
fn a_mirrored_code_is_read() {
    let code = symbol(Format::Qr, "PETPRO").unwrap();
    let at = |i: u32| code.is_dark(code.width - 1 - i % code.width, i / code.width);
    let mirrored = Symbol { dark: (0..code.width * code.height).map(at).collect(), ..code.clone() };
    assert_eq!(read(&paper(&mirrored, 4)).text, "PETPRO");
}

#[test]
fn a_light_code_on_dark_paper_is_read_and_said_to_be_one() {
    let mut picture = paper(&symbol(Format::Qr, "PETPRO").unwrap(), 4);
    picture.luma.iter_mut().for_each(|pixel| *pixel = 255 - *pixel);
    let read = read(&picture);
    assert_eq!((read.text.as_str(), read.inverted), ("PETPRO", true));
}

#[test]
fn the_longest_number_is_read() {
    let digits: String = (0..7_089).map(|i| char::from(b'0' + (i * 7 % 10) as u8)).collect();
    let job = Job::still(Purpose::Clinic);
    let picture = paper(&symbol(Format::Qr, &digits).unwrap(), 4);
    let seen = Session::new(decoder(), job).still(picture.frame()).accepted;
    assert_eq!(seen.iter().map(|read| read.text.as_str()).collect::<Vec<_>>(), [digits]);
}

/// Drawn by an encoder that is neither ours nor rxing's, turned by this angle and seen from the side: a corner is nearer
/// than the one opposite of it.
fn tilted(text: &str, version: i16, level: qrcode::EcLevel, angle: f32) -> Picture {
    let code = qrcode::QrCode::with_version(text, qrcode::Version::Normal(version), level).expect("a text it holds");
    let (modules, colors) = (code.width() as f32, code.to_colors());
    let size = (modules * 4.2 * 1.5) as u32 + 60;
    let middle = size as f32 / 2.0;
    let dark = |x: f32, y: f32| {
        let (x, y) = (x - middle, y - middle);
        let depth = 1.0 + 0.15 * (x + y) / middle;
        let (x, y) = (x / depth / 4.2, y / depth / 4.2);
        let (u, v) =
            (x * angle.cos() + y * angle.sin() + modules / 2.0, y * angle.cos() - x * angle.sin() + modules / 2.0);
        let inside = (0.0..modules).contains(&u) && (0.0..modules).contains(&v);
        inside && colors[v as usize * modules as usize + u as usize] == qrcode::Color::Dark
    };
    let level = |x: u32, y: u32| {
        let parts = [0.125, 0.375, 0.625, 0.875];
        let count = parts.iter().flat_map(|dx| parts.map(|dy| dark(x as f32 + dx, y as f32 + dy))).filter(|&dark| dark);
        230 - 12 * count.count() as u8
    };
    let luma = (0..size).flat_map(|y| (0..size).map(move |x| (x, y))).map(|(x, y)| level(x, y)).collect();
    Picture { luma, width: size, height: size }
}

#[test]
fn versions_of_all_sizes_are_read_turned_and_from_the_side() {
    let levels = [qrcode::EcLevel::L, qrcode::EcLevel::M, qrcode::EcLevel::Q, qrcode::EcLevel::H];
    for version in [1, 2, 3, 6, 7, 10, 14, 20, 25, 27, 32, 38i16] {
        let level = levels[version as usize % 4];
        let text = if version == 1 { "PETPRO".to_owned() } else { "PETPRO 42 ".repeat(version as usize / 2 + 1) };
        let picture = tilted(&text, version, level, 0.37 * f32::from(version));
        let seen = Session::new(decoder(), Job::still(Purpose::Clinic)).still(picture.frame()).accepted;
        assert_eq!(seen.iter().map(|read| read.text.as_str()).collect::<Vec<_>>(), [text], "version {version}");
    }
}

#[test]
fn several_codes_of_a_picture_are_all_read() {
    let parts = ["FIRST", "SECOND", "THIRD"].map(|text| paper(&symbol(Format::Qr, text).unwrap(), 3));
    let (width, height) = (parts[0].width, parts[0].height);
    let luma = parts.iter().flat_map(|part| part.luma.iter().copied()).collect();
    let all = Picture { luma, width, height: 3 * height };
    let job = Job { max_codes: 9, ..Job::still(Purpose::Clinic) };
    let mut texts: Vec<_> =
        Session::new(decoder(), job).still(all.frame()).accepted.into_iter().map(|r| r.text).collect();
    texts.sort();
    assert_eq!(texts, ["FIRST", "SECOND", "THIRD"]);
}
