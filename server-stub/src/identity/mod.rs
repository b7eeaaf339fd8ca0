//! Who is asking: users, households, sessions, devices.

mod principal;

pub use principal::{Principal, Role};
