//! Bad input where client and server meet: the real facade and raw requests against a real server
//! over loopback. What concerns one side alone is tested there.

#![allow(clippy::unwrap_used, reason = "helpers of tests: a panic is the report")]

mod clocks;
mod exchange;
mod passes;
mod scanner;
mod tokens;
mod world;
