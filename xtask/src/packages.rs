//! Programs that some tests need and a new machine may lack. They come from Debian's packages, or those
//! tests are skipped with their reason.

use std::process::{Command, Stdio};

use crate::app::window;

/// A program, or a library by its file for pkg-config; the package it is in, and what for.
const NEEDED: &[(&str, &str, &str)] = &[
    ("strace", "strace", "records the file calls of the power cuts"),
    ("chromium", "chromium", "plays the app's journeys"),
];

/// What builds zxing-cpp for the scanner's bench.
pub const CPLUSPLUS: &[(&str, &str, &str)] =
    &[("cmake", "cmake", "builds zxing-cpp"), ("c++", "g++", "builds zxing-cpp")];

/// Has what the tests need; see [`ready_for`].
pub fn ready(no_install: bool) {
    ready_for(&[NEEDED, window::BUILDS, window::DRIVES].concat(), no_install);
}

/// What is not there of this, in one line.
pub fn missing(needed: &[(&str, &str, &str)]) -> Option<String> {
    let missing: Vec<&str> =
        needed.iter().filter(|(name, ..)| !is_there(name)).map(|(_, package, _)| *package).collect();
    (!missing.is_empty()).then(|| format!("needs Debian's {}", missing.join(", ")))
}

/// Installs what is missing where that is allowed; else says the one line that would.
pub fn ready_for(needed: &[(&str, &str, &str)], no_install: bool) {
    let missing: Vec<_> = needed.iter().filter(|(program, ..)| !is_there(program)).collect();
    if missing.is_empty() {
        return;
    }
    for (program, package, what_for) in &missing {
        println!("{program:>12} is missing: {what_for} (Debian package {package})");
    }
    let packages: Vec<&str> = missing.iter().map(|(_, package, _)| *package).collect();
    let line = format!("apt-get update && apt-get install -y --no-install-recommends {}", packages.join(" "));
    let Some(shell) = shell().filter(|_| !no_install && is_there("apt-get")) else {
        println!("what needs it is skipped; to have it: sudo sh -c '{line}'");
        return;
    };
    println!("{:>12} {}", "installing", packages.join(", "));
    let (first, rest) = shell.split_first().expect("a shell has a name");
    let done = Command::new(first).args(rest).arg(&line).stdout(Stdio::null()).status();
    if !done.is_ok_and(|status| status.success()) {
        println!("that did not work, what needs it is skipped; by hand: sudo sh -c '{line}'");
    }
}

fn is_there(name: &str) -> bool {
    if name.ends_with(".pc") {
        let module = name.trim_end_matches(".pc");
        let asked = Command::new("pkg-config").args(["--exists", module]).stderr(Stdio::null()).status();
        return asked.is_ok_and(|status| status.success());
    }
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|folder| folder.join(name).is_file())
}

/// How a line is run as root without asking anybody; none where that cannot be.
fn shell() -> Option<&'static [&'static str]> {
    let says = |program: &str, args: &[&str]| {
        let answer = Command::new(program).args(args).stderr(Stdio::null()).stdin(Stdio::null()).output().ok()?;
        answer.status.success().then(|| String::from_utf8_lossy(&answer.stdout).trim().to_owned())
    };
    if says("id", &["-u"])? == "0" {
        return Some(&["sh", "-c"]);
    }
    says("sudo", &["-n", "true"]).map(|_| ["sudo", "-n", "sh", "-c"].as_slice())
}
