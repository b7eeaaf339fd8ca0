//! Dense codes in a dim room: a few grey levels between paper and ink, and noise that is a good part of them.

use petpro_scan::{Correction, Job, Picture, Purpose, Session, qr_symbol};

use super::draw::{decoder, paper};

/// Numbers that look random (xorshift).
pub(super) fn numbers(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state >> 11
    }
}

/// About what a clinic's pass is: 61 modules a side with letters and digits at level M.
pub(super) fn text(seed: u64) -> String {
    let mut number = numbers(seed);
    let letters = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    (0..340).map(|_| char::from(letters[number() as usize % letters.len()])).collect()
}

/// A sheet on a table, three pixels a module; smoothed so often by 1, 2, 1, in so much of the light, with noise of so many
/// grey levels.
fn photographed(text: &str, blurs: usize, light: f32, noise: f32, seed: u64) -> Picture {
    lying(text, (250, 150), blurs, light, noise, seed)
}

/// The same with the sheet's top left corner at this pixel.
pub(super) fn lying(
    text: &str,
    (left, top): (usize, usize),
    blurs: usize,
    light: f32,
    noise: f32,
    seed: u64,
) -> Picture {
    const WIDTH: usize = 800;
    const HEIGHT: usize = 600;
    let symbol = qr_symbol(text, Correction::Medium).expect("it fits");
    assert_eq!(symbol.width, 61);
    let sheet = paper(&symbol, 3);
    let mut values = vec![120.0 * light; WIDTH * HEIGHT];
    for (nth, row) in sheet.luma.chunks(sheet.width as usize).enumerate() {
        let at = (top + nth) * WIDTH + left;
        values[at..at + row.len()].iter_mut().zip(row).for_each(|(value, &pixel)| *value = f32::from(pixel) * light);
    }
    for step in [1, WIDTH].repeat(blurs) {
        let before = values.clone();
        for at in step..values.len() - step {
            values[at] = (before[at - step] + 2.0 * before[at] + before[at + step]) / 4.0;
        }
    }
    let mut number = numbers(seed);
    // The sum of twelve even ones less their mean has a deviation of 1.
    let mut grain = || (0..12).map(|_| (number() % 1_000) as f32 / 1_000.0).sum::<f32>() - 6.0;
    let luma = values.into_iter().map(|value| (value + noise * grain()).clamp(0.0, 255.0) as u8);
    Picture { luma: luma.collect(), width: WIDTH as u32, height: HEIGHT as u32 }
}

/// How many of eight are read in one look; none may be read wrong.
fn read(blurs: usize, light: f32, noise: f32) -> usize {
    let mut session = Session::new(decoder(), Job::still(Purpose::Clinic));
    let mut is_read = |seed: u64| {
        let text = text(seed);
        let seen = session.still(photographed(&text, blurs, light, noise, seed).frame()).accepted;
        assert!(seen.iter().all(|read| read.text == text));
        !seen.is_empty()
    };
    (1..=8).filter(|&seed| is_read(seed)).count()
}

#[test]
fn a_dense_code_is_read_under_noise_of_a_quarter_of_its_contrast() {
    let read = read(1, 0.15, 8.0);
    assert!(read >= 7, "{read} of 8");
}

#[test]
fn a_dense_code_is_read_blurred_and_in_a_twelfth_of_the_light() {
    let read = read(3, 0.08, 3.5);
    assert!(read >= 7, "{read} of 8");
}

#[test]
fn noise_in_the_dark_is_never_a_text() {
    for seed in 1..=6 {
        let mut number = numbers(seed);
        let mut grain = || (0..4).map(|_| number() % 8).sum::<u64>() as u8;
        let picture = Picture { luma: (0..640 * 480).map(|_| grain()).collect(), width: 640, height: 480 };
        let seen = Session::new(decoder(), Job::still(Purpose::Any)).still(picture.frame()).accepted;
        assert!(seen.is_empty(), "{seed}: {seen:?}");
    }
}
