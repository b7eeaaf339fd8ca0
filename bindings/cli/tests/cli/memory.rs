//! Memory of the real program while it opens pictures: the most it ever had, as Linux counts it.
#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, Luma, RgbImage};
use serde_json::Value;

use crate::shelf::Phone;

/// A session that scans one file after the other.
struct Session {
    child: Child,
    lines: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Session {
    fn on(phone: &Phone) -> Self {
        let mut child = phone.petpro().arg("session").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (lines, answers) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, lines, answers }
    }

    fn scan(&mut self, file: &Path) -> Value {
        writeln!(self.lines, "scan '{}'", file.display()).unwrap();
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        serde_json::from_str(&answer).unwrap()
    }

    /// The most memory it ever had, in bytes.
    fn peak(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1_024
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const MIB: u64 = 1 << 20;

/// A phone's photograph in size, with a label in it.
fn photograph(label: &Path, width: u32, height: u32) -> RgbImage {
    let label = image::open(label).unwrap().into_rgb8();
    // A dark floor and a bright table.
    let mut photo = RgbImage::from_fn(width, height, |_, y| {
        image::Rgb(if y > height / 2 { [60, 50, 40] } else { [210, 200, 190] })
    });
    image::imageops::replace(&mut photo, &label, 700, 500);
    photo
}

#[test]
fn opening_and_scanning_a_picture_takes_less_than_64_mib_over_its_frame() {
    let phone = Phone::stocked();
    let label = phone.labelled("9520000000011", "label.png");
    let path = |name: &str| phone.0.path().join(name);
    photograph(Path::new(&label), 4_000, 3_000).save(path("photo.jpg")).unwrap();
    photograph(Path::new(&label), 3_000, 2_000).save(path("photo.webp")).unwrap();
    photograph(Path::new(&label), 3_000, 2_000).save(path("photo.png")).unwrap();
    for (name, pixels) in [("photo.jpg", 12_000_000), ("photo.png", 6_000_000), ("photo.webp", 6_000_000)] {
        let mut session = Session::on(&phone);
        session.scan(Path::new(&label)); // what any scan takes
        let before = session.peak();
        let answer = session.scan(&path(name));
        assert_eq!(answer["data"]["text"], "9520000000011", "{name}: {answer}");
        let taken = session.peak().saturating_sub(before);
        assert!(taken < pixels + 64 * MIB, "{name}: {} MiB for {} of frame", taken / MIB, pixels / MIB);
    }
}

#[test]
fn a_picture_that_would_take_more_is_refused_before_it_does() {
    let phone = Phone::stocked();
    let label = phone.labelled("9520000000011", "label.png");
    let bomb = phone.0.path().join("bomb.png");
    let luma = image::GrayImage::from_pixel(10_000, 10_000, Luma([255]));
    let file = std::io::BufWriter::new(std::fs::File::create(&bomb).unwrap());
    let encoder = PngEncoder::new_with_quality(file, CompressionType::Default, FilterType::Up);
    encoder.write_image(luma.as_raw(), 10_000, 10_000, ExtendedColorType::L8).unwrap();
    let mut session = Session::on(&phone);
    session.scan(Path::new(&label));
    let before = session.peak();
    assert_eq!(session.scan(&bomb)["error"]["code"], "image-too-large");
    let taken = session.peak().saturating_sub(before);
    assert!(taken < 8 * MIB, "{} MiB", taken / MIB);
    assert_eq!(session.scan(Path::new(&label))["ok"], true, "the next one is read");
}
