//! The cart of a household: lines made of named contributions, so that additions made apart all
//! count and nothing unseen is ever removed.

mod line;

pub use line::{CartLine, Dot, Locked, Options, SavedLine};

/// Distinct lines in a cart (C-14); the next one goes to saved for later (C-51).
pub const MAX_LINES: usize = 50;
/// Units of one line, on screen, in pricing and in the order.
pub const MAX_QTY: u32 = 999;
/// Contributions one line may hold; one more is refused with `line-full`.
pub const MAX_DOTS: usize = 256;
/// From here on "+" is sent as a set, which keeps lines short.
pub const COMPACT_DOTS: usize = 32;
