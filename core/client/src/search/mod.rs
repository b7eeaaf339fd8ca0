//! Finding goods without a network: words, pairs of characters and barcodes of the catalogue file.

mod index;
mod query;

pub(crate) use index::{begin, note};
pub use index::{finish, finish_links, finish_links_of_what_is_whole, slice};
pub use query::{find, in_category, per_category};
