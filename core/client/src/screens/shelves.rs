//! The shop section: its categories, and what one of them holds. From the device alone.

use petpro_domain::Lang;
use petpro_domain::ids::CategoryId;
use petpro_domain::texts::Arg;
use serde::Serialize;

use super::Say;
use super::search::{Row, row};
use crate::state::Hit;

/// The section's first screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Shelves {
    /// "Shop".
    pub title: Say,
    /// In the shop's order; those that hold nothing are not shown.
    pub shelves: Vec<Shelf>,
}

/// One category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Shelf {
    /// Which one.
    pub category: CategoryId,
    /// Its name.
    pub name: String,
    /// SHA-256 of a picture of something in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// How many products it holds.
    pub n: u32,
    /// "12 products".
    pub count: Say,
}

/// A part of one category's products. A shell asks for the part that it shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Grid {
    /// The category.
    pub shelf: Shelf,
    /// Of all products of the category, so many stand before these.
    pub from: u32,
    /// The products.
    pub rows: Vec<Row>,
}

/// The section.
pub fn screen(lang: Lang, shelves: Vec<Shelf>) -> Shelves {
    Shelves { title: Say::plain(lang, "shelves-title"), shelves }
}

/// A category with so many products.
pub fn shelf(lang: Lang, category: CategoryId, name: String, image: Option<String>, n: u32) -> Shelf {
    Shelf { category, name, image, n, count: Say::new(lang, "search-count", &[("n", Arg::from(n))]) }
}

/// A part of it.
pub fn grid(lang: Lang, shelf: Shelf, from: u32, hits: &[Hit]) -> Grid {
    Grid { shelf, from, rows: hits.iter().map(|hit| row(lang, hit)).collect() }
}

impl Shelves {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let mut out = vec![self.title.text.clone()];
        for shelf in &self.shelves {
            out.extend([format!("  {} · {}", shelf.name, shelf.count), format!("    {}", shelf.category)]);
        }
        out
    }
}

impl Grid {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let mut out = vec![format!("{} · {}", self.shelf.name, self.shelf.count)];
        self.rows.iter().for_each(|row| out.extend(row.lines()));
        out
    }
}
