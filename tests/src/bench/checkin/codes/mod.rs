//! The code on the screen, photographed from afar.

mod films;

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use petpro_scan::{Correction, Job, Pipeline, Purpose, Session, Symbol, qr_symbol};

use crate::bench::Size;
use crate::bench::figure::{Bar, Figure, Report};
use crate::passes::{NOW_MS, Office};
use crate::scene::{Camera, Damage, Harm, Taken, luma, shot};

/// Pixels of a module: what an old phone's camera gives at arm's length.
const MODULE_PX: f32 = 3.0;
/// With the lens' own a blur of 0.9 to 1.4 pixels, 0.3 to 0.47 modules.
const BLURRED: Harm = Harm { damage: Damage::Blur, level: 0.08 };
/// A fifth of the light, and a sensor that is noisier for it: 20 to 40 grey levels between paper and ink under noise of 4
/// to 9.
const NOISY: Harm = Harm { damage: Damage::LowLight, level: 0.5 };

/// The two steps of blur in the public pictures that the scanner is measured with (sets `gauss-0.3` and `gauss-0.4`): sigma
/// in modules, all blur there is.
const BLURS: [f32; 2] = [0.3, 0.4];
/// The lens alone, in modules.
const SHARP: f32 = 0.25;
/// The two steps of dimness in them (`lowlight-0.1`, `lowlight-0.05`). In the squares of their pictures that are plain paper
/// noise deviates by 1.7 to 1.9 grey levels at a tenth of the light, and by 1.55 to 1.65 at a twentieth; their 1st and 99th
/// percentiles are 17 to 26 and 11 to 15 levels apart. The noise here is what leaves as much there in files of their quality (88):
/// 1.9 and 1.7, with percentiles that are 15 to 18 and 9 to 10 apart, so that no picture of theirs is harder.
const DIMS: [Dim; 2] =
    [Dim { light: "0.1", level: 5.0 / 6.0, noise: 2.9 }, Dim { light: "0.05", level: 1.0, noise: 2.5 }];
const QUALITY: u8 = 88;

/// A dim room.
struct Dim {
    /// Part of the light.
    light: &'static str,
    /// The same as [`Damage::LowLight`] has it.
    level: f32,
    /// Of the sensor, in grey levels, before the file is written.
    noise: f32,
}

impl Dim {
    fn harms(&self) -> [Harm; 1] {
        [Harm { damage: Damage::LowLight, level: self.level }]
    }

    /// The nth frame of a film, blurred by so much of a module.
    fn camera<'a>(&self, harms: &'a [Harm; 1], blur: f32, nth: u32) -> Camera<'a> {
        let taken = Some(Taken { blur: blur * MODULE_PX, noise: self.noise, quality: QUALITY });
        Camera { harms, module_px: Some(MODULE_PX), taken, nth }
    }
}

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
    for (name, harms) in [
        ("checkin.read_far", [].as_slice()),
        ("checkin.read_blurred", &[BLURRED]),
        ("checkin.read_dim_noisy", &[NOISY]),
        ("checkin.read_blurred_dim_noisy", &[BLURRED, NOISY]),
    ] {
        let camera = Camera { harms, module_px: Some(MODULE_PX), ..Camera::default() };
        report.figure(Figure::new(name, read(scenes, camera, dense)?, "%", None, Bar::None));
    }
    let mut all = Vec::new();
    for dim in &DIMS {
        let shot = |blur| read(scenes, dim.camera(&dim.harms(), blur, 0), dense);
        let light = dim.light;
        report.figure(Figure::new(&format!("checkin.read_dim {light}"), shot(SHARP)?, "%", None, Bar::None));
        for blur in BLURS {
            let rate = shot(blur)?;
            report.figure(Figure::new(&format!("checkin.read_blurred_dim {light} {blur}"), rate, "%", None, Bar::None));
            all.push(rate);
        }
    }
    report.figure(Figure::new("checkin.read_blurred_dim", mean(&all), "%", None, Bar::Min(95.0)));
    films::run(scenes, report)?;
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
            read(scenes, Camera { harms: &[BLURRED, NOISY], module_px: Some(pixels), ..Camera::default() }, made)?,
            "%",
            None,
            Bar::None,
        ));
    }
    Ok(())
}

fn mean(rates: &[f64]) -> f64 {
    rates.iter().sum::<f64>() / rates.len() as f64
}

/// The other way to write it: both layers in base64url, in byte mode.
fn in_bytes(bytes: &[u8]) -> String {
    let (layer, shown) = bytes.split_at(bytes.len() - 68);
    format!("petpro:1:pass:{}.{}", URL_SAFE_NO_PAD.encode(layer), URL_SAFE_NO_PAD.encode(shown))
}

/// How many of a hundred are read in one look; a wrong text is none.
fn read(
    scenes: usize,
    camera: Camera<'_>,
    make: impl Fn(u64) -> anyhow::Result<(Symbol, String)>,
) -> anyhow::Result<f64> {
    let mut session = Session::new(Pipeline::new(Box::new(|| Duration::ZERO)), Job::still(Purpose::Clinic));
    let mut right = 0;
    for seed in 0..scenes as u64 {
        let (symbol, text) = make(seed)?;
        let picture = luma(shot(&symbol, seed, camera));
        let seen = session.still(picture.frame()).accepted;
        right += usize::from(seen.iter().any(|read| read.text == text));
    }
    Ok(right as f64 * 100.0 / scenes as f64)
}
