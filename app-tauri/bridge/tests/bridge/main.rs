//! The bridge as a stranger on this machine meets it: over a real socket, with a real store behind it.
#![allow(clippy::unwrap_used, reason = "helpers of tests: a panic is the report")]

mod gate;
mod routes;
mod world;
