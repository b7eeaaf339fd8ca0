//! A visit to a clinic: its states, and the rows that desks and owners have of it.

mod calendar;
mod row;
mod status;

pub use calendar::{Entry, calendar};
pub use row::{Arrival, Booking, Owned, Refused};
pub use status::{Event, Status, TRANSITIONS, next};
