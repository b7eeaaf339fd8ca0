//! Nothing is reported that is not there.

use petpro_scan::{Decoder, Format, Frame, Job, Picture, Purpose, Read, Session, Stats, symbol};

use super::draw::{code, decoder, noise, paper, session};

pub fn read(format: Format, text: &str) -> Read {
    Read {
        format,
        text: text.into(),
        raw: Vec::new(),
        fnc1: None,
        part: None,
        add_on: None,
        corners: Default::default(),
        lines: 9,
        frames: 1,
        inverted: false,
    }
}

/// A decoder that says the same of every frame.
struct Says(Vec<Read>);

impl Decoder for Says {
    fn decode(&mut self, _: Frame<'_>, _: &Job, out: &mut Vec<Read>) -> Stats {
        out.extend(self.0.iter().cloned());
        Stats::default()
    }
}

#[test]
fn empty_and_noisy_frames_give_nothing() {
    let flat = |value| Picture { luma: vec![value; 320 * 240], width: 320, height: 240 };
    let mut pictures = vec![flat(0), flat(255), flat(128), flat(7)];
    pictures.extend((1..=8).map(|seed| noise(320, 240, seed)));
    let mut session = session();
    for (i, picture) in pictures.iter().enumerate() {
        assert_eq!(session.still(picture.frame()).accepted, [], "picture {i}");
        for ms in 0..4 {
            assert_eq!(session.see(Frame { at_ms: ms * 40, ..picture.frame() }).accepted, [], "picture {i}");
        }
    }
}

#[test]
fn frames_of_no_or_hardly_any_pixels_give_nothing() {
    for (width, height) in [(0, 0), (1, 1), (1, 400), (400, 1), (7, 7), (39, 41)] {
        let picture = noise(width, height, 5);
        assert_eq!(session().still(picture.frame()).accepted, [], "{width}x{height}");
    }
    let cut = Frame::packed(&[0, 255, 0], 2, 2);
    assert_eq!(session().see(cut).accepted, []);
}

/// covers: S0-119
#[test]
fn a_symbol_whose_check_digit_is_wrong_is_never_reported() {
    // The last digit of an EAN-13 is modules 85 to 91: taken from another number it no longer adds up.
    let mut wrong = symbol(Format::Ean13, "9520000000011").unwrap();
    let other = symbol(Format::Ean13, "9520000000035").unwrap();
    wrong.dark[85..92].copy_from_slice(&other.dark[85..92]);
    assert_eq!(session().still(paper(&wrong, 3).frame()).accepted, []);
}

/// covers: S0-119
#[test]
fn a_decoder_that_reports_a_wrong_check_digit_is_not_believed() {
    let wrong = [(Format::Ean13, "9520000000012"), (Format::UpcA, "036000291453"), (Format::UpcE, "01234566")];
    let lies = wrong.into_iter().chain([(Format::Ean8, "96385075"), (Format::Code128, "")]);
    let mut session = Session::new(
        Says(lies.map(|(format, text)| read(format, text)).collect()),
        Job { max_codes: 9, ..Job::film(Purpose::Any) },
    );
    let picture = code(Format::Ean13, "9520000000011");
    for ms in 0..5 {
        assert_eq!(session.see(Frame { at_ms: ms * 40, ..picture.frame() }).accepted, []);
    }
    assert_eq!(session.still(picture.frame()).accepted, []);
}

#[test]
fn a_still_picture_is_believed_only_when_another_sampling_grid_agrees() {
    /// Reads something else at every size.
    struct Chance;
    impl Decoder for Chance {
        fn decode(&mut self, frame: Frame<'_>, _: &Job, out: &mut Vec<Read>) -> Stats {
            let text = if frame.width.is_multiple_of(2) { "9520000000011" } else { "4006381333931" };
            out.push(read(Format::Ean13, text));
            Stats::default()
        }
    }
    let picture = noise(310, 200, 3); // 0.9 of 310 is odd
    assert_eq!(Session::new(Chance, Job::still(Purpose::Any)).still(picture.frame()).accepted, []);
}

#[test]
fn a_panicking_decoder_counts_as_an_empty_frame_and_the_session_lives_on() {
    struct Panics(u32);
    impl Decoder for Panics {
        fn decode(&mut self, _: Frame<'_>, _: &Job, out: &mut Vec<Read>) -> Stats {
            self.0 += 1;
            out.push(read(Format::Qr, "half done"));
            assert!(self.0 > 1, "index out of bounds, as decoders do");
            Stats::default()
        }
    }
    let (mut session, picture) = (Session::new(Panics(0), Job::film(Purpose::Any)), noise(64, 64, 1));
    let first = session.see(picture.frame());
    assert!(first.stats.panicked && first.accepted.is_empty());
    assert_eq!(session.see(picture.frame()).accepted.len(), 1);
}

/// The fixture that made one build of rxing panic.
#[test]
fn an_all_black_frame_of_any_size_does_not_panic() {
    for (width, height) in [(1, 1), (39, 39), (40, 40), (41, 43), (640, 480), (1280, 720)] {
        let black = Picture { luma: vec![0; (width * height) as usize], width, height };
        let mut out = Vec::new();
        let stats = decoder().decode(black.frame(), &Job::still(Purpose::Any), &mut out);
        assert!(out.is_empty() && !stats.skipped, "{width}x{height}");
    }
}
