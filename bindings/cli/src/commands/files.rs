//! Files that a command leaves behind.

use std::io::ErrorKind;
use std::path::Path;

use petpro_client::Code;

use crate::answer::Failure;

/// `disk-full` or `file-unwritable` where that cannot be.
pub fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(file, bytes).map_err(|error| {
        tracing::debug!(%error, "not written");
        match error.kind() {
            ErrorKind::StorageFull => Failure::new(Code::DiskFull),
            _ => Failure::new(Code::FileUnwritable),
        }
    })
}
