//! L1: random walks over both real halves of the engine, with a net that loses, doubles and
//! reorders, devices that are copied and restored, a server that is restored up to three times,
//! also to histories that were abandoned, and a payment provider that survives it all.
//!
//! L0: the same parts, but every state that two devices with one op each can reach ([`model`]).
//!
//! The oracle ([`audit`], [`drain`]) keeps sets of op ids and never calls `apply()`.

pub(crate) mod audit;
pub(crate) mod books;
pub(crate) mod dice;
pub(crate) mod disk;
mod drain;
mod faults;
mod file;
pub(crate) mod host;
mod model;
pub(crate) mod node;
mod payments;
#[cfg(test)]
mod rules;
mod run;
pub(crate) mod tally;
mod tap;
mod world;

pub use model::{Explored, search_all};
pub use run::{Outcome, Summary, catch, walk, walk_all};
pub use tally::{Situation, Tally};
