//! Facts about a pet.

use serde::{Deserialize, Serialize};

use crate::ids::{ClinicId, OpId};

/// Facts of one pet: a weight a week for nineteen years. Its row carries them all.
pub const MAX_NOTES: usize = 1_000;

/// A fact about a pet; facts only grow. What was wrong is noted again: the last word about a day counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Note {
    /// Grams on this day.
    Weight { on: String, grams: u32 },
    /// Given on this day; the next one is due on that day.
    Vaccination {
        on: String,
        vaccine: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<String>,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        batch: String,
    },
    /// Of a newer app; an older server holds it back.
    #[serde(other)]
    Other,
}

/// A fact and who vouches for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Noted {
    /// That of the op that wrote it.
    pub id: OpId,
    #[serde(flatten)]
    pub note: Note,
    /// The clinic that wrote it; absent: the household did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clinic: Option<ClinicId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pet::PetRow;

    #[test]
    fn a_fact_of_a_newer_app_does_not_hide_the_pet() {
        let row = r#"{"name":"Mochi","species":"axolotl","notes":[
            {"id":"0198c0de-0000-7000-8000-000000000001","what":"mood","on":"2026-11-22","level":3},
            {"id":"0198c0de-0000-7000-8000-000000000002","what":"weight","on":"2026-11-22","grams":4200}]}"#;
        let row: PetRow = serde_json::from_str(row).unwrap();
        assert_eq!((row.pet.species.name(), &row.notes[0].note), ("other", &Note::Other));
        assert_eq!(row.notes[1].note, Note::Weight { on: "2026-11-22".into(), grams: 4_200 });
    }
}
