//! From the cart to a quote: what these goods cost, delivered there in these ways, for 15 minutes.
//! Nothing is held here; the goods are, by the order.

mod delivery;
mod price;
mod quotes;
mod routes;
pub mod tables;

pub use delivery::{DeliveryOption, ShopDelivery};
pub use price::{Priced, Wanted, priced};
pub use quotes::{Kept, address_refused, kept, prune, refused, renew, used};
pub use routes::{Checkout, routes};
