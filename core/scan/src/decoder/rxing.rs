//! rxing as it comes, asked line by line: the reference decoder. Its reach and speed are what it has.

use std::collections::HashSet;

use rxing::common::HybridBinarizer;
use rxing::multi::MultipleBarcodeReader;
use rxing::oned::{Code128Reader, MultiFormatUPCEANReader, OneDReader};
use rxing::qrcode::QRCodeReader;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BarcodeFormat, BinaryBitmap, DecodeHints, Luma8Source, RXingResult, RXingResultMetadataType};
use rxing::{RXingResultMetadataValue, Reader};

use super::lines::{Line, Lines, has_quiet_zones};
use super::{Clock, Decoder};
use crate::{Effort, Fnc1, Format, Formats, Frame, Job, Picture, Point, Read, Stats};

type Bitmap<'a> = BinaryBitmap<HybridBinarizer<Luma8Source<'a>>>;

/// The `rxing` crate behind the seam. Two of its habits are left out: it believes one scan line (its phantom UPC-E and
/// EAN-8 on pictures without a code), and it runs a second QR reader after the first on every frame (only a still
/// picture gets that here).
pub struct Rxing {
    clock: Clock,
    upright: Picture,
    lines: Lines,
    hints: DecodeHints,
    formats: Formats,
}

impl Rxing {
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            upright: Picture::default(),
            lines: Lines::default(),
            hints: hints(Formats::ALL),
            formats: Formats::ALL,
        }
    }
}

impl Decoder for Rxing {
    fn decode(&mut self, frame: Frame<'_>, job: &Job, out: &mut Vec<Read>) -> Stats {
        let start = (self.clock)();
        if self.formats != job.formats {
            (self.hints, self.formats) = (hints(job.formats), job.formats);
        }
        self.lines.clear();
        let place = self.upright.fill(&frame, job.region);
        let Picture { luma, width, height } = &self.upright;
        let mut stats = Stats::default();
        if let Ok(source) = Luma8Source::new_with_slice(luma, *width, *height) {
            let mut look = Look {
                bitmap: BinaryBitmap::new(HybridBinarizer::new(source)),
                hints: &self.hints,
                job,
                lines: &mut self.lines,
                found: out,
            };
            let late = || job.budget_us.is_some_and(|us| ((self.clock)() - start).as_micros() >= u128::from(us));
            stats.skipped = look.run(late);
        }
        out.truncate(job.max_codes);
        out.iter_mut().for_each(|read| read.place(place));
        stats.took = (self.clock)() - start;
        stats
    }
}

/// One picture on the table.
struct Look<'a> {
    bitmap: Bitmap<'a>,
    hints: &'a DecodeHints,
    job: &'a Job,
    lines: &'a mut Lines,
    found: &'a mut Vec<Read>,
}

impl Look<'_> {
    /// Cheap passes first: most product frames end with the rows. Answers whether the budget cut it short.
    fn run(&mut self, late: impl Fn() -> bool) -> bool {
        let thorough = self.job.effort == Effort::Thorough;
        let linear = self.job.formats.linear();
        let qr = self.job.formats.contains(Format::Qr);
        type Pass<'a> = fn(&mut Look<'a>);
        let passes: [(bool, Pass<'_>); 5] = [
            (linear, Self::rows),
            (qr, |look| look.qr(false)),
            (linear && thorough, Self::columns),
            (qr && thorough, Self::qr_again),
            (qr && thorough, |look| look.qr(true)),
        ];
        for (wanted, pass) in passes {
            if !wanted {
                continue;
            }
            if self.found.len() >= self.job.max_codes {
                break;
            }
            if late() {
                return true;
            }
            pass(self);
        }
        false
    }

    fn rows(&mut self) {
        let upright = |p: Point| p;
        read_rows(&self.bitmap, self.hints, self.job, self.lines, upright);
        self.lines.take(self.found);
    }

    /// The picture a quarter turn to the left, for codes that stand on end.
    fn columns(&mut self) {
        let width = self.bitmap.get_width() as f32;
        let turned = self.bitmap.rotate_counter_clockwise();
        let upright = |p: Point| Point { x: width - 1.0 - p.y, y: p.x };
        read_rows(&turned, self.hints, self.job, self.lines, upright);
        self.lines.take(self.found);
    }

    fn qr(&mut self, inverted: bool) {
        if inverted {
            self.bitmap.invert();
        }
        for result in QrReader.decode_multiple_with_hints(&mut self.bitmap, self.hints).unwrap_or_default() {
            self.found.extend(qr_read(&result, inverted));
        }
        if inverted {
            self.bitmap.invert();
        }
    }

    /// The older reader finds some that the newer one does not; it doubles the time of a frame without a code.
    fn qr_again(&mut self) {
        if let Ok(result) = QRCodeReader.decode_with_hints(&mut self.bitmap, self.hints) {
            self.found.extend(qr_read(&result, false));
        }
    }
}

