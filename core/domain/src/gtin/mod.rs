//! Barcodes of goods: check digits, the one form they are compared in, and what a scanned or typed
//! text is. Pure; a wrong check digit is found before any index or network is asked (S0-119).

mod number;
mod scanned;

pub use number::{Gtin, GtinError, Use};
pub use scanned::{Carrier, PREVIEW, Payload, Scanned, preview};
