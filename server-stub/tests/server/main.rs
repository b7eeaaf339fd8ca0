//! The real router over real SQLite files; one binary, a module for each area.

mod store;
mod world;
