//! Orders, from the quote to the door.

mod ends;
mod place;
mod refused;
mod shops;