fn read_rows(bitmap: &Bitmap<'_>, hints: &DecodeHints, job: &Job, lines: &mut Lines, upright: impl Fn(Point) -> Point) {
    let height = bitmap.get_height();
    let (step, most) = match job.effort {
        Effort::Quick => ((height / 32).max(1), 29), // from the middle out, nearly to the edges
        Effort::Thorough => ((height / 256).max(1), height),
    };
    let mut ean = MultiFormatUPCEANReader::new(hints);
    for nth in 0..most {
        let away = nth.div_ceil(2) * step;
        let y = if nth % 2 == 0 { height / 2 + away } else { (height / 2).wrapping_sub(away) };
        if y >= height {
            break;
        }
        let Ok(mut row) = bitmap.get_black_row(y) else { continue };
        for backwards in [false, true] {
            if backwards {
                row.to_mut().reverse();
            }
            let found =
                ean.decode_row(y as u32, &row, hints).or_else(|none| match job.formats.contains(Format::Code128) {
                    true => Code128Reader.decode_row(y as u32, &row, hints),
                    false => Err(none),
                });
            let Some(read) = found.ok().and_then(|result| linear_read(&result, job.formats)) else { continue };
            let [from, to, ..] = read.corners;
            let blank = |a: usize, b: usize| b <= row.get_size() && row.isRange(a, b, false).unwrap_or(false);
            if !has_quiet_zones(read.format, from.x, to.x, blank) {
                continue;
            }
            let place = |p: Point| match backwards {
                true => upright(Point { x: row.get_size() as f32 - 1.0 - p.x, y: p.y }),
                false => upright(p),
            };
            lines.push(Line { from: place(from), to: place(to), read });
        }
        if lines.settled() >= job.max_codes {
            break;
        }
    }
}

/// The formats rxing is allowed to look for. `AssumeGs1` keeps GS1's separators in Code 128 texts as 0x1D.
fn hints(formats: Formats) -> DecodeHints {
    let wanted: HashSet<BarcodeFormat> = formats.iter().map(theirs).collect();
    DecodeHints {
        PossibleFormats: Some(wanted),
        TryHarder: Some(true),
        AssumeGs1: Some(true),
        ..DecodeHints::default()
    }
}

fn theirs(format: Format) -> BarcodeFormat {
    match format {
        Format::Qr => BarcodeFormat::QR_CODE,
        Format::Ean13 => BarcodeFormat::EAN_13,
        Format::Ean8 => BarcodeFormat::EAN_8,
        Format::UpcA => BarcodeFormat::UPC_A,
        Format::UpcE => BarcodeFormat::UPC_E,
        Format::Code128 => BarcodeFormat::CODE_128,
    }
}

fn linear_read(result: &RXingResult, formats: Formats) -> Option<Read> {
    let format = formats.iter().find(|&format| theirs(format) == *result.getBarcodeFormat())?;
    let [from, to, ..] = *result.getPoints() else { return None };
    let (from, to) = (Point { x: from.x, y: from.y }, Point { x: to.x, y: to.y });
    let fnc1 = fnc1(result);
    let text = match fnc1 {
        Some(Fnc1::First) => result.getText().trim_start_matches("]C1"), // AssumeGs1 writes it into the text
        _ => result.getText(),
    };
    Some(read(format, text.to_owned(), result, fnc1, [from, to, to, from]))
}

fn qr_read(result: &RXingResult, inverted: bool) -> Option<Read> {
    let points = result.getPoints();
    let at = |i: usize| points.get(i).map(|p| Point { x: p.x, y: p.y });
    let corners = match (at(0), at(1), at(2), at(3)) {
        // The newer reader's corners, row by row.
        (Some(a), Some(b), Some(c), Some(d)) if points.len() == 4 => [a, b, d, c],
        // The older reader's finder patterns: bottom left, top left, top right (and an alignment pattern).
        (Some(bottom), Some(top), Some(right), _) => {
            [top, right, Point { x: right.x + bottom.x - top.x, y: right.y + bottom.y - top.y }, bottom]
        }
        _ => return None,
    };
    let text = result.getText().to_owned();
    (!text.is_empty()).then(|| Read { inverted, ..read(Format::Qr, text, result, fnc1(result), corners) })
}

fn read(format: Format, text: String, result: &RXingResult, fnc1: Option<Fnc1>, corners: [Point; 4]) -> Read {
    Read {
        format,
        text,
        raw: result.getRawBytes().to_vec(),
        fnc1,
        part: None,
        add_on: None,
        corners,
        lines: 0,
        frames: 1,
        inverted: false,
    }
}

/// From the AIM symbology identifier: ]C1 and ]Q3 (]Q4 with ECI) first position, ]C2 and ]Q5 (]Q6) second.
fn fnc1(result: &RXingResult) -> Option<Fnc1> {
    match result.getRXingResultMetadata().get(&RXingResultMetadataType::SYMBOLOGY_IDENTIFIER)? {
        RXingResultMetadataValue::SymbologyIdentifier(id) => match id.as_str() {
            "]C1" | "]Q3" | "]Q4" => Some(Fnc1::First),
            "]C2" | "]Q5" | "]Q6" => Some(Fnc1::Second),
            _ => None,
        },
        _ => None,
    }
}
