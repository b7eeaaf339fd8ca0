//! The real binary on real folders.

#![allow(clippy::unwrap_used, reason = "helpers of tests: a panic is the report")]

mod answers;
mod exits;
mod processes;
mod scans;
mod shelf;
mod terminal;
