//! Pets: a household's own. A clinic sees one only in a visit that is not over.

mod due;
mod keep;
mod routes;
pub mod tables;

pub use due::turn;
pub use keep::{Kept, get, note, put, visitors};
pub use routes::routes;
