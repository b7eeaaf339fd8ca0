//! Where things are, how cargo is called, what it built, and the name of this very tree.

use std::collections::BTreeMap;
use std::hash::Hasher;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// The checked-out project and its target directory.
pub struct Workspace {
    pub root: PathBuf,
    target: PathBuf,
    pub packages: Vec<Package>,
}

#[derive(Deserialize)]
pub struct Package {
    pub id: String,
    pub name: String,
    pub version: String,
    pub manifest_path: PathBuf,
}

impl Package {
    /// The package's folder: where cargo runs its tests.
    pub fn folder(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(Path::new("."))
    }
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_root: PathBuf,
    target_directory: PathBuf,
}

/// A file that cargo built and that can be started.
pub struct Built {
    pub package: String,
    pub target: String,
    /// A harness of tests, or an ordinary program.
    pub is_test: bool,
    pub path: PathBuf,
}

#[derive(Deserialize)]
struct Message {
    reason: String,
    #[serde(default)]
    package_id: String,
    executable: Option<PathBuf>,
    target: Option<Target>,
    profile: Option<Profile>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

#[derive(Deserialize)]
struct Profile {
    test: bool,
}

impl Workspace {
    pub fn find() -> Result<Self> {
        Self::at(Path::new("."))
    }

    /// The workspace in this folder of ours; it shares the target directory, and so what both depend on.
    pub fn beside(&self, folder: &str) -> Result<Self> {
        Ok(Self { target: self.target.clone(), ..Self::at(&self.root.join(folder))? })
    }

    fn at(folder: &Path) -> Result<Self> {
        let mut asked = cargo();
        asked.args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(folder).stderr(Stdio::inherit());
        let output = asked.output().context("cargo cannot be started")?;
        if !output.status.success() {
            bail!("cargo metadata failed: call this inside the project");
        }
        let found: Metadata = serde_json::from_slice(&output.stdout).context("cargo metadata cannot be read")?;
        Ok(Self { root: found.workspace_root, target: found.target_directory, packages: found.packages })
    }

    /// Cargo in this workspace.
    pub fn cargo(&self) -> Command {
        let mut command = cargo();
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// `target/petpro/<parts>`: everything xtask itself writes; the folder above it is made.
    pub fn own(&self, parts: &str) -> Result<PathBuf> {
        let path = self.target.join("petpro").join(parts);
        let above = path.parent().unwrap_or(&path);
        std::fs::create_dir_all(above).with_context(|| format!("{} cannot be made", above.display()))?;
        Ok(path)
    }

    pub fn package(&self, name: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.name == name)
    }

    /// Builds and says what came out; compiler messages and cargo's own progress go to standard error.
    pub fn build(&self, args: &[&str]) -> Result<Vec<Built>> {
        let output = self
            .cargo()
            .arg("build")
            .args(args)
            .arg("--message-format=json-render-diagnostics")
            .stderr(Stdio::inherit())
            .output()
            .context("cargo cannot be started")?;
        if !output.status.success() {
            bail!("`cargo build {}` failed: see above", args.join(" "));
        }
        let names: BTreeMap<&str, &str> = self.packages.iter().map(|p| (p.id.as_str(), p.name.as_str())).collect();
        Ok(built(&String::from_utf8_lossy(&output.stdout), &names))
    }

    /// A hash of every file of the project: results of one tree are never taken for another's.
    /// From the files and not from git, which may be absent. 64 bits: nobody forges a tree here.
    pub fn tree(&self) -> Result<String> {
        let mut files = Vec::new();
        sources(&self.root, &mut files)?;
        files.sort();
        #[expect(deprecated, reason = "the one hash of the standard library whose keys are fixed")]
        let mut hash = std::hash::SipHasher::new();
        for file in files {
            hash.write(file.strip_prefix(&self.root).unwrap_or(&file).as_os_str().as_encoded_bytes());
            let bytes = std::fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
            hash.write_usize(bytes.len());
            hash.write(&bytes);
        }
        Ok(format!("{:016x}", hash.finish()))
    }
}

/// Cargo as it was called, without what `cargo run` put into our environment for this package:
/// build scripts that look at those variables would run again each time.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    forget_own_package(&mut command);
    command
}

/// Takes xtask's own `CARGO_PKG_*` and `CARGO_MANIFEST_*` out of a command's environment.
pub fn forget_own_package(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") || text == "CARGO_BIN_NAME" {
            command.env_remove(name);
        }
    }
}

fn built(stdout: &str, names: &BTreeMap<&str, &str>) -> Vec<Built> {
    let messages = stdout.lines().filter_map(|line| serde_json::from_str::<Message>(line).ok());
    messages
        .filter(|message| message.reason == "compiler-artifact")
        .filter_map(|message| {
            Some(Built {
                package: (*names.get(message.package_id.as_str())?).to_owned(),
                target: message.target?.name,
                is_test: message.profile?.test,
                path: message.executable?,
            })
        })
        .collect()
}

/// Every file that can change what a test says: not what was built, hidden, logged or left by an editor.
pub fn sources(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let left_out = ["target", "node_modules", "dist"].contains(&name.as_ref())
            || (name.starts_with('.') && name != ".cargo")
            || name.ends_with('~')
            || name.ends_with(".log");
        if left_out {
            continue;
        }
        if entry.file_type()?.is_dir() {
            sources(&entry.path(), files)?;
        } else if entry.file_type()?.is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_named_by_its_sources_alone() {
        let folder = tempfile::tempdir().unwrap();
        let space = Workspace { root: folder.path().into(), target: folder.path().join("target"), packages: vec![] };
        std::fs::create_dir_all(folder.path().join("target")).unwrap();
        std::fs::write(folder.path().join("lib.rs"), "fn a() {}").unwrap();
        let before = space.tree().unwrap();

        std::fs::write(folder.path().join("target/built"), "x").unwrap();
        std::fs::write(folder.path().join("server.log"), "x").unwrap();
        assert_eq!(space.tree().unwrap(), before, "what a run leaves behind is no change of the tree");

        std::fs::write(folder.path().join("lib.rs"), "fn b() {}").unwrap();
        assert_ne!(space.tree().unwrap(), before);
    }

    #[test]
    fn programs_and_harnesses_are_told_apart_in_cargos_messages() {
        let stdout = concat!(
            r#"{"reason":"compiler-artifact","package_id":"a#1","target":{"name":"petpro"},"profile":{"test":false},"executable":"/t/petpro"}"#,
            "\n",
            r#"{"reason":"compiler-artifact","package_id":"a#1","target":{"name":"petpro"},"profile":{"test":true},"executable":"/t/deps/petpro-1"}"#,
            "\n",
            r#"{"reason":"compiler-artifact","package_id":"b#1","target":{"name":"lib"},"profile":{"test":false},"executable":null}"#,
            "\n",
            r#"{"reason":"build-finished","success":true}"#,
        );
        let found = built(stdout, &BTreeMap::from([("a#1", "petpro"), ("b#1", "lib")]));
        let told: Vec<_> = found.iter().map(|built| (built.path.to_str().unwrap(), built.is_test)).collect();
        assert_eq!(told, [("/t/petpro", false), ("/t/deps/petpro-1", true)]);
    }
}
