//! Orders: placed from a quote or by a device, held while they are paid, split by shop, followed to
//! the door. What may happen in which state stands in one table, [`petpro_domain::order::TRANSITIONS`].

mod bill;
mod book;
mod cancel;
mod clock;
mod figures;
mod number;
mod place;
mod read;
mod routes;
mod settle;
mod shop_routes;
mod step;
pub mod tables;
mod timeline;
mod vendor;

pub use book::{Book, write};
pub use cancel::{Moved, cancel, receive};
pub use clock::{complete, expire, turn};
pub use figures::{sales, states};
pub use number::jump_past;
pub use read::{OrderView, is_shops, owner, view};
pub(crate) use routes::moved_once;
pub use routes::routes;
pub use settle::{NotPayable, Payable, paid, payable, payment_failed, pin, refunded, retry, unpaid, unpin};
pub use timeline::{By, note, noted};
pub use vendor::{accept, deliver, ship};
