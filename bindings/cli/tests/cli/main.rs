//! The real binary on real folders.

#![allow(clippy::unwrap_used, reason = "helpers of tests: a panic is the report")]

mod account;
mod answers;
mod exits;
mod labels;
mod memory;
mod orders;
mod pets;
mod processes;
mod progress;
mod scans;
mod server;
mod shelf;
mod signals;
mod terminal;
mod visits;
