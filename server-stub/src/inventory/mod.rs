//! Stock: the only writer of what is on hand and what is held. Every rule stands in the statement
//! that writes, so that whoever calls it cannot oversell.

mod holds;
mod levels;
mod moves;
mod stock;
pub mod tables;

pub use holds::{Short, hold_all, holds, release_all, sell_all, sell_unheld, take_back};
pub use levels::{FEW, level_of, moved, publish_levels};
pub use moves::{best_sellers, unbalanced};
pub use petpro_domain::shop::Stock;
pub use stock::{adjust, availability, begin, publish, running_out, set_low, set_on_hand, stock, stocks};
