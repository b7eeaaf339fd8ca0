//! The code on the screen, photographed from afar.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use petpro_scan::{Correction, Job, Pipeline, Purpose, Session, Symbol, qr_symbol};

use crate::bench::Size;
use crate::bench::figure::{Bar, Figure, Report};
use crate::passes::{NOW_MS, Office};
use crate::scene::{Camera, Damage, Harm, luma, shot};

/// Pixels of a module: what an old phone's camera gives at arm's length.
const MODULE_PX: f32 = 3.0;
/// With the lens' own a blur of 0.9 to 1.4 pixels, 0.3 to 0.47 modules: the two steps of blur in the pictures that the
/// scanner is measured with.
const BLURRED: Harm = Harm { damage: Damage::Blur, level: 0.08 };
/// A fifth of the light, and a sensor that is noisier for it: 20 to 40 grey levels between paper and ink under noise of 4
/// to 9.
const DIM: Harm = Harm { damage: Damage::LowLight, level: 0.5 };

pub fn run(size: Size, report: &mut Report) -> anyhow::Result<()> {
    let scenes = size.repeats * 40;
    report.note(&format!("{scenes} scenes a figure, {MODULE_PX} px a module of the code as it is shown"));
    let office = Office::default();
    let dense = |n| -> anyhow::Result<(Symbol, String)> {
        let text = office.shown(n, NOW_MS).to_string();
        Ok((qr_symbol(&text, Correction::Medium)?, text))
    };
    let modules = f64::from(dense(0)?.0.width);
    report.figure(Figure::new("checkin.modules", modules, "", None, Bar::None));
    for (name, harms, bar) in [
        ("checkin.read_far", [].as_slice(), Bar::None),
        ("checkin.read_blurred", &[BLURRED], Bar::None),
        ("checkin.read_dim", &[DIM], Bar::None),
        ("checkin.read_blurred_dim", &[BLURRED, DIM], Bar::Min(95.0)),
    ] {
        report.figure(Figure::new(name, read(scenes, MODULE_PX, harms, dense)?, "%", None, bar));
    }
    // The same width on the screen, so smaller modules where there are more of them.
    for (name, correction, bytes) in [
        ("checkin.low_correction", Correction::Low, false),
        ("checkin.quartile_correction", Correction::Quartile, false),
        ("checkin.base64_in_bytes", Correction::Medium, true),
    ] {
        let made = |n| -> anyhow::Result<(Symbol, String)> {
            let pass = office.shown(n, NOW_MS);
            let text = if bytes { in_bytes(&pass.bytes()) } else { pass.to_string() };
            Ok((qr_symbol(&text, correction)?, text))
        };
        let width = f64::from(made(0)?.0.width);
        report.figure(Figure::new(&format!("{name}_modules"), width, "", Some(modules), Bar::None));
        let pixels = MODULE_PX * (modules / width) as f32;
        report.figure(Figure::new(
            &format!("{name}_read"),
            read(scenes, pixels, &[BLURRED, DIM], made)?,
            "%",
            None,
            Bar::None,
        ));
    }
    Ok(())
}

/// The other way to write it: both layers in base64url, in byte mode.
fn in_bytes(bytes: &[u8]) -> String {
    let (layer, shown) = bytes.split_at(bytes.len() - 68);
    format!("petpro:1:pass:{}.{}", URL_SAFE_NO_PAD.encode(layer), URL_SAFE_NO_PAD.encode(shown))
}

/// How many of a hundred are read in one look; a wrong text is none.
fn read(
    scenes: usize,
    module_px: f32,
    harms: &[Harm],
    make: impl Fn(u64) -> anyhow::Result<(Symbol, String)>,
) -> anyhow::Result<f64> {
    let mut session = Session::new(Pipeline::new(Box::new(|| Duration::ZERO)), Job::still(Purpose::Clinic));
    let mut right = 0;
    for seed in 0..scenes as u64 {
        let (symbol, text) = make(seed)?;
        let picture = luma(shot(&symbol, seed, Camera { harms, module_px: Some(module_px) }));
        let seen = session.still(picture.frame()).accepted;
        right += usize::from(seen.iter().any(|read| read.text == text));
    }
    Ok(right as f64 * 100.0 / scenes as f64)
}
