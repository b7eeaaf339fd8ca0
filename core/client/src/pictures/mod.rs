//! Pictures from files and other apps, made into the luma plane a scanner looks at, and the scanner.
//!
//! What comes in was made by anybody: bytes and pixels are capped before anything is allocated, and a file that is
//! not a picture is an error, never a panic.

mod load;
mod scanner;

use std::path::Path;

use petpro_domain::Code;

pub use petpro_scan::{Frame, Job, Picture, Point, Purpose, Read, Rotation, Seen};
pub use scanner::Scanner;

use crate::error::{Error, Result};

/// The most that is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// Size of the file, in bytes.
    pub bytes: u64,
    /// Width times height; a pixel takes up to four bytes while it is decoded.
    pub pixels: u64,
}

impl Default for Caps {
    /// 32 MB and 50 megapixels: the largest photographs that phones make, in 200 MB of memory at most.
    fn default() -> Self {
        Self { bytes: 32 << 20, pixels: 50_000_000 }
    }
}

/// The upright luma plane of a PNG, JPEG or WebP file.
///
/// `file-not-found` and `file-unreadable` are about the file, `image-too-large` is over a cap, `image-unsupported` is
/// a picture of another format, `image-unreadable` is empty, damaged or no picture.
pub fn load(path: &Path, caps: Caps) -> Result<Picture> {
    use std::io::{ErrorKind, Read};
    let refused = |error: std::io::Error| {
        let code = match error.kind() {
            ErrorKind::NotFound => Code::FileNotFound,
            _ => Code::FileUnreadable,
        };
        Error::caused(code, "the picture's file cannot be opened", error)
    };
    let file = std::fs::File::open(path).map_err(refused)?;
    if !file.metadata().map_err(refused)?.is_file() {
        return Err(Error::new(Code::FileUnreadable, "not a file"));
    }
    let mut bytes = Vec::new();
    // One byte more than allowed tells a file that grew, or lies about its size, from one that fits.
    file.take(caps.bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(refused)?;
    from_bytes(&bytes, caps)
}

/// The same from memory: a pasted picture, a file that another app handed over.
pub fn from_bytes(bytes: &[u8], caps: Caps) -> Result<Picture> {
    load::luma(bytes, caps)
}
