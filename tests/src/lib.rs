//! The whole thing together: worlds, simulation, pictures, benches.

pub mod address;
pub mod bench;
pub mod chaos;
pub mod clinic;
pub mod crash;
pub mod fullstack;
pub mod naive;
pub mod passes;
pub mod scene;
pub mod served;
pub mod sim;
pub mod strangers;
