//! Pictures from files and other apps, made into the luma plane a scanner looks at, and the scanner.
//!
//! What comes in was made by anybody: bytes and pixels are capped before anything is allocated, and a file that is
//! not a picture is an error, never a panic.

mod film;
mod jpeg;
mod label;
mod load;
mod marked;
mod pdf;
mod photo;
mod scanner;
mod sheet;

use std::io::Read as _;
use std::path::Path;

use petpro_domain::Code;

pub use film::{Film, MAGIC as FILM_MAGIC};
pub use label::{Label, SCALES};
pub use marked::{along, marked};
pub use petpro_scan::{Format, Frame, Hint, Job, Picture, Point, Purpose, Read, Rotation, Seen};
pub use photo::photo;
pub use scanner::Scanner;
pub use sheet::Sheet;

use crate::error::{Error, Result};

/// The most that is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// Size of the file, in bytes.
    pub bytes: u64,
    /// Width times height; a pixel of the frame takes one byte.
    pub pixels: u64,
}

/// Bytes that opening a picture may take beside the frame that comes out of it. A picture that needs more, which has over
/// 16 million pixels and is no ordinary JPEG, is too large.
const MEMORY: u64 = 64 << 20;

impl Default for Caps {
    /// 32 MB and 50 megapixels: the largest photographs that most phones make.
    fn default() -> Self {
        Self { bytes: 32 << 20, pixels: 50_000_000 }
    }
}

/// The upright luma plane of a PNG, JPEG or WebP file.
///
/// `file-not-found` and `file-unreadable` are about the file, `image-too-large` is over a cap, `image-unsupported` is
/// a picture of another format, `image-unreadable` is empty, damaged or no picture.
pub fn load(path: &Path, caps: Caps) -> Result<Picture> {
    from_stream(open(path)?, caps)
}

/// A file that holds pictures or a film: `file-not-found`, or `file-unreadable`, also for a folder.
pub fn open(path: &Path) -> Result<std::fs::File> {
    let file = std::fs::File::open(path).map_err(refused)?;
    match file.metadata().map_err(refused)?.is_file() {
        true => Ok(file),
        false => Err(Error::new(Code::FileUnreadable, "not a file")),
    }
}

/// The same as [`load`] from what somebody pours in.
pub fn from_stream(from: impl std::io::Read, caps: Caps) -> Result<Picture> {
    let mut bytes = Vec::new();
    // One byte more than allowed tells a file that grew, or lies about its size, from one that fits.
    from.take(caps.bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(refused)?;
    from_bytes(&bytes, caps)
}

fn refused(error: std::io::Error) -> Error {
    let code = match error.kind() {
        std::io::ErrorKind::NotFound => Code::FileNotFound,
        _ => Code::FileUnreadable,
    };
    Error::caused(code, "the picture's file cannot be opened", error)
}

/// The same from memory: a pasted picture, a file that another app handed over.
pub fn from_bytes(bytes: &[u8], caps: Caps) -> Result<Picture> {
    load::luma(bytes, caps)
}
