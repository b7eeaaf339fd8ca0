//! The built pages. All of them are read once at the start, so a request can name a file that was there, and no other.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};

/// Files by their path from the root, `assets/index-Bx3.js`.
#[derive(Default)]
pub struct Pages(BTreeMap<String, (&'static str, Vec<u8>)>);

impl Pages {
    /// Everything below `folder`.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let mut pages = Self::default();
        pages.take(folder, "")?;
        Ok(pages)
    }

    /// Whether the app can be shown.
    pub fn is_empty(&self) -> bool {
        !self.0.contains_key("index.html")
    }

    fn take(&mut self, folder: &Path, above: &str) -> io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = format!("{above}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                self.take(&entry.path(), &format!("{name}/"))?;
            } else if let Some(kind) = kind(&name) {
                self.0.insert(name, (kind, std::fs::read(entry.path())?));
            }
        }
        Ok(())
    }

    /// The file at this path of an address; `/` is the app itself.
    pub(crate) fn answer(&self, path: &str) -> Response {
        let name = match path.trim_start_matches('/') {
            "" => "index.html",
            name => name,
        };
        let Some((kind, bytes)) = self.0.get(name) else { return StatusCode::NOT_FOUND.into_response() };
        // A built file has its hash in its name; the page that names them is asked for each time.
        let kept = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
        ([(header::CONTENT_TYPE, *kind), (header::CACHE_CONTROL, kept)], bytes.clone()).into_response()
    }
}

/// What the build makes; other files are not served.
fn kind(name: &str) -> Option<&'static str> {
    Some(match name.rsplit('.').next()? {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "webmanifest" => "application/manifest+json",
        _ => return None,
    })
}
