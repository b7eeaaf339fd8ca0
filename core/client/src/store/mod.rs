//! The local store: one write connection per file, readers beside it.

mod account;
mod archive;
pub mod catalog;
pub mod desk;
mod file;
mod intents;
mod lock;
pub mod meta;
pub mod migrations;
pub mod ops;
pub mod own;
pub mod passes;
pub mod pets;
pub mod photos;
pub mod prices;
pub mod proofs;
mod readers;
mod salvage;
pub mod shop;
pub mod shown;
mod sync;
pub mod visits;
pub mod walk_ins;
pub mod workplace;

pub use account::{Account, HOUSEHOLD, Owner};
pub use archive::{attention, discard, dismiss, waiting, wipe};
pub use catalog::Catalog;
pub use file::{Durability, Writer, open_reader, open_writer, set_aside};
pub use intents::{Draft, Seen};
pub use lock::{OpenLock, SyncLock};
pub use migrations::Kind;
pub use readers::Readers;
pub use salvage::{Salvaged, salvage};
pub use sync::SyncStore;
