//! A luma frame in, codes out. The only crate that knows the decoder library.
//!
//! A [`Session`] is what a shell holds while a scanner screen is open: it owns the [`Decoder`] and every buffer,
//! catches a decoder that panics, and believes nothing it has seen once only (see [`Session::see`]).
//! What a text *means* (a GTIN, a clinic, a pass) is not known here; that is `petpro_domain`.

mod check;
mod decoder;
mod frame;
mod job;
mod linear;
mod pipeline;
mod qr;
mod read;
mod session;
mod stats;
mod symbol;

pub use decoder::{Clock, Decoder, Rxing};
pub use frame::{Frame, Picture, Rotation};
pub use job::{Effort, Format, Formats, Job, Purpose, Region};
pub use pipeline::Pipeline;
pub use read::{Fnc1, Part, Point, Read};
pub use session::{Seen, Session};
pub use stats::{Hint, Stats};
pub use symbol::{Correction, Symbol, SymbolError, qr_symbol, symbol};
