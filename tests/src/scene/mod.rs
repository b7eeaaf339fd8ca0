//! Photograph-like pictures of a label with a code: the input of tests and of the demo.
//!
//! Everything follows from the seed (own generator, no dependency's), so a seed that once failed is a test.

mod camera;
mod damage;
mod label;
mod rng;

use image::RgbImage;
use petpro_scan::{Format, Picture, Symbol, SymbolError, symbol};

pub use camera::{Camera, Taken};
pub use damage::{Damage, Harm};
use rng::Rng;

/// A label with a code, lying somewhere under a lamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scene {
    pub format: Format,
    /// EAN and UPC with their check digit.
    pub text: String,
    /// Decides background, print, perspective, light, blur, noise and compression.
    pub seed: u64,
}

/// Pixels of every scene: what a phone's preview gives.
pub const WIDTH: u32 = 1280;
/// See [`WIDTH`].
pub const HEIGHT: u32 = 960;

impl Scene {
    /// The picture, after JPEG.
    pub fn render(&self) -> Result<RgbImage, SymbolError> {
        self.shot(Camera::default())
    }

    /// The same scene with one more thing gone wrong.
    pub fn damaged(&self, harm: Harm) -> Result<RgbImage, SymbolError> {
        self.shot(Camera { harms: &[harm], ..Camera::default() })
    }

    /// The same code from so far away that a module is so many pixels, with these things gone wrong.
    pub fn far(&self, module_px: f32, harms: &[Harm]) -> Result<RgbImage, SymbolError> {
        self.shot(Camera { harms, module_px: Some(module_px), ..Camera::default() })
    }

    fn shot(&self, camera: Camera<'_>) -> Result<RgbImage, SymbolError> {
        Ok(shot(&symbol(self.format, &self.text)?, self.seed, camera))
    }

    /// A label with print and no code, as a preview frame of 1280 x 720.
    pub fn without_code(seed: u64) -> Picture {
        let blank = Symbol { width: 95, height: 1, dark: vec![false; 95] };
        let mut rng = Rng::new(seed);
        let label = label::print(&blank, &mut rng);
        let luma = image::DynamicImage::ImageRgb8(Camera::default().shoot(&label, &mut rng)).into_luma8().into_raw();
        preview(luma)
    }

    /// The picture as a scanner gets it.
    pub fn luma(&self) -> Result<Picture, SymbolError> {
        Ok(luma(self.render()?))
    }
}

/// A symbol however it was drawn, photographed like a scene of this seed.
pub fn shot(code: &Symbol, seed: u64, camera: Camera<'_>) -> RgbImage {
    let mut rng = Rng::new(seed);
    let label = label::print(code, &mut rng);
    camera.shoot(&label, &mut rng)
}

/// The middle of a scene, 1280 x 720: what a preview gives.
pub fn preview(luma: Vec<u8>) -> Picture {
    let (width, height) = (WIDTH as usize, 720);
    let above = (HEIGHT as usize - height) / 2 * width;
    Picture { luma: luma[above..][..width * height].to_vec(), width: WIDTH, height: height as u32 }
}

/// A picture as a scanner gets it.
pub fn luma(image: RgbImage) -> Picture {
    let luma = image::DynamicImage::ImageRgb8(image).into_luma8();
    let (width, height) = luma.dimensions();
    Picture { luma: luma.into_raw(), width, height }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use petpro_scan::{Job, Pipeline, Purpose, Rxing, Session};

    use super::*;

    fn read(scene: &Scene) -> Vec<String> {
        let mut session = Session::new(Rxing::new(Box::new(|| Duration::ZERO)), Job::still(Purpose::Product));
        let seen = session.still(scene.luma().unwrap().frame());
        seen.accepted.into_iter().map(|read| read.text).collect()
    }

    fn ean(seed: u64) -> Scene {
        Scene { format: Format::Ean13, text: "9520000000011".into(), seed }
    }

    /// covers: S0-019
    #[test]
    fn photographs_of_an_ean_13_are_read_and_never_misread() {
        let answers: Vec<_> = (0..16).map(|seed| read(&ean(seed))).collect();
        assert!(answers.iter().flatten().all(|text| text == "9520000000011"), "{answers:?}");
        let missed: Vec<_> = (0..16).filter(|&seed| answers[seed as usize].is_empty()).collect();
        assert!(missed.len() <= 1, "not read: {missed:?}");
    }

    /// covers: S0-019
    #[test]
    fn photographs_of_a_qr_code_are_read() {
        for seed in 0..4 {
            let scene = Scene { format: Format::Qr, text: format!("https://petpro.example/c/{seed}"), seed };
            assert_eq!(read(&scene), [scene.text], "seed {seed}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_another_seed_other_ones() {
        assert_eq!(ean(3).render().unwrap(), ean(3).render().unwrap());
        assert_ne!(ean(3).render().unwrap(), ean(4).render().unwrap());
    }

    /// Each of them in its mildest form, which a person does not notice; two formats.
    #[test]
    fn mild_damage_of_every_kind_is_read() {
        let mut session = Session::new(Pipeline::new(Box::new(|| Duration::ZERO)), Job::still(Purpose::Product));
        for damage in Damage::ALL {
            for (format, text) in [(Format::Qr, "https://petpro.example/c/7"), (Format::Ean13, "9520000000011")] {
                let scene = Scene { format, text: text.into(), seed: 5 };
                let picture = luma(scene.damaged(Harm { damage, level: 0.1 }).unwrap());
                let seen = session.still(picture.frame()).accepted;
                let texts: Vec<_> = seen.iter().map(|read| read.text.as_str()).collect();
                assert_eq!(texts, [text], "{} {}", damage.name(), format.name());
            }
        }
    }

    /// Made once and kept, so that a change of the scene maker does not change what the decoder is asked: `tests/scenes`, each
    /// kind of damage at a third of its worst, as small JPEG files.
    #[test]
    fn the_kept_scenes_are_read() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenes");
        let mut session = Session::new(Pipeline::new(Box::new(|| Duration::ZERO)), Job::still(Purpose::Product));
        let mut count = 0;
        for row in csv::Reader::from_path(folder.join("expected.csv")).unwrap().records() {
            let row = row.unwrap();
            let luma = image::open(folder.join(&row[0])).unwrap().into_luma8();
            let (width, height) = luma.dimensions();
            let seen = session.still(Picture { luma: luma.into_raw(), width, height }.frame()).accepted;
            let read: Vec<_> = seen.iter().map(|read| (read.format.name(), read.text.as_str())).collect();
            assert_eq!(read, [(&row[1], &row[2])], "{}", &row[0]);
            count += 1;
        }
        assert!(count >= 2 * Damage::ALL.len(), "{count} scenes");
    }
}
