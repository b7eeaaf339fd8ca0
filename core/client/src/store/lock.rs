//! Locks between processes, held by open files: the kernel frees them when a process dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use petpro_domain::Code;

use crate::error::{Error, Result};

/// Held while syncing or refreshing tokens; other processes may still write intents (X1).
#[derive(Debug)]
pub struct SyncLock(#[expect(dead_code, reason = "the open file is the lock")] File);

impl SyncLock {
    /// Takes `sync.lock` of the data directory, or says that another petpro is syncing.
    pub fn take(data: &Path) -> Result<Self> {
        let file = open(data, "sync.lock")?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(Error::new(Code::SyncBusy, "another petpro is syncing")),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

/// Held for the moment in which files are created or upgraded, so that two processes never both do.
pub struct OpenLock(#[expect(dead_code, reason = "the open file is the lock")] File);

impl OpenLock {
    /// Waits for it.
    pub fn take(data: &Path) -> Result<Self> {
        let file = open(data, "open.lock")?;
        file.lock()?;
        Ok(Self(file))
    }
}

fn open(data: &Path, name: &str) -> Result<File> {
    Ok(OpenOptions::new().create(true).truncate(false).write(true).open(data.join(name))?)
}
