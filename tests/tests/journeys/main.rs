//! Journeys: real devices, the real server, real HTTP between them.

#![allow(clippy::unwrap_used, reason = "helpers of tests: a panic is the report")]

mod account;
mod addresses;
mod calendar;
mod devices;
mod inbox;
mod orders;
mod paying;
mod pets;
mod photos;
mod proofs;
mod restore;
mod shops;
mod snapshot;
mod tablets;
mod trouble;
mod visits;
mod walk_ins;
mod workplace;
mod world;
