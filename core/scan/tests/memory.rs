//! What a session asks of memory. A binary of its own, and one test: the counters are those of the whole process.
#![allow(clippy::unwrap_used, reason = "helpers of tests: a panic is the report")]

use std::time::Duration;

use petpro_scan::{Format, Frame, Job, Picture, Pipeline, Purpose, Session, symbol};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static COUNTING: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

/// The code's modules four pixels wide on a table of this size.
fn frame(format: Format, text: &str, width: u32, height: u32) -> Picture {
    let code = symbol(format, text).unwrap();
    let rows = if code.height == 1 { 60 } else { code.height };
    let dark = |x: u32, y: u32| {
        let (x, y) = ((x / 4).checked_sub(40), (y / 4).checked_sub(40));
        x.zip(y).is_some_and(|(x, y)| x < code.width && y < rows && code.is_dark(x, y.min(code.height - 1)))
    };
    let luma =
        (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| if dark(x, y) { 20 } else { 210 });
    Picture { luma: luma.collect(), width, height }
}

fn texture(width: u32, height: u32) -> Picture {
    let level =
        |x: u32, y: u32| 90 + ((x * 7) ^ (y * 13)) % 61 + if (x / 40 + y / 25).is_multiple_of(2) { 60 } else { 0 };
    let luma = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| level(x, y) as u8);
    Picture { luma: luma.collect(), width, height }
}

/// In a room so dark that what is left is a few grey levels, with as much noise (xorshift), and with a thumb on the code: its
/// squares are seen and its frames added up, its text is not.
fn in_the_dark(picture: Picture) -> Picture {
    let mut number = 0x9e37_79b9_7f4a_7c15u64;
    let mut grain = || {
        number ^= number << 13;
        number ^= number >> 7;
        number ^= number << 17;
        (0..4).map(|nth| (number >> (8 * nth)) as u8 % 8).sum::<u8>() / 2
    };
    let thumb = |i: usize| (220..360).contains(&(i % 1280)) && (220..360).contains(&(i / 1280));
    let light = |(i, &pixel): (usize, &u8)| if thumb(i) { 5 } else { pixel / 24 };
    let luma = picture.luma.iter().enumerate().map(|pixel| light(pixel) + grain()).collect();
    Picture { luma, ..picture }
}

#[test]
fn a_warm_session_asks_for_next_to_no_memory_and_keeps_a_bounded_amount() {
    let mut session = Session::new(Pipeline::new(Box::new(|| Duration::ZERO)), Job::film(Purpose::Any));
    let mut at_ms = 0;
    for (name, picture, most) in [
        ("no code", texture(1280, 720), 0),
        ("a bar code", frame(Format::Ean13, "9520000000011", 1280, 720), 20),
        ("a QR code", frame(Format::Qr, "https://petpro.example/c/jp-0042", 1280, 720), 20),
        ("a long QR code", frame(Format::Qr, &"PETPRO ".repeat(90), 1280, 720), 20),
        ("a code in the dark", in_the_dark(frame(Format::Qr, &"PETPRO ".repeat(60), 1280, 720)), 0),
        ("a long bar code", frame(Format::Code128, "PETPRO-0042", 1280, 720), 20),
    ] {
        let mut look = || {
            at_ms += 40;
            let before = Region::new(&INSTRUMENTED_SYSTEM);
            session.see(Frame { at_ms, ..picture.frame() });
            let change = before.change();
            change.allocations + change.reallocations
        };
        let warm = (0..4).map(|_| look()).last();
        assert!(warm.is_some_and(|count| count <= most), "{name}: {warm:?}");
    }

    let luma: Vec<u8> = (0..100_000_000u32).map(|i| if ((i / 10_000) ^ i) % 64 < 32 { 30 } else { 220 }).collect();
    let before = Region::new(&INSTRUMENTED_SYSTEM);
    let mut fresh = Session::new(Pipeline::new(Box::new(|| Duration::ZERO)), Job::still(Purpose::Any));
    assert!(fresh.still(Frame::packed(&luma, 10_000, 10_000)).accepted.is_empty());
    let change = before.change();
    let kept = change.bytes_allocated as i64 + change.bytes_reallocated as i64 - change.bytes_deallocated as i64;
    assert!(kept < 64 << 20, "{} MiB over a frame of 100 megapixels", kept >> 20);
}
