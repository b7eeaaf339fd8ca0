//! A shop's own side of what it sells: rows of scope `vendor:<shop>`, and what its people may change
//! with or without a network. Its `shop`, `shipping`, `product` and `variant` rows are those of the
//! catalogue; `stock` is here alone.

mod article;
mod delivery;
mod stock;

pub use article::{Article, Clash, Field, MAX_NAME, MAX_PRICE, MAX_WEIGHT_G, check_patch, patch};
pub use delivery::{DeliveryTerms, Example, MAX_BANDS, Parcel, TermsFault};
pub use stock::{LOW, MAX_MOVE, Stock, Why};
