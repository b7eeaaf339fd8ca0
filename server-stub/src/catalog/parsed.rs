//! Rows that change once a month and are read with every order: parsed once a text.

use std::collections::HashMap;
use std::sync::LazyLock;

use parking_lot::RwLock;
use serde::de::DeserializeOwned;

use crate::store::{Failure, Row};

/// Texts kept; a market has some dozens.
const KEPT: usize = 1_000;

/// Values by their JSON text. A text never means anything else, so they outlive transactions and
/// are everybody's.
pub(super) struct Parsed<T>(LazyLock<RwLock<HashMap<String, T>>>);

impl<T: Clone + DeserializeOwned> Parsed<T> {
    pub const fn new() -> Self {
        Self(LazyLock::new(RwLock::default))
    }

    /// A JSON column.
    pub fn read(&self, row: &Row, at: usize) -> Result<T, Failure> {
        let text = row.text(at)?;
        if let Some(known) = self.0.read().get(text) {
            return Ok(known.clone());
        }
        let value: T = serde_json::from_str(text).map_err(|_| Failure::Shape { index: at })?;
        let mut known = self.0.write();
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(text.to_owned(), value.clone());
        Ok(value)
    }
}
