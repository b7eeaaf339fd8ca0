//! The cart of a household: lines made of named contributions, so that additions made apart all
//! count and nothing unseen is ever removed.
//!
//! [`apply`] is the one place that decides what an op does to a cart. The device runs it to predict
//! and the server runs it to judge; [`needs`] says which rows it must be given.

mod apply;
mod beside;
mod line;
mod order;
mod rows;
#[cfg(test)]
mod tests;

pub use apply::apply;
pub use beside::check;
pub use line::{CartLine, Dot, Locked, Options, SavedLine, canonical};
pub use order::{Order, OrderState};
pub use rows::{At, Del, Guard, Name, Need, Put, Room, Rows, Verdict, needs};

/// Distinct lines in a cart (C-14); the next one goes to saved for later (C-51).
pub const MAX_LINES: usize = 50;
/// Units of one line, on screen, in pricing and in the order.
pub const MAX_QTY: u32 = 999;
/// Contributions one line may hold; one more is refused with `line-full`.
pub const MAX_DOTS: usize = 256;
/// From here on "+" is sent as a set, which keeps lines short.
pub const COMPACT_DOTS: usize = 32;
/// A line nobody touched for this long goes to saved for later (C-15), ms.
pub const LINE_TTL_MS: i64 = 30 * 86_400_000;
/// The note on an applied op whose line was the 51st.
pub const MOVED_TO_SAVED: &str = "moved-to-saved";
