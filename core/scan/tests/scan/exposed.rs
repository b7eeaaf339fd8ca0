//! Codes that no frame of a film shows well enough, and what several show together.

use petpro_scan::{Frame, Job, Picture, Purpose, Session};

use super::dim::{lying, numbers, text};
use super::draw::decoder;

/// Thirty a second.
const FRAME_MS: u64 = 33;
const BLURS: usize = 4;
const LIGHT: f32 = 0.05;
const NOISE: f32 = 2.6;

/// The nth frame of a film: noise of its own, and a hand that moves.
fn frame(text: &str, nth: u64, seed: u64) -> Picture {
    let mut number = numbers(seed * 1_000 + nth + 1);
    let mut near = |middle: usize| middle + number() as usize % 3;
    lying(text, (near(250), near(150)), BLURS, LIGHT, NOISE, seed * 1_000 + nth)
}

fn session() -> Session<petpro_scan::Pipeline> {
    Session::new(decoder(), Job::film(Purpose::Clinic))
}

/// What a session is told of each frame.
fn told<'a>(frames: impl IntoIterator<Item = (u64, Picture)> + 'a) -> Vec<Vec<String>> {
    let mut session = session();
    let texts = |(at_ms, picture): (u64, Picture)| {
        let seen = session.see(Frame { at_ms, ..picture.frame() });
        seen.accepted.into_iter().map(|read| read.text).collect()
    };
    frames.into_iter().map(texts).collect()
}

/// The first `count` frames of a film, so far apart.
fn film(seed: u64, count: u64, apart_ms: u64) -> impl Iterator<Item = (u64, Picture)> {
    let text = text(seed);
    (0..count).map(move |nth| (nth * apart_ms, frame(&text, nth, seed)))
}

/// covers: S0-117
#[test]
fn what_noise_hides_in_each_frame_several_show_together() {
    for seed in 1..=6 {
        let alone = (0..8).filter(|&nth| !told([(0, frame(&text(seed), nth, seed))])[0].is_empty()).count();
        let together = told(film(seed, 8, FRAME_MS));
        assert_eq!(together.concat(), [text(seed)], "{seed}: once, and nothing else");
        assert!(alone <= 1, "{seed}: {alone} of 8 frames are enough by themselves: this proves nothing");
    }
}

#[test]
fn frames_too_far_apart_are_not_added_up() {
    for seed in 1..=3 {
        assert!(told(film(seed, 8, 501)).concat().is_empty(), "{seed}");
    }
}

#[test]
fn one_frame_seen_many_times_says_no_more_than_once() {
    for seed in 1..=3 {
        let picture = frame(&text(seed), 0, seed);
        let again = (0..8).map(|_| (0, Picture { luma: picture.luma.clone(), ..picture }));
        assert!(told(again).concat().is_empty(), "{seed}");
    }
}

/// A pass is signed anew every half minute: the letters of its first layer stay.
#[test]
fn a_code_that_follows_another_is_read_and_never_a_mixture() {
    for seed in 1..=4 {
        let before = text(seed);
        let after = format!("{}{}", &before[..230], &text(seed + 100)[230..]);
        let frames = (0..20).map(|nth| {
            let text = if nth < 10 { &before } else { &after };
            (nth * FRAME_MS, frame(text, nth, seed))
        });
        let told = told(frames);
        assert_eq!(told.concat(), [before, after], "{seed}: {told:?}");
        assert!(told[..10].iter().any(|told| !told.is_empty()), "{seed}: the first while it is there");
    }
}

#[test]
fn two_codes_that_take_turns_are_both_read_and_never_mixed() {
    for seed in 1..=3 {
        let codes = [text(seed), text(seed + 50)];
        let frames = (0..16).map(|nth| (nth * FRAME_MS, frame(&codes[nth as usize % 2], nth, seed)));
        let mut told = told(frames).concat();
        told.sort_by_key(|told| codes.iter().position(|code| code == told));
        assert_eq!(told, codes, "{seed}");
    }
}

#[test]
fn noise_is_never_a_text_however_many_frames_there_are() {
    for seed in 1..=2 {
        let mut number = numbers(seed);
        let mut grain = || (0..4).map(|_| number() % 8).sum::<u64>() as u8;
        let mut noise = || Picture { luma: (0..640 * 480).map(|_| grain()).collect(), width: 640, height: 480 };
        assert!(told((0..15).map(|nth| (nth * FRAME_MS, noise()))).concat().is_empty(), "{seed}");
    }
}

#[test]
fn a_still_picture_has_nothing_of_the_film_before_it() {
    let text = text(1);
    let mut session = session();
    session.see(frame(&text, 0, 1).frame());
    for nth in 1..4 {
        let still = session.still(Frame { at_ms: nth * FRAME_MS, ..frame(&text, nth, 1).frame() });
        assert!(still.accepted.is_empty(), "{nth}");
    }
}
