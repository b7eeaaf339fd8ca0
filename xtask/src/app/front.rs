//! The front end's own tools: Node, what its lock file names, and the build.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// What Vite 8 runs on.
const NODE: (u32, u32) = (20, 19);

/// `app-tauri/web` with everything that its lock file names.
pub struct Front {
    pub folder: PathBuf,
}

impl Front {
    /// Installs what is missing or was changed since; refused without a Node that is new enough.
    pub fn ready(space: &Workspace) -> Result<Self> {
        if let Some(why) = missing() {
            bail!("{why}; without it the same things are played at a terminal: cargo xtask demo");
        }
        let front = Self { folder: space.root.join("app-tauri/web") };
        let lock = std::fs::read(front.folder.join("package-lock.json")).context("package-lock.json")?;
        let installed = space.own("app/package-lock.json")?;
        let there =
            front.folder.join("node_modules").is_dir() && std::fs::read(&installed).is_ok_and(|had| had == lock);
        if !there {
            front.npm(&["ci", "--no-audit", "--no-fund", "--loglevel=error"])?;
            std::fs::write(&installed, lock)?;
        }
        Ok(front)
    }

    pub fn build(&self) -> Result<()> {
        self.npm(&["run", "build", "--silent", "--", "--logLevel", "warn"])
    }

    fn npm(&self, args: &[&str]) -> Result<()> {
        let status = self.command("npm").args(args).status().context("npm cannot be started")?;
        match status.success() {
            true => Ok(()),
            false => bail!("`npm {}` failed in {}", args.join(" "), self.folder.display()),
        }
    }

    /// A program of the front end's tools, in its folder.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder).stdin(Stdio::null());
        command
    }
}

/// Why the front end can be neither built nor tested on this machine.
pub fn missing() -> Option<String> {
    let version = |program: &str| {
        let told = Command::new(program).arg("--version").stderr(Stdio::null()).output().ok()?;
        told.status.success().then(|| String::from_utf8_lossy(&told.stdout).trim().to_owned())
    };
    let wanted = format!("needs Node {}.{} or newer with npm", NODE.0, NODE.1);
    match (version("node"), version("npm")) {
        (Some(node), Some(_)) if is_new_enough(&node) => None,
        (Some(node), _) => Some(format!("{wanted} (here is {node})")),
        (None, _) => Some(wanted),
    }
}

fn is_new_enough(node: &str) -> bool {
    let mut parts = node.trim_start_matches('v').split('.').map_while(|part| part.parse::<u32>().ok());
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0)) >= NODE
}

#[cfg(test)]
mod tests {
    use super::is_new_enough;

    #[test]
    fn a_node_is_compared_by_its_numbers() {
        assert!(is_new_enough("v20.19.0") && is_new_enough("v22.1.0") && is_new_enough("v100.0.0"));
        assert!(!is_new_enough("v20.9.1") && !is_new_enough("v18.20.4") && !is_new_enough("?"));
    }
}
