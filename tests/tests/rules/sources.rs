//! The project's files, and Rust read as tokens: comments are gone, strings are one thing each.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use cargo_metadata::{Metadata, MetadataCommand, Package};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The workspace and what its manifests say.
pub static WORKSPACE: LazyLock<Metadata> =
    LazyLock::new(|| MetadataCommand::new().no_deps().exec().expect("cargo metadata"));

pub fn root() -> &'static Path {
    WORKSPACE.workspace_root.as_std_path()
}

/// The window's own workspace, for machines with WebKit.
const WINDOW: &str = "app-tauri/src-tauri/Cargo.toml";

/// Every crate of every platform, the window's included. A build fetches only what this machine needs, so without a
/// network the others may be missing: then a reason not to judge.
pub fn every_crate() -> Result<Vec<Package>, &'static str> {
    let mut all = crates(&mut MetadataCommand::new())?;
    all.extend(crates(MetadataCommand::new().manifest_path(root().join(WINDOW)))?);
    Ok(all)
}

/// What the lock file in this folder pins, as `name version`.
pub fn locked(folder: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(root().join(folder).join("Cargo.lock")).expect("Cargo.lock");
    let lock: toml::Table = text.parse().expect("TOML");
    let packages = lock["package"].as_array().expect("packages").iter();
    let word = |package: &toml::Value, key: &str| package[key].as_str().expect("a word").to_owned();
    packages.map(|package| (word(package, "name"), word(package, "version"))).collect()
}

fn crates(asked: &mut MetadataCommand) -> Result<Vec<Package>, &'static str> {
    match asked.exec() {
        Ok(metadata) => Ok(metadata.packages),
        Err(cargo_metadata::Error::CargoMetadata { stderr }) if stderr.contains("download") => {
            Err("skipped: needs the crates of other platforms (`cargo fetch` gets them)")
        }
        Err(error) => panic!("cargo metadata: {error}"),
    }
}

/// The lines of `cargo tree`: what is really built, one `name v1.2.3 …` a line.
pub fn tree(args: &[&str]) -> Vec<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo).args(["tree", "--prefix", "none"]).args(args).current_dir(root()).output();
    let output = output.expect("cargo tree");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// The package of a line of [`tree`].
pub fn named(line: &str) -> &str {
    line.split(' ').next().unwrap_or_default()
}

/// A source file by its path from the root, with forward slashes.
pub struct Source {
    pub path: String,
    pub text: String,
}

/// Every file below `folder` whose name ends with `ending`.
pub fn files(folder: &str, ending: &str) -> Vec<Source> {
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    found.sort();
    let wanted = found.into_iter().filter(|path| path.to_string_lossy().ends_with(ending));
    let read = wanted.map(|path| Source {
        path: path.strip_prefix(root()).expect("below the root").to_string_lossy().replace('\\', "/"),
        text: std::fs::read_to_string(&path).expect("sources are UTF-8"),
    });
    read.collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the project") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.is_dir() && name != "target" && name != "node_modules" && !name.starts_with('.') {
            walk(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

/// All tokens in order, groups opened, doc comments and modules under `#[cfg(test)]` left out.
pub fn tokens(source: &Source) -> Vec<TokenTree> {
    let stream: TokenStream = source.text.parse().unwrap_or_else(|error| panic!("{}: {error}", source.path));
    let mut flat = Vec::new();
    flatten(stream, &mut flat);
    flat
}

fn flatten(stream: TokenStream, flat: &mut Vec<TokenTree>) {
    let mut test_module = false;
    for tree in stream {
        match tree {
            TokenTree::Group(group) if group.to_string() == "[cfg (test)]" => test_module = true,
            TokenTree::Group(group) if is_doc(&group.stream()) => {}
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace && test_module => test_module = false,
            TokenTree::Group(group) => flatten(group.stream(), flat),
            other => flat.push(other),
        }
    }
}

/// `#[doc = "…"]`, which is what a doc comment becomes.
fn is_doc(stream: &TokenStream) -> bool {
    matches!(stream.clone().into_iter().next(), Some(TokenTree::Ident(first)) if first == "doc")
}

/// The text of every string literal, escapes as written.
pub fn strings(source: &Source) -> Vec<String> {
    let literals = tokens(source).into_iter().filter_map(|token| match token {
        TokenTree::Literal(literal) => Some(literal.to_string()),
        _ => None,
    });
    literals.filter(|literal| literal.ends_with(['"', '#'])).collect()
}

#[test]
fn shipped_strings_are_told_from_words_about_them() {
    let text = "/// a doc\n// a comment\nconst A: &str = \"a\";\nmacro!(x, r#\"b\"#);\n#[cfg(test)]\nmod tests { const C: &str = \"c\"; }\nfn d() { \"d\" }";
    let source = Source { path: "a.rs".into(), text: text.into() };
    assert_eq!(strings(&source), ["\"a\"", "r#\"b\"#", "\"d\""]);
}
