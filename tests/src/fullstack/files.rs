//! A phone's disk. A killed process leaves what it has written, so the files are copied as they lie
//! while they are open, and opened again from the copy: no destructor of ours or of SQLite's has
//! tidied them. (Power loss, where unsynced pages are dropped or torn, needs a fault VFS of its own
//! and is not played here.)

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Copies the SQLite files of one folder into another, `-shm` left out: it is the memory of
/// processes that are gone.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to.join(name))?;
        } else if !name.to_string_lossy().ends_with("-shm") {
            fs::copy(entry.path(), to.join(name))?;
        }
    }
    Ok(())
}

/// A folder for every life of a thing: `root/0`, `root/1` …
#[derive(Debug)]
pub struct Lives {
    root: PathBuf,
    n: u32,
}

impl Lives {
    pub fn new(root: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(root.join("0"))?;
        Ok(Self { root, n: 0 })
    }

    /// Where the files of this life lie.
    pub fn dir(&self) -> PathBuf {
        self.root.join(self.n.to_string())
    }

    /// What a kill right now would leave, as the beginning of the next life.
    pub fn leave(&self) -> io::Result<PathBuf> {
        let next = self.root.join((self.n + 1).to_string());
        let _ = fs::remove_dir_all(&next); // a kill that was prepared and did not happen
        copy(&self.dir(), &next)?;
        Ok(next)
    }

    /// The next life begins in the folder that [`Lives::leave`] or somebody else has filled.
    pub fn begin_next(&mut self) -> io::Result<()> {
        let old = self.dir();
        self.n += 1;
        fs::create_dir_all(self.dir())?;
        fs::remove_dir_all(old)
    }

    /// The folder that the next life will begin in.
    pub fn next_dir(&self) -> PathBuf {
        self.root.join((self.n + 1).to_string())
    }
}

/// A folder for a run. In memory where the system has such a place: killing a process does not
/// lose what it has written, so flushing to a disk would only cost time here.
pub fn scratch() -> io::Result<tempfile::TempDir> {
    let memory = Path::new("/dev/shm");
    let builder = || {
        let mut builder = tempfile::Builder::new();
        builder.prefix("petpro-sim-");
        builder
    };
    if memory.is_dir()
        && let Ok(dir) = builder().tempdir_in(memory)
    {
        return Ok(dir);
    }
    builder().tempdir()
}
