//! Driving the engine: not connected in this commit, the signatures are for the shells.

use petpro_domain::Code;

use super::PetPro;
use crate::error::{Error, Result};
use crate::state::Synced;

impl PetPro {
    /// Sends what is pending and fetches what is new, until there is nothing left of either, or
    /// until something stands in the way: then the error says what, and everything is kept.
    pub async fn sync(&self) -> Result<Synced> {
        Err(Error::new(Code::Unavailable, "the engine is not connected yet"))
    }

    /// Stays connected: sends intents as they are made and fetches when the server pokes. Drop it to stop.
    pub async fn watch(&self) -> Result<()> {
        Err(Error::new(Code::Unavailable, "the engine is not connected yet"))
    }
}
