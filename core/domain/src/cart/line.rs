//! The cart rows of a household scope, as the feed carries them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{OpId, OrderId, VariantId};

/// Chosen options (engraving, colour): sorted by key, so that their JSON is canonical.
pub type Options = BTreeMap<String, String>;

/// Options as sorted-key JSON without spaces, empty when there are none: what a line's id is made of.
pub fn canonical(options: &Options) -> String {
    if options.is_empty() {
        return String::new();
    }
    serde_json::to_string(options).expect("a map of strings has a JSON form")
}

/// One contribution to a line: the op that made it, how many, and whether it was typed (`set`).
/// On the wire `["0197…", 2, 0]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dot {
    pub id: OpId,
    pub n: u32,
    pub set: bool,
}

/// A contribution that a pending order holds: shown, not editable. On the wire `[order, op, 2, 0]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Locked {
    pub order: OrderId,
    pub dot: Dot,
}

/// Row `cart_line`, id = [`crate::ids::line`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CartLine {
    pub variant: VariantId,
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
    /// Live and free contributions, sorted by id.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<(uuid::Uuid, u32, u8)>))]
    pub dots: Vec<Dot>,
    /// Live contributions that a pending order holds, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<(uuid::Uuid, uuid::Uuid, u32, u8)>))]
    pub locked: Vec<Locked>,
    /// Server time of the last change; 30 days later the line goes to saved for later (C-15).
    #[serde(default)]
    pub touched_ms: i64,
}

/// Row `saved_line` (saved for later), same id as the cart line it came from. Its contributions
/// keep their names: one that moves is never in two places, in whatever order moves arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SavedLine {
    pub variant: VariantId,
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
    /// What is saved, sorted by id; never empty.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<(uuid::Uuid, u32, u8)>))]
    pub dots: Vec<Dot>,
    /// Why it is here: `user`, `overflow` (51st line) or `expired` (30 days).
    pub why: String,
}

impl CartLine {
    /// Free units: what the next order takes and pricing counts; at most [`super::MAX_QTY`].
    pub fn qty(&self) -> u32 {
        units(&self.dots)
    }

    /// The names of what can be seen and changed: what a set, remove or order carries as `obs`.
    pub fn names(&self) -> Vec<OpId> {
        self.dots.iter().map(|dot| dot.id).collect()
    }
}

impl SavedLine {
    /// Saved units as shown; at most [`super::MAX_QTY`].
    pub fn qty(&self) -> u32 {
        units(&self.dots)
    }

    /// The names of what is saved: what moving it back carries as `obs`.
    pub fn names(&self) -> Vec<OpId> {
        self.dots.iter().map(|dot| dot.id).collect()
    }
}

fn units(dots: &[Dot]) -> u32 {
    let sum: u64 = dots.iter().map(|dot| u64::from(dot.n)).sum();
    sum.min(u64::from(super::MAX_QTY)) as u32
}

impl Serialize for Dot {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        (self.id, self.n, u8::from(self.set)).serialize(out)
    }
}

impl<'de> Deserialize<'de> for Dot {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let (id, n, set) = <(OpId, u32, u8)>::deserialize(from)?;
        Ok(Self { id, n, set: set != 0 })
    }
}

impl Serialize for Locked {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        (self.order, self.dot.id, self.dot.n, u8::from(self.dot.set)).serialize(out)
    }
}

impl<'de> Deserialize<'de> for Locked {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let (order, id, n, set) = <(OrderId, OpId, u32, u8)>::deserialize(from)?;
        Ok(Self { order, dot: Dot { id, n, set: set != 0 } })
    }
}
