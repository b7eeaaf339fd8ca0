//! Journeys: real devices, the real server, real HTTP between them.

mod account;
mod devices;
mod restore;
mod trouble;
mod world;
