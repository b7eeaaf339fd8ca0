//! Plain frames with a code on them; photograph-like ones are the scene generator's (petpro-tests).

use std::time::Duration;

use petpro_scan::{Format, Job, Picture, Pipeline, Purpose, Session, Symbol, symbol};

/// One of each symbology, with a text it can hold.
pub const EACH: [(Format, &str); 6] = [
    (Format::Qr, "https://petpro.example/c/jp-0042"),
    (Format::Ean13, "9520000000011"),
    (Format::Ean8, "96385074"),
    (Format::UpcA, "036000291452"),
    (Format::UpcE, "01234565"),
    (Format::Code128, "PETPRO-2026"),
];

/// White paper with the code in its middle, `scale` pixels a module and ten modules around it.
pub fn paper(symbol: &Symbol, scale: u32) -> Picture {
    let rows = if symbol.height == 1 { 40 } else { symbol.height };
    let (width, height) = ((symbol.width + 20) * scale, (rows + 20) * scale);
    let dark = |x: u32, y: u32| {
        let (x, y) = ((x / scale).checked_sub(10), (y / scale).checked_sub(10));
        x.zip(y).is_some_and(|(x, y)| x < symbol.width && y < rows && symbol.is_dark(x, y.min(symbol.height - 1)))
    };
    let luma =
        (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| if dark(x, y) { 25 } else { 230 });
    Picture { luma: luma.collect(), width, height }
}

pub fn code(format: Format, text: &str) -> Picture {
    paper(&symbol(format, text).expect("a text of this format"), 3)
}

pub fn decoder() -> Pipeline {
    Pipeline::new(Box::new(|| Duration::ZERO))
}

pub fn session() -> Session<Pipeline> {
    Session::new(decoder(), Job::film(Purpose::Any))
}

/// Noise of a given seed (xorshift), the whole range of luma.
pub fn noise(width: u32, height: u32, mut seed: u64) -> Picture {
    let luma = (0..width * height).map(|_| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed as u8
    });
    Picture { luma: luma.collect(), width, height }
}
