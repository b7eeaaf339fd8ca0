//! Brightness between pixels.

use crate::{Picture, Point};

/// A layer, light and dark changed over where the symbol is light on dark.
#[derive(Clone, Copy)]
pub(in crate::qr) struct Grey<'a> {
    pub layer: &'a Picture,
    pub inverted: bool,
}

impl Grey<'_> {
    /// The same, and light beside the layer: a picture may be cut along the edge of its code.
    pub fn or_light(&self, p: Point) -> f32 {
        let is_inside = p.x >= 0.0 && p.y >= 0.0 && p.x < self.layer.width as f32 && p.y < self.layer.height as f32;
        if is_inside { self.at(p) } else { 255.0 }
    }

    /// Bilinear; beside the layer its rim.
    #[inline]
    pub fn at(&self, p: Point) -> f32 {
        let (w, h) = (self.layer.width, self.layer.height);
        let (x, y) = ((p.x - 0.5).clamp(0.0, w as f32 - 1.0), (p.y - 0.5).clamp(0.0, h as f32 - 1.0));
        let (x0, y0) = (x as u32, y as u32);
        let (fx, fy) = (x - x0 as f32, y - y0 as f32);
        let at = y0 as usize * w as usize + x0 as usize;
        let (right, down) = (usize::from(x0 + 1 < w), if y0 + 1 < h { w as usize } else { 0 });
        let pixel = |at: usize| f32::from(self.layer.luma[at]);
        let above = pixel(at) + (pixel(at + right) - pixel(at)) * fx;
        let below = pixel(at + down) + (pixel(at + down + right) - pixel(at + down)) * fx;
        let value = above + (below - above) * fy;
        if self.inverted { 255.0 - value } else { value }
    }
}
