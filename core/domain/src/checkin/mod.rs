//! Somebody stands at the desk: the fact, how the server counts it, and what a tablet says at once.
//!
//! A check-in is never refused and never lost. Two tablets without a network may both take the same
//! pass; both facts stay, one is [`Class::First`] and the other names it.

mod class;
mod row;
mod scale;
pub mod typed;
mod verdict;

pub use class::{Class, Known, classify};
pub use row::{Checkin, How, Verdict};
pub use scale::{PetWeight, Weights};
pub use verdict::{Colour, Desk, Judged, Reason, Shown, counted, disbelieved, judge};
