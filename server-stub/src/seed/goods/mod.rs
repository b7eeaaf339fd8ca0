//! What the demo's shops sell, as tables: each good crossed with its brands and kinds is a product,
//! its sizes are the variants. Rows are only ever appended with a new `no`: ids and GTINs are
//! derived from it, and devices out there know them.

mod bird;
mod cat;
mod dog_food;
mod dog_gear;
mod fish;
mod people;
mod small;

use super::pictures::Shape;
use super::words::{Brand, Four};

/// One row of the tables.
pub struct Good {
    /// 1 to 999, for ever.
    pub no: u16,
    /// Key of [`super::shops::SHOPS`].
    pub shop: &'static str,
    /// Key of [`super::shops::CATEGORIES`].
    pub category: &'static str,
    pub shape: Shape,
    pub names: Four,
    pub brands: &'static [Brand],
    pub kinds: &'static [Four],
    /// Label, grams, list price in yen.
    pub sizes: &'static [(&'static str, u32, i64)],
}

/// Every good, in the order of the shelves.
pub fn all() -> impl Iterator<Item = &'static Good> {
    [dog_food::GOODS, dog_gear::GOODS, cat::GOODS, small::GOODS, bird::GOODS, fish::GOODS, people::GOODS]
        .into_iter()
        .flatten()
}
