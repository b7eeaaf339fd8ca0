//! The real router over real SQLite files; one binary, a module for each area.

mod identity;
mod store;
mod world;
