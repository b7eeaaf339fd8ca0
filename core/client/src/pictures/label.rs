//! Labels to print: a code with the white it needs around it, as SVG or PNG.

use std::fmt::Write;

use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
use petpro_domain::Code;
use petpro_domain::gtin::{Gtin, GtinError};
use petpro_domain::scanned::{Elements, Microchip};
use petpro_scan::{Correction, Format, Picture, Symbol, qr_symbol, symbol};

use crate::error::{Error, Result};

/// A code that is ready to be printed.
#[derive(Clone, Debug)]
pub struct Label {
    /// What carries the text.
    pub format: Format,
    /// As a scanner gives it back: with its check digit, without FNC1 in front.
    pub text: String,
    symbol: Symbol,
    /// White modules on each side.
    quiet: u32,
    /// Height of the dark part, in modules.
    rows: u32,
}

/// Pixels of a module that a PNG may have; the largest QR code is then 3,700 pixels wide.
pub const SCALES: std::ops::RangeInclusive<u32> = 1..=20;
/// In a Code 128 this character stands for FNC1.
const FNC1: &str = "\u{f1}";
/// Width of a printed module, mm: EAN at full size, and what a phone still reads of a QR code at arm's length.
const LINEAR_MM: f32 = 0.33;
/// See [`LINEAR_MM`].
const QR_MM: f32 = 0.5;

impl Label {
    /// EAN and UPC digits with their check digit or without it, which then is added; any text as QR; ASCII as Code 128.
    /// Without a format: digits of goods as EAN or UPC, a microchip's number as Code 128, anything else as QR.
    ///
    /// `gtin-check-digit`, `barcode-format` and `label-text` say why there is none.
    pub fn new(format: Option<Format>, text: &str) -> Result<Self> {
        let format = format.unwrap_or_else(|| fitting(text));
        let text = match format {
            Format::Ean13 => goods(text, 13)?,
            Format::Ean8 => goods(text, 8)?,
            Format::UpcA => goods(text, 12)?,
            Format::UpcE => upc_e(text)?,
            Format::Code128 if !text.is_ascii() => return Err(unfit(format)),
            Format::Code128 | Format::Qr => text.to_owned(),
        };
        Self::drawn(format, text.clone(), &text)
    }

    /// A GS1-128 of an element string without its first FNC1, 0x1D between its fields; `gs1-format` where it is none.
    pub fn gs1(text: &str) -> Result<Self> {
        let wrong = |error: petpro_domain::scanned::Gs1Error| Error::caused(error.code(), "no GS1 label", error);
        Elements::read(text).map_err(wrong)?;
        if !text.is_ascii() {
            return Err(unfit(Format::Code128));
        }
        Self::drawn(Format::Code128, text.to_owned(), &format!("{FNC1}{}", text.replace('\u{1d}', FNC1)))
    }

    /// A pass, with the correction that a picture of a screen needs.
    pub fn pass(text: &str) -> Result<Self> {
        let symbol = qr_symbol(text, Correction::Medium);
        let symbol = symbol.map_err(|error| Error::caused(Code::LabelText, "not drawn", error))?;
        Ok(Self { format: Format::Qr, text: text.into(), quiet: 4, rows: symbol.height, symbol })
    }

    /// For a terminal: two rows of modules a line, light on dark, so that a phone reads it from the screen.
    pub fn letters(&self) -> Vec<String> {
        let (width, height) = self.size();
        let letter = |x: u32, y: u32| match (self.is_dark(x, y), y + 1 < height && !self.is_dark(x, y + 1)) {
            (false, true) => '█',
            (false, false) => '▀',
            (true, true) => '▄',
            (true, false) => ' ',
        };
        (0..height).step_by(2).map(|y| (0..width).map(|x| letter(x, y)).collect()).collect()
    }

    /// Runs of dark modules, `(x, y, width)`, in modules with the white around them.
    pub(super) fn runs(&self) -> Vec<(u32, u32, u32)> {
        let (width, mut runs) = (self.size().0, Vec::new());
        for y in 0..self.symbol.height {
            let (top, mut x) = (y + self.quiet, 0);
            while x < width {
                let run = (x..width).take_while(|x| self.is_dark(*x, top)).count() as u32;
                if run > 0 {
                    runs.push((x, top, run));
                }
                x += run.max(1);
            }
        }
        runs
    }

    fn drawn(format: Format, text: String, content: &str) -> Result<Self> {
        if content.is_empty() {
            return Err(unfit(format));
        }
        let symbol = symbol(format, content).map_err(|error| Error::caused(Code::LabelText, "not drawn", error))?;
        // The standards ask for 7 to 11 white modules beside bars and for 4 around a QR code.
        let (quiet, rows) = if symbol.height == 1 { (11, 60) } else { (4, symbol.height) };
        Ok(Self { format, text, symbol, quiet, rows })
    }

