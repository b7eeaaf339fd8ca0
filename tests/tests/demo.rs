//! The demo, from one command to its last line: the built programs, real processes, SIGKILL and all.

use std::path::Path;
use std::process::{Command, Stdio};

/// covers: S0-004, S0-007, S0-019, S0-047, S0-053
#[test]
fn slow_the_demo_plays_to_its_end() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let output = cargo.args(["xtask", "demo", "--once"]).current_dir(root).stdin(Stdio::null()).output().unwrap();
    let (said, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}\n{errors}");

    let steps = said.lines().filter(|line| line.starts_with("  ok  ")).count();
    let last = said.lines().last().unwrap_or_default();
    assert!(last.starts_with(&format!("demo: steps={steps} checks=")) && last.contains(" failed=0 "), "{last}");
    assert!(!said.contains('\x1b'), "colours are for terminals");
}
