//! The house rules that a reader of one file cannot see broken: who imports whom, whose tables are
//! whose, how things are named, what may be shipped.

mod covers;
mod features;
mod imports;
mod licences;
mod shape;
mod sources;
mod tables;
