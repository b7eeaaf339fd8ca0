//! Frames that no camera gives, and what a session makes of them: nothing, and the next frame as if nothing had been.

use petpro_scan::{Format, Frame, Picture, Seen, Session};

use super::draw::{code, noise, session};

fn is_empty(seen: &Seen) -> bool {
    seen.accepted.is_empty() && !seen.stats.panicked
}

#[test]
fn a_frame_that_lies_about_its_size_counts_as_empty() {
    let good = code(Format::Qr, "PETPRO");
    let Picture { luma, width, height } = &good;
    let mut session = session();
    let lies = [
        Frame { stride: *width as usize - 1, ..good.frame() }, // rows that overlap
        Frame { stride: usize::MAX, ..good.frame() },
        Frame { height: height + 1, ..good.frame() },
        Frame { height: u32::MAX, ..good.frame() },
        Frame { luma: &luma[..luma.len() - 1], ..good.frame() },
        Frame { luma: &[], ..good.frame() },
        Frame { width: 0, ..good.frame() },
    ];
    for lie in lies {
        assert!(is_empty(&session.see(lie)) && is_empty(&session.still(lie)), "{}x{}", lie.width, lie.height);
    }
    assert_eq!(session.still(good.frame()).accepted.len(), 1, "the session lives on");
}

#[test]
fn one_session_takes_frames_of_every_size_one_after_the_other() {
    let good = code(Format::Ean13, "9520000000011");
    let mut session = session();
    for (width, height) in [(1, 1), (1, 900), (900, 1), (2, 2), (40, 3), (1_000, 41), (41, 1_000), (63, 65), (640, 481)]
    {
        let stripes = (0..width * height).map(|i| if i % width / 2 % 2 == 0 { 20 } else { 220 });
        for picture in [noise(width, height, 7), Picture { luma: stripes.collect(), width, height }] {
            assert!(is_empty(&session.still(picture.frame())) && is_empty(&session.see(picture.frame())));
        }
        assert_eq!(session.still(good.frame()).accepted.len(), 1, "after {width}x{height}");
    }
}

/// A session whose buffers are of an old size looks only where the new frame is.
#[test]
fn a_code_that_was_seen_is_not_looked_for_outside_of_a_smaller_frame() {
    let (large, small) = (code(Format::Qr, &"PETPRO ".repeat(40)), code(Format::Qr, "SMALL"));
    let mut session: Session<_> = session();
    assert_eq!(session.see(large.frame()).accepted.len(), 1);
    let seen = session.see(Frame { at_ms: 40, ..small.frame() });
    assert_eq!(seen.accepted.first().map(|read| read.text.as_str()), Some("SMALL"));
}
