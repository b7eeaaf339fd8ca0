//! What a session believes over the frames of a film.

use petpro_scan::{Format, Frame, Hint, Picture, Seen, Session};

use super::draw::{code, session};

fn at(picture: &Picture, at_ms: u64) -> Frame<'_> {
    Frame { at_ms, ..picture.frame() }
}

fn texts(seen: Seen) -> Vec<String> {
    seen.accepted.into_iter().map(|read| read.text).collect()
}

const A: &str = "9520000000011";
const B: &str = "4006381333931";

#[test]
fn a_linear_code_is_believed_when_two_frames_agree() {
    let (mut session, a) = (session(), code(Format::Ean13, A));
    assert_eq!(texts(session.see(at(&a, 0))), [""; 0]);
    assert_eq!(texts(session.see(at(&a, 40))), [A]);
}

#[test]
fn a_qr_code_is_believed_at_once() {
    assert_eq!(texts(session().see(code(Format::Qr, "PETPRO").frame())), ["PETPRO"]);
}

#[test]
fn short_symbols_need_three_frames() {
    for (format, text) in [(Format::Ean8, "96385074"), (Format::UpcE, "01234565"), (Format::Code128, "AB12")] {
        let (mut session, picture) = (session(), code(format, text));
        let told: Vec<_> = (0..3).map(|i| texts(session.see(at(&picture, i * 40)))).collect();
        assert_eq!(told, [vec![], vec![], vec![text.to_owned()]], "{}", format.name());
    }
}

#[test]
fn frames_more_than_a_second_apart_do_not_agree() {
    let (mut session, a) = (session(), code(Format::Ean13, A));
    assert_eq!(texts(session.see(at(&a, 0))), [""; 0]);
    assert_eq!(texts(session.see(at(&a, 1_001))), [""; 0]);
}

#[test]
fn a_text_with_half_the_votes_keeps_the_other_from_being_believed() {
    let (mut session, a, b) = (session(), code(Format::Ean13, A), code(Format::Ean13, B));
    session.see(at(&b, 0));
    session.see(at(&a, 40));
    assert_eq!(texts(session.see(at(&a, 80))), [""; 0], "two votes against one");
    assert_eq!(texts(session.see(at(&a, 120))), [A], "three against one");
}

#[test]
fn what_was_told_is_told_again_only_after_two_seconds_out_of_sight() {
    let (mut session, a) = (session(), code(Format::Ean13, A));
    session.see(at(&a, 0));
    assert_eq!(texts(session.see(at(&a, 40))), [A]);
    for ms in (80..4_000).step_by(500) {
        assert_eq!(texts(session.see(at(&a, ms))), [""; 0], "still in sight at {ms} ms");
    }
    let later = 3_580 + 2_000;
    session.see(at(&a, later));
    assert_eq!(texts(session.see(at(&a, later + 40))), [A]);
}

#[test]
fn a_upc_a_and_the_ean_13_it_also_is_vote_together() {
    // The same symbol, read once by each name.
    let mut session = Session::new(Names(0), petpro_scan::Job::film(petpro_scan::Purpose::Product));
    let picture = code(Format::UpcA, "036000291452");
    session.see(at(&picture, 0));
    assert_eq!(session.see(at(&picture, 40)).accepted.len(), 1);
}

struct Names(u32);

impl petpro_scan::Decoder for Names {
    fn decode(&mut self, _: Frame<'_>, _: &petpro_scan::Job, out: &mut Vec<petpro_scan::Read>) -> petpro_scan::Stats {
        let (format, text) = [(Format::UpcA, "036000291452"), (Format::Ean13, "0036000291452")][self.0 as usize % 2];
        self.0 += 1;
        out.push(super::never_invent::read(format, text));
        petpro_scan::Stats::default()
    }
}

#[test]
fn a_dark_picture_and_a_blurred_one_say_what_to_do() {
    let night = Picture { luma: vec![20; 64 * 64], width: 64, height: 64 };
    assert_eq!(session().see(night.frame()).stats.hint, Some(Hint::TooDark));
    let slope = (0..400 * 100).map(|i| (i % 400 / 2) as u8).collect();
    let blurred = Picture { luma: slope, width: 400, height: 100 };
    assert_eq!(session().see(blurred.frame()).stats.hint, Some(Hint::Blurred));
}

/// A decoder that says where it was told to look, and reads where it is told to.
struct Asked(std::sync::mpsc::Sender<Option<petpro_scan::Region>>, std::rc::Rc<std::cell::Cell<bool>>);

impl petpro_scan::Decoder for Asked {
    fn decode(&mut self, _: Frame<'_>, job: &petpro_scan::Job, out: &mut Vec<petpro_scan::Read>) -> petpro_scan::Stats {
        self.0.send(job.region).expect("somebody listens");
        if self.1.get() {
            let corners = [(100.0, 100.0), (140.0, 100.0), (140.0, 140.0), (100.0, 140.0)];
            let corners = corners.map(|(x, y)| petpro_scan::Point { x, y });
            out.push(petpro_scan::Read { corners, ..super::never_invent::read(Format::Qr, "HERE") });
        }
        petpro_scan::Stats::default()
    }
}

#[test]
fn a_code_is_looked_for_where_it_last_was_and_then_everywhere() {
    let (told, asked) = std::sync::mpsc::channel();
    let there = std::rc::Rc::new(std::cell::Cell::new(true));
    let job = petpro_scan::Job::film(petpro_scan::Purpose::Any);
    let mut session = Session::new(Asked(told, there.clone()), job);
    let picture = super::draw::noise(400, 300, 3);
    let mut look = |at_ms| {
        session.see(at(&picture, at_ms));
        asked.try_iter().collect::<Vec<_>>()
    };
    let near = Some(petpro_scan::Region { x: 80, y: 80, width: 80, height: 80 });
    assert_eq!(look(0), [None]);
    assert_eq!(look(40), [near], "half its side around it");
    there.set(false);
    assert_eq!(look(80), [near, None], "gone from there");
    assert_eq!(look(120), [None], "nowhere known");
    there.set(true);
    assert_eq!(look(160), [None]);
    assert_eq!(look(900), [None], "too long ago");
}

#[test]
fn a_code_of_too_few_pixels_asks_to_come_closer() {
    use petpro_scan::{Job, Purpose};
    // Twelve pixels of five modules, and ink that a thumb has wiped: too little is left of the correction.
    let mut symbol = petpro_scan::symbol(Format::Qr, &"petpro ".repeat(30)).unwrap();
    let wide = symbol.width;
    let middle = wide / 3..2 * wide / 3;
    let wiped = middle.clone().flat_map(|y| middle.clone().map(move |x| (y * wide + x) as usize));
    wiped.for_each(|at| symbol.dark[at] ^= at % 3 == 0);
    let large = super::draw::paper(&symbol, 12);
    let scale = 5;
    let (width, height) = (large.width / scale, large.height / scale);
    let mean = |x: u32, y: u32| {
        let sum: u32 =
            (0..25).map(|i| u32::from(large.luma[((y * 5 + i / 5) * large.width + x * 5 + i % 5) as usize])).sum();
        (sum / 25) as u8
    };
    let luma = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| mean(x, y));
    let small = Picture { luma: luma.collect(), width, height };
    let mut session = Session::new(super::draw::decoder(), Job::film(Purpose::Clinic));
    let seen = session.see(small.frame());
    assert_eq!((seen.accepted.len(), seen.stats.hint), (0, Some(Hint::TooSmall)));
}
