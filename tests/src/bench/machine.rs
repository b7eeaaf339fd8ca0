//! What a bench asks the machine: a folder on a real disk, CPU time of this thread, memory.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// A folder for one run, emptied at the end.
pub struct Place {
    dir: tempfile::TempDir,
    file_system: String,
}

impl Place {
    /// Beside the running binary, which cargo puts under its target folder. A file system in memory
    /// is refused: a flush there costs nothing, and every durable figure would be a lie.
    pub fn under_target() -> anyhow::Result<Self> {
        let exe = std::env::current_exe()?;
        let target = exe.parent().context("the binary lies in a folder")?.join("bench-files");
        fs::create_dir_all(&target)?;
        let dir = tempfile::Builder::new().prefix("run-").tempdir_in(&target)?;
        let file_system = file_system_of(dir.path())?;
        if matches!(file_system.as_str(), "tmpfs" | "ramfs") {
            bail!("{} lies on {file_system}: durable writes cannot be measured in memory", target.display());
        }
        Ok(Self { dir, file_system })
    }

    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    pub fn file_system(&self) -> &str {
        &self.file_system
    }

    /// An empty folder of its own for one measure.
    pub fn folder(&self, name: &str) -> anyhow::Result<PathBuf> {
        let path = self.dir.path().join(name);
        fs::create_dir_all(&path)?;
        Ok(path)
    }
}

/// The type of the mount with the longest matching prefix; `unknown` where there is no /proc.
fn file_system_of(path: &Path) -> anyhow::Result<String> {
    let path = path.canonicalize()?;
    let Ok(mounts) = fs::read_to_string("/proc/self/mountinfo") else { return Ok("unknown".into()) };
    let best = mounts
        .lines()
        .filter_map(|line| {
            let (left, right) = line.split_once(" - ")?;
            let point = left.split(' ').nth(4)?;
            path.starts_with(point).then(|| (point.len(), right.split(' ').next().unwrap_or("unknown")))
        })
        .max_by_key(|(length, _)| *length);
    Ok(best.map_or("unknown", |(_, kind)| kind).to_owned())
}

/// CPU nanoseconds of the calling thread, or `None` where the kernel does not tell.
pub fn thread_cpu_ns() -> Option<u64> {
    fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}

/// CPU nanoseconds of all living threads of this process.
pub fn process_cpu_ns() -> Option<u64> {
    let threads = fs::read_dir("/proc/self/task").ok()?.flatten();
    let of = |thread: fs::DirEntry| {
        fs::read_to_string(thread.path().join("schedstat")).ok()?.split(' ').next()?.parse::<u64>().ok()
    };
    Some(threads.filter_map(of).sum())
}

/// A line of /proc/self/status in bytes (`VmRSS`, `VmHWM`).
pub fn memory(line: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let kib = status.lines().find(|l| l.split(':').next() == Some(line))?.split_whitespace().nth(1)?;
    Some(kib.parse::<u64>().ok()? * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn memory_file_systems_are_recognised() {
        assert_eq!(file_system_of(Path::new("/proc")).unwrap(), "proc");
        assert!(memory("VmRSS").is_some_and(|bytes| bytes > 100_000));
    }
}
