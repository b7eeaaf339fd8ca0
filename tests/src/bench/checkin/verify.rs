//! From the decoded text, and from a photo, to the verdict on a tablet's own store.

use anyhow::{Context, ensure};
use petpro_client::pictures::{Job, Purpose, Scanner};
use petpro_domain::checkin::Verdict;
use petpro_domain::pass::PassText;
use petpro_scan::{Correction, Picture, qr_symbol};

use super::tablet::Tablet;
use crate::bench::Size;
use crate::bench::figure::{Bar, Figure, Report};
use crate::bench::sample::Sample;
use crate::passes::NOW_MS;
use crate::scene::{Camera, luma, preview, shot};

/// Looks at one time of each kind, in turns.
const TURNS: usize = 2_000;

/// Bare: both signatures of the same passes, nothing else.
pub fn text(tablet: &Tablet, size: Size, report: &mut Report) -> anyhow::Result<()> {
    let (ring, bookings) = (tablet.office.keyring(), tablet.bookings.max(1));
    let (mut whole, mut bare, mut waiting) = (Sample::default(), Sample::default(), Sample::default());
    let pass = |n: usize| shown(tablet, n as u64 * 7_919 % bookings);
    for n in 0..TURNS * size.repeats {
        let text = pass(n);
        let told = whole.take(|| tablet.petpro.verify_pass(text.as_str()))?;
        ensure!(told.verdict == Verdict::Genuine, "{told:?}");
        bare.take(|| ring.pass(text.as_str(), Some(NOW_MS))).context("the ring knows the key")?;
    }
    // A day without a network: two hundred check-ins that are not sent.
    for n in 0..200 {
        tablet.petpro.check_in_pass(shown(tablet, bookings - 1 - n % bookings).as_str(), &[])?;
    }
    for n in 0..TURNS {
        let text = pass(n);
        waiting.take(|| tablet.petpro.verify_pass(text.as_str()))?;
    }
    let ms = |seconds: f64| seconds * 1_000.0;
    let floor = Some(ms(bare.median()));
    report.figure(Figure::new("checkin.verify_median", ms(whole.median()), "ms", floor, Bar::Max(0.2)));
    report.figure(Figure::new("checkin.verify_p99", ms(whole.p99()), "ms", Some(ms(bare.p99())), Bar::None));
    report.figure(Figure::new("checkin.verify_200_unsent", ms(waiting.median()), "ms", floor, Bar::None));
    Ok(())
}

/// Bare: the scanner alone on the same photos of 1280 x 720.
pub fn photo(tablet: &Tablet, size: Size, report: &mut Report) -> anyhow::Result<()> {
    let mut scanner = Scanner::new(Job::still(Purpose::Clinic));
    let photos: Vec<Picture> = (0..20).map(|n| photo_of(&shown(tablet, n), n)).collect::<anyhow::Result<_>>()?;
    let (mut whole, mut bare, mut read) = (Sample::default(), Sample::default(), 0);
    for photo in photos.iter().cycle().take(photos.len() * size.repeats * 2) {
        let told = whole.take(|| tablet.petpro.verify_seen(photo, &mut scanner));
        bare.take(|| scanner.still(photo));
        read += usize::from(told.is_ok_and(|told| told.sig_ok));
    }
    let ms = |seconds: f64| seconds * 1_000.0;
    let rate = read as f64 * 100.0 / whole.len() as f64;
    report.figure(Figure::new("checkin.photo_read", rate, "%", None, Bar::None));
    report.figure(Figure::new(
        "checkin.photo_median",
        ms(whole.median()),
        "ms",
        Some(ms(bare.median())),
        Bar::Max(15.0),
    ));
    report.figure(Figure::new("checkin.photo_p99", ms(whole.p99()), "ms", Some(ms(bare.p99())), Bar::None));
    Ok(())
}

fn shown(tablet: &Tablet, n: u64) -> PassText {
    tablet.office.shown(n, NOW_MS)
}

fn photo_of(text: &PassText, seed: u64) -> anyhow::Result<Picture> {
    let picture = shot(
        &qr_symbol(text.as_str(), Correction::Medium)?,
        seed,
        Camera { module_px: Some(5.0), ..Camera::default() },
    );
    Ok(preview(luma(picture).luma))
}
