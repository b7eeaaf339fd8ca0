//! What is looked at: files as they were named, folders, lists, standard input, films.

use std::io::{self, BufRead, BufReader, ErrorKind};
use std::path::{Path, PathBuf};

use petpro_client::Code;
use petpro_client::pictures::{self, Caps, FILM_MAGIC, Film, Picture};

use crate::answer::Failure;
use crate::args::Scan;

/// Standard input, where a file could be named.
const STANDARD: &str = "-";

/// A picture, or a film read frame by frame.
pub enum Opened {
    Picture(Picture),
    Film(Film<Box<dyn BufRead>>),
}

/// Files as they were named; a folder's pictures by name; the lines of a list.
pub fn paths(scan: &Scan) -> Result<Vec<PathBuf>, Failure> {
    let mut paths = Vec::new();
    if let Some(list) = &scan.list {
        let text = match list.as_os_str() == STANDARD {
            true => io::read_to_string(io::stdin()),
            false => std::fs::read_to_string(list),
        };
        let text = text.map_err(|error| match error.kind() {
            ErrorKind::NotFound => Failure::new(Code::FileNotFound),
            _ => Failure::new(Code::FileUnreadable),
        })?;
        paths.extend(text.lines().filter(|line| !line.trim().is_empty()).map(PathBuf::from));
    }
    for path in &scan.files {
        match path.is_dir() {
            true => paths.extend(folder(path)?),
            false => paths.push(path.clone()),
        }
    }
    Ok(paths)
}

fn folder(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = std::fs::read_dir(path).map_err(|_| Failure::new(Code::FileUnreadable))?;
    let is_picture = |path: &PathBuf| {
        let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default().to_ascii_lowercase();
        matches!(end.as_str(), "png" | "jpg" | "jpeg" | "webp")
    };
    let mut found: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(is_picture).collect();
    found.sort();
    if found.is_empty() { Err(Failure::new(Code::FileNotFound)) } else { Ok(found) }
}

/// A film says at its beginning that it is one; everything else is a picture or nothing.
pub fn open(path: &Path) -> Result<Opened, Failure> {
    let mut from: Box<dyn BufRead> = match path.as_os_str() == STANDARD {
        true => Box::new(BufReader::new(io::stdin())),
        false => Box::new(BufReader::new(pictures::open(path)?)),
    };
    let begins = from.fill_buf().map_err(|_| Failure::new(Code::FileUnreadable))?;
    if begins.starts_with(FILM_MAGIC) {
        return Ok(Opened::Film(Film::open(from, Caps::default())?));
    }
    Ok(Opened::Picture(pictures::from_stream(from, Caps::default())?))
}
