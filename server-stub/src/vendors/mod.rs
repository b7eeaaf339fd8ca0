//! A shop's desk: its people change goods, stock and terms of delivery, and read how it goes. What is
//! sold lies in `catalog`, what is on the shelf in `inventory`, orders in `orders`; here is what a shop may do.

mod delivery;
mod ops;
mod routes;
mod statistics;

pub use ops::{adjust, fill, patch};
pub use routes::routes;
