//! A real server under real load, and what is done to it from outside.

mod kill;
mod load;
mod server;

pub use kill::{Figures, kill};
