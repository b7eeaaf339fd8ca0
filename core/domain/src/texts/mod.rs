//! Every sentence for people: one Fluent catalogue in English, Japanese, Korean and Chinese.
//!
//! A message id is a code or a screen's word (`cart-empty`), an attribute follows a dot
//! (`cart-changed.next`). Ids are written out whole in the Rust sources: a test looks for each of
//! them there, so that no sentence is kept that nobody says.

mod bundle;
mod format;
mod lang;

#[cfg(test)]
mod tests;

pub use bundle::{Arg, Wording, args, problem, text, wording};
pub use format::{Day, count, date, day_of, money};
pub use lang::Lang;
