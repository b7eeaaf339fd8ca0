//! A symbol seen from the side: what is nearer is wider.
//!
//! Three places of a symbol are known before a digit is read, its two ends and its middle guard, and three places are all
//! that a projective map along a line has.

/// The map that keeps both ends of a symbol and puts its middle into the middle.
pub(super) struct Facing {
    from: f32,
    length: f32,
    /// Where the middle is seen, as a part of the length.
    middle: f32,
}

/// How far from the half of a symbol its middle may be seen, as a part of its length.
const ASIDE: f32 = 0.13;

impl Facing {
    /// None of a middle that is further aside than any view puts it.
    pub fn of((from, to): (f32, f32), middle: f32) -> Option<Self> {
        let middle = (middle - from) / (to - from);
        ((middle - 0.5).abs() < ASIDE).then_some(Self { from, length: to - from, middle })
    }

    /// Where an edge would be seen from straight ahead.
    pub fn at(&self, edge: f32) -> f32 {
        let x = (edge - self.from) / self.length;
        let m = self.middle;
        self.from + self.length * x * (1.0 - m) / (x * (1.0 - 2.0 * m) + m)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_modules_seen_from_the_side_are_even_again() {
        // 95 modules on a wall that runs away from the camera.
        let seen = |module: f32| 10.0 + 400.0 * module / (95.0 + 0.4 * module);
        let facing = Facing::of((seen(0.0), seen(95.0)), seen(47.5)).unwrap();
        let even = (seen(95.0) - seen(0.0)) / 95.0;
        for module in (0..=95u8).map(f32::from) {
            assert!((facing.at(seen(module)) - seen(0.0) - module * even).abs() < 0.01, "{module}");
        }
    }

    #[test]
    fn a_middle_far_aside_is_none() {
        assert!(Facing::of((0.0, 100.0), 70.0).is_none());
    }
}
