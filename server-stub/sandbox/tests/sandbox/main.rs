//! The stand-ins keep the rules of the real ones: over real HTTP and SMTP.
#![allow(clippy::unwrap_used, reason = "helpers of tests: a panic is the report")]

mod carrier;
mod control;
mod gateway;
mod mail;
mod webhooks;
mod world;
