//! The household's pets: as the server has them, with what this device noted and has not sent.

use std::collections::BTreeMap;

use petpro_domain::ids::PetId;
use petpro_domain::pet::{Noted, PetRow};
use petpro_domain::wire::{OpBody, PetNoted, PetPut};
use rusqlite::Connection;

use super::{ops, own};
use crate::error::Result;

/// One pet as shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    pub id: PetId,
    pub row: PetRow,
    /// Something about it was not sent yet.
    pub waits: bool,
}

/// All of them, oldest first: ids are made in the order of time.
pub fn pets(conn: &Connection) -> Result<Vec<Kept>> {
    let parsed = |(id, d): (String, String)| {
        let (id, row): (PetId, PetRow) = (id.parse().ok()?, serde_json::from_str(&d).ok()?);
        Some((id, Kept { id, row, waits: false }))
    };
    let mut kept: BTreeMap<PetId, Kept> = own::rows(conn, "pet")?.into_iter().filter_map(parsed).collect();
    for op in ops::all_pending(conn)? {
        match op.body() {
            Ok(Some(OpBody::PetPut(PetPut { pet_id: id, pet: Some(pet) }))) => {
                let (notes, photo) =
                    kept.remove(&id).map(|known| (known.row.notes, known.row.photo)).unwrap_or_default();
                kept.insert(id, Kept { id, row: PetRow { pet, notes, photo }, waits: true });
            }
            Ok(Some(OpBody::PetPut(PetPut { pet_id, pet: None }))) => drop(kept.remove(&pet_id)),
            Ok(Some(OpBody::PetNoted(PetNoted { pet_id, note }))) => {
                // Where only the answer was lost, the server's row has it already.
                if let Some(known) = kept.get_mut(&pet_id)
                    && known.row.notes.iter().all(|noted| noted.id != op.id)
                {
                    known.row.notes.push(Noted { id: op.id, note, clinic: None });
                    known.waits = true;
                }
            }
            _ => {}
        }
    }
    Ok(kept.into_values().collect())
}
