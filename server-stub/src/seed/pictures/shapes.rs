//! The silhouettes.

use super::canvas::Figure::{Block, Disc, Oval, Polygon, Ring, Stroke};
use super::canvas::{Canvas, Colour, Point};
use super::{PAPER, Palette, Shape};

pub fn paint(on: &mut Canvas, shape: Shape, colours: &Palette, animal: &str) {
    let Palette { light, main, dark, .. } = *colours;
    match shape {
        Shape::Bag => {
            on.paint(Polygon(&[(66.0, 52.0), (174.0, 52.0), (186.0, 208.0), (54.0, 208.0)]), main);
            on.paint(Block((120.0, 44.0), 56.0, 12.0, 4.0), dark);
            label(on, animal, (120.0, 134.0), dark);
        }
        Shape::Litter => {
            on.paint(Polygon(&[(60.0, 70.0), (180.0, 70.0), (190.0, 208.0), (50.0, 208.0)]), main);
            on.paint(Ring((120.0, 64.0), 26.0, 6.0), dark);
            on.paint(Block((120.0, 76.0), 60.0, 10.0, 4.0), dark);
            label(on, animal, (120.0, 144.0), dark);
        }
        Shape::Can => {
            on.paint(Block((120.0, 142.0), 66.0, 60.0, 10.0), main);
            on.paint(Block((120.0, 146.0), 66.0, 36.0, 0.0), PAPER);
            on.paint(Oval((120.0, 84.0), 66.0, 16.0), light);
            on.paint(Ring((132.0, 82.0), 10.0, 3.0), dark);
            mark(on, animal, (120.0, 146.0), 0.62, dark);
        }
        Shape::Pouch => {
            on.paint(Polygon(&[(64.0, 46.0), (176.0, 46.0), (184.0, 200.0), (120.0, 210.0), (56.0, 200.0)]), main);
            on.paint(Block((120.0, 56.0), 56.0, 5.0, 2.0), light);
            on.paint(Disc((64.0, 70.0), 5.0), dark);
            label(on, animal, (120.0, 134.0), dark);
        }
        Shape::Box => {
            on.paint(Polygon(&[(50.0, 84.0), (84.0, 58.0), (196.0, 58.0), (162.0, 84.0)]), light);
            on.paint(Polygon(&[(162.0, 84.0), (196.0, 58.0), (196.0, 180.0), (162.0, 208.0)]), dark);
            on.paint(Block((106.0, 146.0), 56.0, 62.0, 2.0), main);
            label(on, animal, (106.0, 146.0), dark);
        }
        Shape::Bottle => {
            on.paint(Block((120.0, 52.0), 16.0, 22.0, 5.0), dark);
            on.paint(Block((120.0, 142.0), 48.0, 66.0, 22.0), main);
            on.paint(Block((120.0, 146.0), 48.0, 34.0, 0.0), PAPER);
            mark(on, animal, (120.0, 146.0), 0.6, dark);
        }
        Shape::Bone => {
            on.paint(Stroke((76.0, 164.0), (164.0, 86.0), 20.0), main);
            for end in [(62.0, 154.0), (84.0, 182.0), (156.0, 68.0), (180.0, 94.0)] {
                on.paint(Disc(end, 22.0), main);
            }
            on.paint(Stroke((92.0, 142.0), (150.0, 92.0), 5.0), light);
        }
        Shape::Rope => {
            on.paint(Stroke((72.0, 172.0), (168.0, 76.0), 15.0), main);
            for i in 0..5 {
                let at = 82.0 + 18.0 * i as f32;
                on.paint(Stroke((at - 8.0, 240.0 - at - 10.0), (at + 8.0, 240.0 - at + 12.0), 3.0), light);
            }
            on.paint(Disc((70.0, 174.0), 26.0), dark);
            on.paint(Disc((170.0, 74.0), 26.0), dark);
        }
        Shape::Ball => {
            on.paint(Disc((120.0, 134.0), 74.0), main);
            on.paint(Oval((120.0, 134.0), 74.0, 24.0), light);
            on.paint(Oval((120.0, 134.0), 74.0, 14.0), main);
            on.paint(Disc((96.0, 92.0), 12.0), PAPER);
        }
        Shape::Plush => {
            for ear in [(84.0, 84.0), (156.0, 84.0)] {
                on.paint(Disc(ear, 26.0), main);
                on.paint(Disc(ear, 13.0), light);
            }
            on.paint(Disc((120.0, 138.0), 68.0), main);
            on.paint(Oval((120.0, 160.0), 30.0, 22.0), PAPER);
            for eye in [(94.0, 126.0), (146.0, 126.0)] {
                on.paint(Disc(eye, 7.0), dark);
            }
            on.paint(Oval((120.0, 150.0), 10.0, 7.0), dark);
        }
        Shape::Collar => {
            on.paint(Ring((120.0, 118.0), 66.0, 13.0), main);
            on.paint(Ring((120.0, 118.0), 66.0, 2.0), light);
            on.paint(Block((120.0, 54.0), 18.0, 18.0, 4.0), dark);
            on.paint(Disc((120.0, 202.0), 16.0), light);
            on.paint(Disc((120.0, 202.0), 5.0), dark);
        }
        Shape::Lead => {
            on.paint(Ring((86.0, 82.0), 34.0, 8.0), main);
            on.paint(Stroke((110.0, 106.0), (150.0, 148.0), 8.0), main);
            on.paint(Stroke((150.0, 148.0), (110.0, 190.0), 8.0), main);
            on.paint(Stroke((110.0, 190.0), (166.0, 196.0), 8.0), main);
            on.paint(Ring((184.0, 198.0), 12.0, 5.0), dark);
        }
        Shape::Coat => {
            on.paint(Polygon(&[(50.0, 96.0), (180.0, 80.0), (196.0, 150.0), (164.0, 190.0), (60.0, 186.0)]), main);
            on.paint(Disc((182.0, 82.0), 30.0), main);
            on.paint(Disc((190.0, 86.0), 19.0), light);
            on.paint(Stroke((60.0, 140.0), (184.0, 128.0), 5.0), PAPER);
            for leg in [86.0, 154.0] {
                on.paint(Block((leg, 196.0), 11.0, 16.0, 5.0), dark);
            }
        }
        Shape::Bed => {
            on.paint(Oval((120.0, 160.0), 94.0, 48.0), main);
            on.paint(Oval((120.0, 146.0), 70.0, 30.0), PAPER);
            on.paint(Oval((120.0, 152.0), 58.0, 20.0), light);
        }
        Shape::Bowl => {
            on.paint(Polygon(&[(44.0, 118.0), (196.0, 118.0), (170.0, 206.0), (70.0, 206.0)]), main);
            on.paint(Oval((120.0, 118.0), 76.0, 22.0), light);
            on.paint(Oval((120.0, 120.0), 60.0, 14.0), dark);
            mark(on, animal, (120.0, 170.0), 0.5, PAPER);
        }
        Shape::Carrier => {
            on.paint(Ring((120.0, 84.0), 34.0, 7.0), dark);
            on.paint(Block((120.0, 148.0), 80.0, 60.0, 16.0), main);
            on.paint(Block((120.0, 156.0), 48.0, 38.0, 10.0), PAPER);
            for bar in [90.0, 110.0, 130.0, 150.0] {
                on.paint(Block((bar, 156.0), 2.5, 38.0, 0.0), dark);
            }
        }
        Shape::Post => {
            on.paint(Block((120.0, 198.0), 74.0, 11.0, 4.0), dark);
            on.paint(Block((120.0, 126.0), 22.0, 66.0, 2.0), light);
            for turn in 0..8 {
                on.paint(Block((120.0, 66.0 + 16.0 * turn as f32), 22.0, 2.0, 0.0), main);
            }
            on.paint(Block((120.0, 52.0), 52.0, 10.0, 4.0), main);
        }
        Shape::Brush => {
            on.paint(Stroke((120.0, 110.0), (120.0, 198.0), 15.0), dark);
            on.paint(Block((120.0, 84.0), 66.0, 30.0, 14.0), main);
            for tooth in 0..7 {
                on.paint(Stroke((66.0 + 18.0 * tooth as f32, 54.0), (66.0 + 18.0 * tooth as f32, 38.0), 4.0), light);
            }
        }
        Shape::Wheel => {
            on.paint(Polygon(&[(120.0, 116.0), (176.0, 208.0), (64.0, 208.0)]), dark);
            on.paint(Disc((120.0, 116.0), 76.0), light);
            on.paint(Ring((120.0, 116.0), 70.0, 9.0), main);
            for spoke in [(120.0, 50.0), (62.0, 150.0), (178.0, 150.0)] {
                on.paint(Stroke((120.0, 116.0), spoke, 4.0), main);
            }
            on.paint(Disc((120.0, 116.0), 10.0), dark);
        }
        Shape::House => {
            on.paint(Block((120.0, 156.0), 64.0, 52.0, 4.0), main);
            on.paint(Polygon(&[(38.0, 112.0), (120.0, 44.0), (202.0, 112.0)]), dark);
            on.paint(Disc((120.0, 158.0), 30.0), PAPER);
            on.paint(Disc((120.0, 158.0), 23.0), dark);
        }
        Shape::Perch => {
            on.paint(Stroke((70.0, 44.0), (70.0, 186.0), 4.0), dark);
            on.paint(Stroke((170.0, 44.0), (170.0, 186.0), 4.0), dark);
            on.paint(Stroke((56.0, 186.0), (184.0, 186.0), 9.0), main);
            on.paint(Oval((120.0, 148.0), 26.0, 34.0), light);
            on.paint(Disc((120.0, 108.0), 20.0), light);
            on.paint(Polygon(&[(136.0, 104.0), (154.0, 110.0), (136.0, 116.0)]), dark);
            on.paint(Disc((126.0, 104.0), 3.5), dark);
        }
        Shape::Flakes => {
            on.paint(Block((120.0, 58.0), 52.0, 16.0, 6.0), dark);
            on.paint(Block((120.0, 140.0), 48.0, 68.0, 10.0), main);
            on.paint(Block((120.0, 142.0), 48.0, 38.0, 0.0), PAPER);
            mark(on, animal, (120.0, 142.0), 0.62, dark);
        }
        Shape::Plant => {
            for (tip, bow) in [((70.0, 84.0), 96.0), ((120.0, 48.0), 120.0), ((170.0, 84.0), 144.0)] {
                on.paint(Stroke((120.0, 196.0), (bow, 130.0), 5.0), dark);
                on.paint(Stroke((bow, 130.0), tip, 5.0), dark);
                on.paint(Oval(tip, 20.0, 28.0), main);
            }
            on.paint(Block((120.0, 198.0), 46.0, 12.0, 8.0), light);
        }
        Shape::Tank => {
            on.paint(Block((120.0, 134.0), 92.0, 72.0, 8.0), PAPER);
            on.paint(Block((120.0, 146.0), 86.0, 58.0, 4.0), light);
            on.paint(Block((120.0, 196.0), 86.0, 8.0, 2.0), dark);
            mark(on, "fish", (120.0, 142.0), 1.0, main);
        }
    }
}

