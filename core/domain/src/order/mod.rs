//! An order after the cart: where it goes, what it costs, what state it is in and what may happen next.
//!
//! What an order takes from the cart is [`crate::cart`]'s; its op is [`crate::wire::OrderPlace`].

mod address;
mod bill;
mod delivery;
mod shown;
mod status;
mod what;

pub use address::{Address, AddressFault};
pub use bill::{Bill, BillLine, Moment, ShopBill, Tracking, VendorOrder};
pub use delivery::{Delivery, STANDARD, day_begins, day_in, deliveries, iso_day};
pub use shown::{PriceRise, Shortage, Shown};
pub use status::{Event, Status, TRANSITIONS, derived, next};
pub use what::{Note, What};
