//! Parcels: given to a carrier by a shop, followed to the door by the carrier's word.

mod parcel;
mod register;
mod routes;
pub mod tables;
mod webhook;

pub use parcel::{Parcel, ParcelEvent, Stage};
pub use register::{register, turn};
pub use routes::routes;
