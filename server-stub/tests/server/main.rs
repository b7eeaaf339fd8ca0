//! The real router over real SQLite files; one binary, a module for each area.

mod idempotency;
mod identity;
mod logs;
mod openapi;
mod process;
mod rates;
mod requests;
mod shape;
mod store;
mod sweep;
mod transport;
mod world;
