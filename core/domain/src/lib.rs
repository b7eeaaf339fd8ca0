//! Everything true about PetPro, pure: no I/O, no clock, no randomness, no async, no float money.
//!
//! The same functions run in the phone, the tablet, the desktop and the backend: a total that two
//! sides compute can differ only if their inputs do (and then [`pricing`]'s digest says so).

pub mod audit;
pub mod booking;
pub mod cart;
pub mod catalog;
pub mod checkin;
pub mod clinic;
pub mod code;
pub mod gtin;
pub mod ids;
pub mod link;
pub mod money;
pub mod notice;
pub mod order;
pub mod pass;
pub mod payment;
pub mod pet;
pub mod pricing;
pub mod regions;
pub mod scanned;
pub mod shop;
pub mod texts;
pub mod wire;
pub mod words;

pub use code::Code;
pub use money::{Currency, Money};
pub use texts::Lang;