    fn is_dark(&self, x: u32, y: u32) -> bool {
        let inside = x.checked_sub(self.quiet).zip(y.checked_sub(self.quiet));
        inside.is_some_and(|(x, y)| {
            x < self.symbol.width && y < self.rows && self.symbol.is_dark(x, y.min(self.symbol.height - 1))
        })
    }

    /// Width and height with the white around it, in modules.
    pub fn size(&self) -> (u32, u32) {
        (self.symbol.width + 2 * self.quiet, self.rows + 2 * self.quiet)
    }

    /// What a scanner sees of it, `scale` pixels a module ([`SCALES`]).
    pub fn picture(&self, scale: u32) -> Picture {
        let scale = scale.clamp(*SCALES.start(), *SCALES.end());
        let (width, height) = (self.size().0 * scale, self.size().1 * scale);
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x / scale, y / scale)));
        let luma = pixels.map(|(x, y)| if self.is_dark(x, y) { 0 } else { 255 }).collect();
        Picture { luma, width, height }
    }

    /// The same as a file.
    pub fn png(&self, scale: u32) -> Result<Vec<u8>> {
        let Picture { luma, width, height } = self.picture(scale);
        let mut out = Vec::new();
        let written = PngEncoder::new(&mut out).write_image(&luma, width, height, ExtendedColorType::L8);
        written.map_err(|error| Error::caused(Code::Internal, "a picture in memory", error))?;
        Ok(out)
    }

    /// An SVG path over everything dark, one unit a module.
    pub fn path(&self) -> String {
        let tall = if self.symbol.height == 1 { self.rows } else { 1 };
        let mut path = String::new();
        for (x, y, run) in self.runs() {
            // Into a String: this cannot fail.
            let _ = write!(path, "M{x} {y}h{run}v{tall}h-{run}z");
        }
        path
    }

    /// In millimetres, the digits below the bars.
    pub fn svg(&self) -> String {
        let (width, height) = self.size();
        let caption = if self.format == Format::Qr { String::new() } else { escaped(&self.text) };
        let mm = if self.format == Format::Qr { QR_MM } else { LINEAR_MM };
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{:.2}mm\" height=\"{:.2}mm\" \
             viewBox=\"0 0 {width} {height}\" shape-rendering=\"crispEdges\">\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/><path d=\"",
            width as f32 * mm,
            height as f32 * mm
        );
        svg.push_str(&self.path());
        svg.push_str("\"/>");
        if !caption.is_empty() {
            let (x, y) = (width / 2, height - 2);
            let _ = write!(
                svg,
                "<text x=\"{x}\" y=\"{y}\" font-family=\"monospace\" font-size=\"9\" text-anchor=\"middle\">{caption}</text>"
            );
        }
        svg.push_str("</svg>\n");
        svg
    }
}

/// What carries a text best.
fn fitting(text: &str) -> Format {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    match text.len() {
        13 if digits && Gtin::parse(text).is_ok() => Format::Ean13,
        12 if digits && Gtin::parse(text).is_ok() => Format::UpcA,
        12 if digits => Format::Ean13,
        8 if digits && padded(text).is_ok() => Format::Ean8,
        15 if Microchip::parse(text).is_some() => Format::Code128,
        _ => Format::Qr,
    }
}

/// So many digits, the last of which may be missing.
fn goods(text: &str, length: usize) -> Result<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let gtin = match digits.len() {
        n if n == length => padded(&digits),
        n if n + 1 == length => Gtin::complete(&digits),
        _ => Err(GtinError::Format),
    };
    Ok(gtin.map_err(unreadable)?.as_str()[14 - length..].to_owned())
}

/// Eight digits that begin with 0 can be a UPC-E; with zeros in front they are what they are.
fn padded(digits: &str) -> std::result::Result<Gtin, GtinError> {
    Gtin::parse(&format!("{digits:0>14}"))
}

/// Number system and six digits; the check digit is that of the UPC-A it stands for.
fn upc_e(text: &str) -> Result<String> {
    let whole = |digits: String| Gtin::upc_e(&digits).map(|_| digits);
    let found = match text.len() {
        7 => (0..=9).find_map(|check| whole(format!("{text}{check}")).ok()).ok_or(GtinError::Format),
        _ => whole(text.to_owned()),
    };
    found.map_err(unreadable)
}

fn unreadable(error: GtinError) -> Error {
    Error::caused(error.code(), "not the digits of this kind of label", error)
}

