//! Being built.

pub mod bench;
