//! The demo's market: five shops, some hundred products, pictures, stock and two households.
//! Everything is derived from tables, so seeding twice changes nothing.

mod catalogue;
mod goods;
mod pictures;
mod plant;
mod shops;
mod words;

pub use catalogue::{Catalogue, japan};
pub use plant::{ACCOUNTS, PASSWORD, Planted, STAFF, plant};