fn unfit(format: Format) -> Error {
    Error::new(Code::LabelText, format!("{} cannot hold this text", format.name()))
}

/// For XML; a control character has no place in it.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{Caps, Job, Purpose, Read, Scanner, from_bytes};
    use super::*;

    /// What our own scanner reads of the PNG.
    fn read(label: &Label) -> Read {
        let picture = from_bytes(&label.png(3).unwrap(), Caps::default()).unwrap();
        let mut seen = Scanner::new(Job::still(Purpose::Any)).still(&picture).accepted;
        assert_eq!(seen.len(), 1, "{label:?}");
        seen.remove(0)
    }

    fn refused(format: Format, text: &str) -> Code {
        Label::new(Some(format), text).unwrap_err().code()
    }

    /// covers: S0-019
    #[test]
    fn every_label_is_read_back_as_what_was_asked_for() {
        for (format, text) in [
            (Format::Ean13, "9520000000011"),
            (Format::Ean8, "96385074"),
            (Format::UpcA, "036000291452"),
            (Format::UpcE, "01234565"),
            (Format::Code128, "PETPRO-2026 <&>"),
            (Format::Code128, "985141000123456"),
            (Format::Qr, "petpro:1:product:01970000-0000-7000-8000-000000000001"),
            (Format::Qr, "犬のおやつ 🐕"),
        ] {
            let label = Label::new(Some(format), text).unwrap();
            let read = read(&label);
            let upc = |format: Format, text: &str| match format {
                Format::UpcA => (Format::Ean13, format!("0{text}")),
                format => (format, text.to_owned()),
            };
            assert_eq!(upc(read.format, &read.text), upc(format, text));
        }
    }

    #[test]
    fn a_gs1_label_is_read_back_with_its_function_characters() {
        let text = "010952000000001110L7\u{1d}17261231";
        let read = read(&Label::gs1(text).unwrap());
        assert_eq!((read.text.as_str(), read.fnc1), (text, Some(petpro_scan::Fnc1::First)));
        assert_eq!(Label::gs1("0109520000000012").unwrap_err().code(), Code::GtinCheckDigit);
        assert_eq!(Label::gs1("hello").unwrap_err().code(), Code::Gs1Format);
    }

    #[test]
    fn a_missing_check_digit_is_added_and_a_wrong_one_refused() {
        for (format, short, whole) in [
            (Format::Ean13, "952000000001", "9520000000011"),
            (Format::Ean8, "9638507", "96385074"),
            (Format::UpcA, "03600029145", "036000291452"),
            (Format::UpcE, "0123456", "01234565"),
        ] {
            assert_eq!(Label::new(Some(format), short).unwrap().text, whole);
        }
        assert_eq!(refused(Format::Ean13, "9520000000012"), Code::GtinCheckDigit);
        assert_eq!(refused(Format::Ean13, "96385074"), Code::BarcodeFormat);
        assert_eq!(refused(Format::UpcE, "21234565"), Code::BarcodeFormat);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(refused(Format::Code128, "鮭"), Code::LabelText);
        assert_eq!(refused(Format::Code128, ""), Code::LabelText);
        assert_eq!(refused(Format::Qr, ""), Code::LabelText);
        assert_eq!(refused(Format::Qr, &"7".repeat(7_090)), Code::LabelText, "one digit more than the largest holds");
    }

    #[test]
    fn without_a_format_the_text_says_which() {
        for (text, format) in [
            ("9520000000011", Format::Ean13),
            ("952000000001", Format::Ean13),
            ("036000291452", Format::UpcA),
            ("96385074", Format::Ean8),
            ("392123456789012", Format::Code128),
            ("9520000000012", Format::Qr),
            ("hello", Format::Qr),
        ] {
            assert_eq!(Label::new(None, text).unwrap().format, format, "{text}");
        }
    }

    #[test]
    fn the_svg_has_every_dark_module_and_the_text_cannot_break_out() {
        let label = Label::new(Some(Format::Code128), "</text><script>&").unwrap();
        let svg = label.svg();
        assert!(svg.contains("&lt;/text&gt;&lt;script&gt;&amp;</text>") && !svg.contains("<script"), "{svg}");
        let drawn = svg.split("<path").nth(1).unwrap_or_default();
        let runs = drawn.split('M').skip(1).map(|run| {
            let width = run.split_once('h').and_then(|(_, rest)| rest.split_once('v')).map(|(width, _)| width);
            width.and_then(|width| width.parse::<u32>().ok()).unwrap()
        });
        let all = (0..label.symbol.width).filter(|x| label.symbol.is_dark(*x, 0)).count();
        assert_eq!(runs.sum::<u32>() as usize, all);
    }
}
