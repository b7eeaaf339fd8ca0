//! Where squares were in the frames before this one: in noise each frame shows two of the three, and another two next time.

use super::finders::Square;
use crate::frame::Place;

/// What was seen so long ago may be anywhere.
const FORGET_MS: u64 = 500;
/// Squares that are kept.
const MOST: usize = 40;

/// Whether what was seen then says anything of now.
pub(super) fn is_fresh(then_ms: u64, now_ms: u64) -> bool {
    now_ms.checked_sub(then_ms).is_some_and(|ms| ms <= FORGET_MS)
}

/// A film as far as it has been seen; of a still picture nothing. Its buffers are kept.
#[derive(Default)]
pub(super) struct Film {
    /// When this frame was taken, and where what is looked at lies in it.
    pub now: Option<(u64, Place)>,
    /// In pixels of the frame, each with when it was last seen.
    kept: Vec<(Square, u64)>,
    /// The same in pixels of what is looked at.
    pub squares: Vec<Square>,
}

impl Film {
    /// A new frame.
    pub fn start(&mut self, now: Option<(u64, Place)>) {
        self.now = now;
        self.squares.clear();
        let Some((at_ms, place)) = now else { return self.kept.clear() };
        self.kept.retain(|(_, seen_ms)| is_fresh(*seen_ms, at_ms));
        self.squares.extend(self.kept.iter().map(|(square, _)| Square {
            middle: place.in_picture(square.middle),
            size: square.size / place.by as f32,
        }));
    }

    /// The squares of this frame, the likeliest first; those of the frames before that are not among them stay.
    pub fn keep(&mut self, found: &[Square]) {
        let Some((at_ms, place)) = self.now else { return };
        for square in found.iter().rev() {
            let square = Square { middle: place.in_frame(square.middle), size: square.size * place.by as f32 };
            self.kept.retain(|(old, _)| old.apart(&square) > square.size / 2.0);
            self.kept.insert(0, (square, at_ms));
        }
        self.kept.truncate(MOST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Point;

    const WHOLE: Place = Place { x: 0, y: 0, by: 1 };

    fn square(x: f32, y: f32) -> Square {
        Square { middle: Point { x, y }, size: 21.0 }
    }

    fn seen(film: &mut Film, at_ms: u64, place: Place) -> &[Square] {
        film.start(Some((at_ms, place)));
        &film.squares
    }

    #[test]
    fn a_square_that_one_frame_does_not_show_stays_for_half_a_second() {
        let mut film = Film::default();
        film.start(Some((1_000, WHOLE)));
        film.keep(&[square(50.0, 50.0), square(150.0, 50.0)]);
        film.start(Some((1_400, WHOLE)));
        film.keep(&[square(54.0, 50.0)]);
        assert_eq!(seen(&mut film, 1_500, WHOLE), [square(54.0, 50.0), square(150.0, 50.0)]);
        assert_eq!(seen(&mut film, 1_501, WHOLE), [square(54.0, 50.0)]);
        assert_eq!(seen(&mut film, 1_399, WHOLE), [], "a clock that was set back");
    }

    #[test]
    fn squares_lie_where_they_lay_in_the_frame_whatever_part_of_it_is_looked_at() {
        let mut film = Film::default();
        film.start(Some((0, Place { x: 100, y: 40, by: 2 })));
        film.keep(&[square(50.0, 50.0)]);
        let whole = Square { middle: Point { x: 200.0, y: 140.0 }, size: 42.0 };
        assert_eq!(seen(&mut film, 33, WHOLE), [whole]);
        assert_eq!(seen(&mut film, 66, Place { x: 100, y: 40, by: 2 }), [square(50.0, 50.0)]);
    }

    #[test]
    fn a_still_picture_ends_the_film() {
        let mut film = Film::default();
        film.start(Some((0, WHOLE)));
        film.keep(&[square(50.0, 50.0)]);
        film.start(None);
        assert_eq!(seen(&mut film, 33, WHOLE), []);
    }
}
