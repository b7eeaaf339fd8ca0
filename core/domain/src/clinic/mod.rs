//! A clinic as everybody may know it: when it is open, what is offered there, who and what is needed
//! for it, and until when a booking can be called off. Free times follow from these and from what is
//! taken, by [`slots`]: the same on a device, to show them, and at the server, to sell them.
//!
//! All times are instants (ms since 1970); a place's clock and calendar are asked only where a person
//! wrote a time of day, so that days of 23 and 25 hours are no special case.

mod fault;
mod hours;
mod profile;
mod slots;
mod span;
mod zone;

#[cfg(test)]
mod tests;

pub use fault::Fault;
pub use hours::{Hours, Opening, TimeOfDay};
pub use profile::{Care, Clinic, Kind, Policy, Resource, Staff, StaffRole};
pub use slots::{Ask, Slot, fits, slots};
pub use span::{Span, within};
pub use zone::{Local, Zone};

/// All times that are offered or taken are whole fives of minutes.
pub const GRAIN_MIN: u32 = 5;
/// The same in ms.
pub const GRAIN_MS: i64 = 60_000 * GRAIN_MIN as i64;
