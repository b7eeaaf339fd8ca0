//! The app's border: one table of commands over [`petpro_client::PetPro`], without a window and without a server.
//!
//! A shell hands a name and JSON to [`App::invoke`] and gets JSON back; pictures and camera frames, which are no JSON,
//! have a call each. What a command takes and gives is written down once, in [`table`], for the dispatcher and for
//! TypeScript.

mod app;
mod keeper;
mod refused;
mod table;
mod typescript;

pub use app::{App, Look};
pub use petpro_client::state::Scanned;
pub use petpro_client::{Config, Topic};
pub use refused::Refused;
pub use table::COMMANDS;
pub use typescript::typescript;
