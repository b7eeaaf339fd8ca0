//! The real binary on real folders.

mod answers;
mod exits;
mod processes;
mod scans;
mod shelf;
mod terminal;
