//! What looks: ours as a still picture and as a film, rxing, and zxing-cpp where it was built in.

use std::time::{Duration, Instant};

use petpro_scan::{Decoder, Frame, Job, Picture, Pipeline, Purpose, Read, Rxing, Seen, Session};
use serde::Serialize;

/// A code as an engine tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    pub format: String,
    pub text: String,
}

pub const OURS: &str = "petpro";
/// A frame of a film: what a scanner screen pays, many times a second.
pub const FILM: &str = "petpro-film";
pub const WITHIN_BUDGET: &str = "petpro-40ms";
/// Every code of a picture.
pub const ALL: &str = "petpro-all";
pub const RXING: &str = "rxing";
pub const ZXING_CPP: &str = "zxing-cpp";

#[cfg(feature = "zxing-cpp")]
pub const NAMES: &[&str] = &[OURS, FILM, RXING, ZXING_CPP];
#[cfg(not(feature = "zxing-cpp"))]
pub const NAMES: &[&str] = &[OURS, FILM, RXING];

/// One of them, and what its last look gave.
pub struct Engine {
    name: &'static str,
    kind: Kind,
}

enum Kind {
    Still {
        session: Session<Pipeline>,
        seen: Seen,
    },
    Film {
        session: Session<Pipeline>,
        at_ms: u64,
        seen: Seen,
    },
    Rxing {
        decoder: Rxing,
        reads: Vec<Read>,
    },
    #[cfg(feature = "zxing-cpp")]
    ZxingCpp {
        reader: zxingcpp::BarcodeReader,
        found: Vec<zxingcpp::Barcode>,
    },
}

fn clock() -> Box<dyn Fn() -> Duration + Send> {
    let start = Instant::now();
    Box::new(move || start.elapsed())
}

fn still(job: Job) -> Kind {
    Kind::Still { session: Session::new(Pipeline::new(clock()), job), seen: Seen::default() }
}

impl Engine {
    /// One of [`NAMES`].
    pub fn new(name: &'static str) -> Self {
        let kind = match name {
            FILM => {
                let session = Session::new(Pipeline::new(clock()), Job::film(Purpose::Any));
                Kind::Film { session, at_ms: 0, seen: Seen::default() }
            }
            RXING => Kind::Rxing { decoder: Rxing::new(clock()), reads: Vec::new() },
            #[cfg(feature = "zxing-cpp")]
            ZXING_CPP => Kind::ZxingCpp { reader: one_code(), found: Vec::new() },
            _ => still(Job::still(Purpose::Any)),
        };
        Self { name, kind }
    }

    /// Ours, told to stop after so long.
    pub fn budgeted(budget: Duration) -> Self {
        let budget_us = u64::try_from(budget.as_micros()).ok();
        Self { name: WITHIN_BUDGET, kind: still(Job { budget_us, ..Job::still(Purpose::Any) }) }
    }

    /// Ours, asked for every code.
    pub fn all() -> Self {
        Self { name: ALL, kind: still(Job { max_codes: 256, ..Job::still(Purpose::Any) }) }
    }

    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What is timed.
    pub fn look(&mut self, picture: &Picture) {
        match &mut self.kind {
            Kind::Still { session, seen } => *seen = session.still(picture.frame()),
            Kind::Film { session, at_ms, seen } => {
                *at_ms += 10_000; // far apart: no frame lives on the one before
                *seen = session.see(Frame { at_ms: *at_ms, ..picture.frame() });
            }
            Kind::Rxing { decoder, reads } => {
                reads.clear();
                decoder.decode(picture.frame(), &Job::still(Purpose::Any), reads);
            }
            #[cfg(feature = "zxing-cpp")]
            Kind::ZxingCpp { reader, found } => {
                let view = zxingcpp::ImageView::from_slice(
                    &picture.luma,
                    picture.width,
                    picture.height,
                    zxingcpp::ImageFormat::Lum,
                );
                *found = view.and_then(|view| reader.from(&view)).unwrap_or_default();
            }
        }
    }

    /// What the last look gave.
    pub fn take(&mut self) -> Vec<Found> {
        let of = |read: &Read| Found { format: read.format.name().to_owned(), text: read.text.clone() };
        match &mut self.kind {
            Kind::Still { seen, .. } | Kind::Film { seen, .. } => seen.accepted.iter().map(of).collect(),
            Kind::Rxing { reads, .. } => reads.iter().map(of).collect(),
            #[cfg(feature = "zxing-cpp")]
            Kind::ZxingCpp { found, .. } => found.iter().map(theirs).collect(),
        }
    }
}

/// The same formats, one code a picture, everything else as it comes.
#[cfg(feature = "zxing-cpp")]
fn one_code() -> zxingcpp::BarcodeReader {
    use zxingcpp::BarcodeFormat::{Code128, EAN8, EAN13, QRCode, UPCA, UPCE};
    zxingcpp::read().formats([QRCode, EAN13, EAN8, UPCA, UPCE, Code128]).max_number_of_symbols(1)
}

#[cfg(feature = "zxing-cpp")]
fn theirs(code: &zxingcpp::Barcode) -> Found {
    use zxingcpp::BarcodeFormat::{Code128, EAN8, EAN13, UPCA, UPCE};
    let format = match code.format() {
        EAN13 => "EAN13",
        EAN8 => "EAN8",
        UPCA => "UPCA",
        UPCE => "UPCE",
        Code128 => "CODE128",
        _ => "QR",
    };
    Found { format: format.to_owned(), text: code.text() }
}
