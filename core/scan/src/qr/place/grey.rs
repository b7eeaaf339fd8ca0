//! Brightness between pixels.

use crate::{Picture, Point};

/// A layer, light and dark changed over where the symbol is light on dark.
#[derive(Clone, Copy)]
pub(in crate::qr) struct Grey<'a> {
    pub layer: &'a Picture,
    pub inverted: bool,
}

impl Grey<'_> {
    /// Bilinear; beside the layer its rim.
    pub fn at(&self, p: Point) -> f32 {
        let (w, h) = (self.layer.width as usize, self.layer.height as usize);
        let (x, y) = ((p.x - 0.5).clamp(0.0, w as f32 - 1.0), (p.y - 0.5).clamp(0.0, h as f32 - 1.0));
        let (x0, y0) = (x as usize, y as usize);
        let (x1, y1) = ((x0 + 1).min(w - 1), (y0 + 1).min(h - 1));
        let (fx, fy) = (x - x0 as f32, y - y0 as f32);
        let pixel = |x: usize, y: usize| f32::from(self.layer.luma[y * w + x]);
        let above = pixel(x0, y0) * (1.0 - fx) + pixel(x1, y0) * fx;
        let below = pixel(x0, y1) * (1.0 - fx) + pixel(x1, y1) * fx;
        let value = above * (1.0 - fy) + below * fy;
        if self.inverted { 255.0 - value } else { value }
    }
}