/// A round paper label with the animal's mark.
fn label(on: &mut Canvas, animal: &str, centre: Point, colour: Colour) {
    on.paint(Disc(centre, 42.0), PAPER);
    mark(on, animal, centre, 0.8, colour);
}

/// A paw, a leaf, a feather or a fish, about 60 pixels wide at `scale` 1.
fn mark(on: &mut Canvas, animal: &str, (x, y): Point, scale: f32, colour: Colour) {
    let at = |dx: f32, dy: f32| (x + dx * scale, y + dy * scale);
    match animal {
        "fish" => {
            on.paint(Oval(at(-6.0, 0.0), 30.0 * scale, 17.0 * scale), colour);
            on.paint(Polygon(&[at(16.0, 0.0), at(38.0, -18.0), at(38.0, 18.0)]), colour);
            on.paint(Disc(at(-22.0, -4.0), 3.5 * scale), PAPER);
        }
        "bird" => {
            on.paint(Oval(at(-4.0, 8.0), 26.0 * scale, 18.0 * scale), colour);
            on.paint(Disc(at(18.0, -12.0), 14.0 * scale), colour);
            on.paint(Polygon(&[at(28.0, -16.0), at(44.0, -10.0), at(28.0, -6.0)]), colour);
            on.paint(Polygon(&[at(-24.0, 4.0), at(-44.0, -10.0), at(-30.0, 16.0)]), colour);
        }
        "small" => {
            on.paint(Oval(at(0.0, 8.0), 28.0 * scale, 22.0 * scale), colour);
            on.paint(Oval(at(-12.0, -24.0), 8.0 * scale, 20.0 * scale), colour);
            on.paint(Oval(at(12.0, -24.0), 8.0 * scale, 20.0 * scale), colour);
        }
        "people" => {
            on.paint(Disc(at(-13.0, -8.0), 17.0 * scale), colour);
            on.paint(Disc(at(13.0, -8.0), 17.0 * scale), colour);
            on.paint(Polygon(&[at(-28.0, 0.0), at(28.0, 0.0), at(0.0, 32.0)]), colour);
        }
        _ => {
            on.paint(Oval(at(0.0, 14.0), 22.0 * scale, 17.0 * scale), colour);
            for (dx, dy) in [(-28.0, -4.0), (-11.0, -22.0), (11.0, -22.0), (28.0, -4.0)] {
                on.paint(Oval(at(dx, dy), 8.5 * scale, 11.5 * scale), colour);
            }
        }
    }
}
