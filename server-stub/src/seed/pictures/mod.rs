//! Product pictures that we draw ourselves: a silhouette in the colours of its animal. Products of
//! the same shape and animal share one file, so the whole shop needs a few dozen.

mod canvas;
mod shapes;

use canvas::{Canvas, Colour, Figure};

/// What the thing looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    Bag,
    Can,
    Pouch,
    Box,
    Bottle,
    Bone,
    Rope,
    Ball,
    Plush,
    Collar,
    Lead,
    Coat,
    Bed,
    Bowl,
    Carrier,
    Litter,
    Post,
    Brush,
    Wheel,
    House,
    Perch,
    Flakes,
    Plant,
    Tank,
}

/// Colours of one animal's shelf.
#[derive(Clone, Copy)]
pub struct Palette {
    back: Colour,
    light: Colour,
    main: Colour,
    dark: Colour,
}

const PAPER: Colour = [255, 253, 248];

/// The colours of a top category (`dog`, `cat` …).
fn palette(animal: &str) -> Palette {
    let [back, light, main, dark] = match animal {
        "dog" => [[253, 240, 224], [250, 209, 158], [231, 138, 62], [140, 74, 30]],
        "cat" => [[252, 234, 238], [246, 190, 203], [214, 98, 128], [122, 44, 72]],
        "small" => [[235, 244, 228], [197, 222, 170], [116, 164, 84], [58, 92, 44]],
        "bird" => [[255, 247, 218], [252, 225, 131], [232, 180, 40], [130, 92, 14]],
        "fish" => [[226, 242, 250], [166, 214, 236], [62, 144, 190], [24, 74, 112]],
        _ => [[240, 236, 248], [208, 196, 232], [134, 112, 186], [72, 56, 116]],
    };
    Palette { back, light, main, dark }
}

/// The picture of a thing for an animal, as a PNG file of 240 by 240 pixels.
pub fn png(shape: Shape, animal: &str) -> Result<Vec<u8>, image::ImageError> {
    let colours = palette(animal);
    let mut canvas = Canvas::new(colours.back);
    canvas.paint(Figure::Oval((120.0, 212.0), 78.0, 9.0), colours.light); // its shadow
    shapes::paint(&mut canvas, shape, &colours, animal);
    canvas.png()
}
