//! The client against real SQLite files and real sockets. Against the real server: petpro-tests.

#![allow(clippy::unwrap_used, reason = "helpers of tests: a panic is the report")]

mod cart;
mod engine_store;
mod files;
mod guest;
mod liar;
mod network;
mod processes;
mod search;
mod shelves;
mod world;
