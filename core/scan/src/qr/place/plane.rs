//! Where a flat symbol's modules are in the picture.

use crate::Point;

/// The projective map from modules, counted from the symbol's top left corner, to pixels.
#[derive(Clone, Copy, Debug)]
pub(in crate::qr) struct Plane {
    x: [f32; 3],
    y: [f32; 3],
    depth: [f32; 2],
}

/// A place of the symbol that is known in the picture, and how much it counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub module: (f32, f32),
    pub pixel: Point,
    pub weight: f32,
}

impl Plane {
    /// The map that goes through all known places as nearly as it can; at least four of them, no three on a line. None
    /// where they do not say enough.
    pub(super) fn through(known: &[Known]) -> Option<Self> {
        // Both sides around nought and about one in size: sums of squares of pixels would eat the digits of the rest.
        let count = known.len() as f64;
        let mean = |of: &dyn Fn(&Known) -> f32| known.iter().map(|k| f64::from(of(k))).sum::<f64>() / count;
        let (mu, mv) = (mean(&|k| k.module.0), mean(&|k| k.module.1));
        let (mx, my) = (mean(&|k| k.pixel.x), mean(&|k| k.pixel.y));
        let wide = |of: &dyn Fn(&Known) -> f64| (known.iter().map(of).sum::<f64>() / count).sqrt().max(1e-9);
        let size = wide(&|k| (f64::from(k.module.0) - mu).powi(2) + (f64::from(k.module.1) - mv).powi(2));
        let scale = wide(&|k| (f64::from(k.pixel.x) - mx).powi(2) + (f64::from(k.pixel.y) - my).powi(2));
        let mut sums = [[0.0; 9]; 8];
        for &Known { module, pixel, weight } in known {
            let (u, v) = ((f64::from(module.0) - mu) / size, (f64::from(module.1) - mv) / size);
            let (x, y) = ((f64::from(pixel.x) - mx) / scale, (f64::from(pixel.y) - my) / scale);
            for row in [[u, v, 1.0, 0.0, 0.0, 0.0, -u * x, -v * x, x], [0.0, 0.0, 0.0, u, v, 1.0, -u * y, -v * y, y]] {
                for (i, sums) in sums.iter_mut().enumerate() {
                    sums.iter_mut().zip(row).for_each(|(sum, of)| *sum += f64::from(weight) * row[i] * of);
                }
            }
        }
        let [a, b, c, d, e, f, g, h] = solved(sums)?;
        // Back: u is (U - mu) / size, and x is scale * x + mx.
        let bottom = [g / size, h / size, 1.0 - (g * mu + h * mv) / size];
        if bottom[2].abs() < 1e-6 {
            return None;
        }
        let top = |[a, b, c]: [f64; 3], middle: f64| {
            let own = [a / size, b / size, c - (a * mu + b * mv) / size];
            std::array::from_fn(|i| ((scale * own[i] + middle * bottom[i]) / bottom[2]) as f32)
        };
        let (x, y) = (top([a, b, c], mx), top([d, e, f], my));
        let depth = [(bottom[0] / bottom[2]) as f32, (bottom[1] / bottom[2]) as f32];
        let all = x.iter().chain(&y).chain(&depth);
        all.copied().all(f32::is_finite).then_some(Self { x, y, depth })
    }

    pub fn at(&self, u: f32, v: f32) -> Point {
        let depth = (self.depth[0] * u + self.depth[1] * v + 1.0).max(0.05);
        Point {
            x: (self.x[0] * u + self.x[1] * v + self.x[2]) / depth,
            y: (self.y[0] * u + self.y[1] * v + self.y[2]) / depth,
        }
    }
}

/// Gauss' elimination of eight equations; the ninth column is what they come to.
fn solved(mut rows: [[f64; 9]; 8]) -> Option<[f64; 8]> {
    for i in 0..8 {
        let best = (i..8).max_by(|&a, &b| rows[a][i].abs().total_cmp(&rows[b][i].abs()))?;
        rows.swap(i, best);
        let first = rows[i];
        (first[i].abs() > 1e-12).then_some(())?;
        for row in &mut rows[i + 1..] {
            let part = row[i] / first[i];
            row.iter_mut().zip(first).for_each(|(of, by)| *of -= part * by);
        }
    }
    let mut all = [0.0; 8];
    for i in (0..8).rev() {
        let known: f64 = (i + 1..8).map(|k| rows[i][k] * all[k]).sum();
        all[i] = (rows[i][8] - known) / rows[i][i];
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CORNERS: [(f32, f32); 4] = [(3.0, 4.0), (90.0, 10.0), (80.0, 70.0), (5.0, 60.0)];

    fn known(modules: f32) -> Vec<Known> {
        let places = [(0.0, 0.0), (modules, 0.0), (modules, modules), (0.0, modules)];
        let pairs = places.into_iter().zip(CORNERS);
        pairs.map(|(module, (x, y))| Known { module, pixel: Point { x, y }, weight: 1.0 }).collect()
    }

    #[test]
    fn a_plane_goes_through_its_corners() {
        let plane = Plane::through(&known(25.0)).unwrap();
        for Known { module: (u, v), pixel, .. } in known(25.0) {
            let p = plane.at(u, v);
            assert!((p.x - pixel.x).abs() < 0.01 && (p.y - pixel.y).abs() < 0.01, "{p:?} {pixel:?}");
        }
    }

    #[test]
    fn places_on_a_line_are_no_plane() {
        let line: Vec<Known> = (0..5u8)
            .map(|i| {
                let at = f32::from(i);
                Known { module: (at, at), pixel: Point { x: at, y: 2.0 * at }, weight: 1.0 }
            })
            .collect();
        assert!(Plane::through(&line).is_none());
    }
}
