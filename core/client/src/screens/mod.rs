//! What each screen shows, as plain state: formatted money, enabled actions, warnings, what waits,
//! what needs attention, and the words for screen readers.
//!
//! Pure functions from rows to structs that serialise. A shell binds them and holds no rule; the
//! CLI prints the same ones by `lines()`. Every sentence comes with the key it has in the Fluent
//! catalogue, so that a test or a shell can tell which one it is in any language.

pub mod address;
pub mod audit;
pub mod board;
pub mod booking;
pub mod calendar;
pub mod cart;
pub mod checkout;
pub mod clinic;
pub mod desk;
pub mod home;
pub mod inbox;
pub mod light;
pub mod office;
pub mod order;
pub mod outbox;
pub mod pass;
pub mod payment;
pub mod pets;
pub mod product;
pub mod proofs;
pub mod scan;
pub mod search;
pub mod shelves;
pub mod shop;
pub mod timeline;
pub mod waiting;
pub mod workplace;

mod words;

#[cfg(test)]
mod tests;

use words::titled;
pub use words::{Amount, Press, Problem, Say, ago, wrong_fields};
