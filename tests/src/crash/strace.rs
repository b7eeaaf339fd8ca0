//! What a process did to files, from the log of `strace`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};

use super::script::Scenario;

/// One call that changed a file below the recorded folder.
#[derive(Clone, Debug)]
pub struct Call {
    /// Its path below the folder.
    pub file: String,
    pub what: What,
}

#[derive(Clone, Debug)]
pub enum What {
    /// Opened for writing; `empty`: and cut to nothing.
    Open {
        empty: bool,
    },
    /// `at`: None at the end.
    Write {
        at: Option<u64>,
        bytes: Vec<u8>,
    },
    Length(u64),
    Flush,
    Gone,
    /// It has this name now.
    Renamed(String),
    /// It has this name too; nobody writes to it under the old one any more.
    Linked(String),
}

/// The calls that write to files by a name or a descriptor. (SQLite's `-shm` is mapped memory; it is
/// rebuilt after a crash and not part of a disk.)
const CALLS: &str = "trace=openat,write,pwrite64,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,\
renameat2,link,linkat,copy_file_range,sendfile,writev,pwritev,pwritev2,fallocate";

/// Plays `scenario` in a process of its own and gives what it did to files, in order.
pub fn record(program: &Path, scenario: Scenario, dir: &Path, scratch: &Path) -> anyhow::Result<Vec<Call>> {
    let log = scratch.join("strace.log");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-y", "-xx", "-s", "4194304", "--seccomp-bpf", "-e", "signal=none", "-e", CALLS, "-o"]);
    let output = strace.arg(&log).arg(program).arg("record").arg(format!("{scenario:?}")).arg(dir).output();
    let output = output.context("strace cannot be started")?;
    ensure!(output.status.success(), "the scenario failed: {}", String::from_utf8_lossy(&output.stderr));
    let text = std::fs::read_to_string(&log)?;
    std::fs::remove_file(&log)?;
    read(&text, dir.to_str().context("a path in UTF-8")?)
}

fn read(text: &str, dir: &str) -> anyhow::Result<Vec<Call>> {
    let mut calls = Vec::new();
    let mut unfinished: BTreeMap<&str, &str> = BTreeMap::new(); // by thread; one call each
    for line in text.lines() {
        let Some((pid, rest)) = line.split_once(' ') else { continue };
        let rest = rest.trim_start();
        if let Some(begun) = rest.strip_suffix("<unfinished ...>") {
            unfinished.insert(pid, begun);
        } else if rest.starts_with("<...") {
            let Some(begun) = unfinished.remove(pid) else { continue };
            let end = rest.split_once("resumed>").map_or("", |(_, end)| end);
            calls.extend(call(&format!("{begun}{end}"), dir)?);
        } else {
            calls.extend(call(rest, dir)?);
        }
    }
    Ok(calls)
}

/// One finished line; `None` where it failed or is about other files.
fn call(line: &str, dir: &str) -> anyhow::Result<Option<Call>> {
    let Some((name, rest)) = line.split_once('(') else { return Ok(None) };
    // Short lines, and the ends of interrupted ones, have blanks before the result.
    let Some((args, result)) = rest.rsplit_once('=') else { return Ok(None) };
    let Some(args) = args.trim_end().strip_suffix(')') else { return Ok(None) };
    let result = result.trim_start();
    if result.starts_with('-') || result.starts_with('?') {
        return Ok(None);
    }
    let below = |path: String| path.strip_prefix(dir).map(|rest| rest.trim_start_matches('/').to_owned());
    let texts: Vec<&str> = args.split('"').skip(1).step_by(2).collect();
    let path = |n: usize| texts.get(n).and_then(|text| below(String::from_utf8_lossy(&bytes(text)).into_owned()));
    let opened = || {
        let (_, rest) = args.split_once('<')?;
        below(String::from_utf8_lossy(&bytes(rest.split_once('>')?.0)).into_owned())
    };
    let last = || args.rsplit(", ").next().and_then(|n| n.trim().parse::<u64>().ok());
    let call = |file: Option<String>, what: What| file.filter(|file| !is_memory(file)).map(|file| Call { file, what });
    Ok(match name {
        "openat" => {
            let writes = args.contains("O_WRONLY") || args.contains("O_RDWR");
            call(path(0).filter(|_| writes), What::Open { empty: args.contains("O_TRUNC") })
        }
        "write" => call(opened(), What::Write { at: None, bytes: bytes(texts.first().copied().unwrap_or_default()) }),
        "pwrite64" => {
            let at = Some(last().context("a pwrite without an offset")?);
            call(opened(), What::Write { at, bytes: bytes(texts.first().copied().unwrap_or_default()) })
        }
        "ftruncate" => call(opened(), What::Length(last().context("a truncation without a length")?)),
        "fsync" | "fdatasync" => call(opened(), What::Flush),
        "unlink" | "unlinkat" => call(path(0), What::Gone),
        "rename" | "renameat" | "renameat2" => path(1).and_then(|to| call(path(0), What::Renamed(to))),
        "link" | "linkat" => path(1).and_then(|to| call(path(0), What::Linked(to))),
        other => {
            ensure!(opened().is_none_or(|file| is_memory(&file)), "{other} to a file is not understood: {line:.200}");
            None
        }
    })
}

fn is_memory(file: &str) -> bool {
    file.is_empty() || file.ends_with("-shm")
}

/// `\x68\x69` is `hi`.
fn bytes(text: &str) -> Vec<u8> {
    text.split("\\x").skip(1).filter_map(|hex| u8::from_str_radix(hex.get(..2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_flushes_and_interrupted_lines_are_read() {
        let log = "7 pwrite64(3</d/a>, \"\\x61\\x62\", 2, 4096) = 2\n\
                   8 fdatasync(3<\\x2f\\x64\\x2f\\x61> <unfinished ...>\n\
                   7 openat(AT_FDCWD</>, \"\\x2f\\x64\\x2f\\x62\", O_WRONLY|O_CREAT|O_TRUNC, 0644) = 4\n\
                   8 <... fdatasync resumed>)              = 0\n\
                   7 unlink(\"\\x2f\\x64\\x2f\\x61\") = -1 ENOENT\n\
                   7 unlink(\"\\x2f\\x65\") = 0\n";
        let log = log.replace("</d/a>", "<\\x2f\\x64\\x2f\\x61>");
        let calls: Vec<String> = read(&log, "/d").unwrap().iter().map(|call| format!("{call:?}")).collect();
        let expected = [
            r#"Call { file: "a", what: Write { at: Some(4096), bytes: [97, 98] } }"#,
            r#"Call { file: "b", what: Open { empty: true } }"#,
            r#"Call { file: "a", what: Flush }"#,
        ];
        assert_eq!(calls, expected);
    }
}
