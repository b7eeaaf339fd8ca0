//! The real router over real SQLite files; one binary, a module for each area.
#![allow(clippy::unwrap_used, reason = "helpers of tests too")]

mod backup;
mod bookings;
mod browse;
mod buyer;
mod cart;
mod catalog;
mod checkout;
mod clinic;
mod clinics;
mod documents;
mod groups;
mod idempotency;
mod identity;
mod limits;
mod logs;
mod notifications;
mod openapi;
mod orders;
mod parcels;
mod payments;
mod pets;
mod poison;
mod process;
mod rates;
mod requests;
mod shape;
mod shop;
mod store;
mod sweep;
mod sync;
mod tablets;
mod till;
mod tokens;
mod transport;
mod world;
