//! A real server under real load, and what is done to it from outside.

pub mod disk_full;
mod kill;
mod load;
pub mod proxy;
mod server;
mod wire;

pub use kill::{Figures, kill};
pub use wire::Met;
