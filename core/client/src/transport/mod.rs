//! How the device speaks to the server: HTTP with JSON, gzip both ways, and one event stream.
//!
//! A network lies: a hotel's sign-in page answers 200 with HTML, a proxy cuts a body in half, a
//! gateway sends its own 502. Nothing is believed before its type and shape were checked.

mod download;
mod fault;
mod http;
mod offset;
mod poke;

pub use download::Download;
pub use fault::Fault;
pub use http::{Http, read};
pub use offset::Offset;
pub use poke::{Heard, Poke, Pokes};
