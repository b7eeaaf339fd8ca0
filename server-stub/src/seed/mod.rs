//! The demo's market: five shops, some hundred products, pictures, stock, two households and three clinics.
//! Everything is derived from tables, so seeding twice changes nothing.

mod catalogue;
mod clinics;
mod goods;
mod pictures;
mod plant;
mod shops;
mod words;

pub use catalogue::{Catalogue, japan, shop_id};
pub use clinics::{PIN, clinic_id, service_id};
pub use plant::{ACCOUNTS, PASSWORD, Planted, STAFF, plant};
