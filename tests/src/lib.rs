//! The whole thing together: worlds, simulation, pictures, benches.

pub mod bench;
pub mod scene;
pub mod sim;
