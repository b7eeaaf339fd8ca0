//! The flat label: paper, lines of print, the code with its quiet zone.

use petpro_scan::Symbol;

use super::rng::Rng;

/// Luma of ink and paper, row by row; colour comes from the light.
pub struct Label {
    pub width: u32,
    pub height: u32,
    pub luma: Vec<u8>,
}

/// Pixels of a module on the label; the camera brings it down to three or four.
pub const MODULE: u32 = 6;
const QUIET: u32 = 11;
const PRINT: u32 = 30;

/// The code below some lines that look like print from a distance.
pub fn print(code: &Symbol, rng: &mut Rng) -> Label {
    let rows = if code.height == 1 { 45 } else { code.height };
    let (width, height) = (code.width + 2 * QUIET, rows + 2 * QUIET + PRINT);
    let (paper, ink) = (rng.between(225.0, 250.0) as u8, rng.between(15.0, 45.0) as u8);
    let words: Vec<Vec<bool>> = (0..4).map(|_| line_of_words(width, rng)).collect();
    let dark = |x: u32, y: u32| {
        if y < PRINT {
            // Four lines, each four modules high and three apart.
            let (line, within) = ((y / 7) as usize, y % 7);
            return line > 0 && within < 4 && words.get(line).is_some_and(|line| line[x as usize]);
        }
        let (x, y) = (x.checked_sub(QUIET), (y - PRINT).checked_sub(QUIET));
        x.zip(y).is_some_and(|(x, y)| x < code.width && y < rows && code.is_dark(x, y.min(code.height - 1)))
    };
    let (w, h) = (width * MODULE, height * MODULE);
    let luma = (0..h).flat_map(|y| (0..w).map(move |x| (x / MODULE, y / MODULE)));
    Label { width: w, height: h, luma: luma.map(|(x, y)| if dark(x, y) { ink } else { paper }).collect() }
}

fn line_of_words(width: u32, rng: &mut Rng) -> Vec<bool> {
    let mut line = vec![false; width as usize];
    let mut at = 8;
    while at + 20 < width as usize {
        let word = rng.between(4.0, 14.0) as usize;
        for letter in (at..at + word).step_by(2) {
            line[letter] = true;
        }
        at += word + 4;
    }
    line
}

impl Label {
    /// Bilinear, between pixel centres; `None` beside the label.
    pub fn at(&self, x: f32, y: f32) -> Option<f32> {
        let inside = x >= 0.0 && y >= 0.0 && x < self.width as f32 && y < self.height as f32;
        inside.then(|| {
            let (x, y) = ((x - 0.5).max(0.0), (y - 0.5).max(0.0));
            let (x0, y0) = (x as usize, y as usize);
            let pixel = |x: usize, y: usize| {
                let (x, y) = (x.min(self.width as usize - 1), y.min(self.height as usize - 1));
                f32::from(self.luma[y * self.width as usize + x])
            };
            let (fx, fy) = (x.fract(), y.fract());
            let mix = |a: f32, b: f32, f: f32| a * (1.0 - f) + b * f;
            mix(mix(pixel(x0, y0), pixel(x0 + 1, y0), fx), mix(pixel(x0, y0 + 1), pixel(x0 + 1, y0 + 1), fx), fy)
        })
    }
}
