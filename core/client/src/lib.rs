//! What a shell holds: one [`PetPro`] object over the local store, the transport and the session.
//!
//! Everything that changes the cart is an intent: written to the local store in one transaction,
//! then shown, later carried to the server exactly once. Local calls are synchronous and take
//! milliseconds (one flush to the disk); calls that speak to the server are `async` and must be
//! polled inside a tokio runtime. Ids come in as text and are checked here, they go out typed.

mod config;
mod error;
mod petpro;
pub mod pictures;
pub mod screens;
pub mod search;
pub mod session;
pub mod state;
pub mod store;
pub mod transport;
pub mod world;

pub use config::Config;
pub use error::{Error, Result};
pub use petpro::{
    AtScale, Colleague, DeskService, Ear, Entry, Given, PetPro, Role, Settings, Subscription, Topic, View, Wait,
    WalkIn, Weighed, Written, bookings,
};
pub use petpro_domain::clinic::Resource as Thing;
pub use petpro_domain::link::Link;
pub use petpro_domain::scanned::Microchip;
pub use petpro_domain::{Code, audit, booking, catalog, clinic, money, order, pet, scanned, shop, texts};
