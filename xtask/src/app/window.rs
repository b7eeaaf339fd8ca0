//! The desktop app's window: a workspace of its own, built where WebKit's library is.

use std::path::PathBuf;

use anyhow::Result;

use super::front::{self, Front};
use crate::packages;
use crate::sim::program;
use crate::workspace::{Built, Workspace};

/// What builds it.
pub const BUILDS: &[(&str, &str, &str)] = &[
    ("webkit2gtk-4.1.pc", "libwebkit2gtk-4.1-dev", "builds the app's window"),
    ("pkg-config", "pkg-config", "builds the app's window"),
];

/// What opens and drives it where nobody looks.
pub const DRIVES: &[(&str, &str, &str)] = &[
    ("Xvfb", "xvfb", "a display for the app's window"),
    ("WebKitWebDriver", "webkit2gtk-driver", "drives the app's window"),
];

/// Why it cannot be built here.
pub fn missing() -> Option<String> {
    front::missing().or_else(|| packages::missing(BUILDS))
}

/// Its workspace, and everything in it or only the program. The pages go into the program, so they are built first.
pub fn build(space: &Workspace, front: &Front, what: &[&str]) -> Result<(Workspace, Vec<Built>)> {
    front.build()?;
    let window = space.beside("app-tauri/src-tauri")?;
    let built = window.build(what)?;
    Ok((window, built))
}

/// The program alone.
pub fn app(space: &Workspace, front: &Front) -> Result<PathBuf> {
    let (_, built) = build(space, front, &["--bins"])?;
    Ok(program(&built, "petpro-app")?.to_owned())
}

/// Whether somebody sits in front of a screen.
pub fn has_display() -> bool {
    !cfg!(target_os = "linux") || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some())
}
