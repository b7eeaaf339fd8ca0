//! Where pictures come from: a folder with its `expected.csv`, any pictures, or scenes made from a seed.

use std::path::{Path, PathBuf};

use anyhow::Context;
use petpro_client::pictures::{Caps, load};
use petpro_scan::{Format, Picture};

use super::Options;
use super::judge::Code;
use crate::scene::{Damage, Harm, Scene, luma};

/// What a picture is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    Codes,
    Nothing,
    /// Nobody says: it is timed, and not judged.
    Whatever,
}

/// A picture to look at; it is loaded when its turn comes.
#[derive(Clone, Debug)]
pub struct Looked {
    pub path: String,
    pub group: String,
    pub holds: Holds,
    pub codes: Vec<Code>,
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    File(PathBuf),
    Made(Scene, Option<Harm>),
    /// A made scene without a code.
    Empty(u64),
}

/// `path,format,text` and more; one row a code. NONE: no code is there; TIMING: only time counts.
#[derive(serde::Deserialize)]
struct Row {
    path: String,
    format: String,
    text: String,
    set: String,
}

impl Looked {
    #[cfg(test)]
    pub fn holding(codes: Vec<Code>) -> Self {
        Self { path: String::new(), group: String::new(), holds: Holds::Codes, codes, source: Source::Empty(0) }
    }

    pub fn file(&self) -> Option<PathBuf> {
        match &self.source {
            Source::File(path) => Some(path.clone()),
            Source::Made(..) | Source::Empty(_) => None,
        }
    }

    pub fn luma(&self) -> anyhow::Result<Picture> {
        match &self.source {
            Source::File(path) => load(path, Caps::default()).map_err(|error| anyhow::anyhow!("{error}")),
            Source::Made(scene, None) => Ok(scene.luma()?),
            Source::Made(scene, Some(harm)) => Ok(luma(scene.damaged(*harm)?)),
            Source::Empty(seed) => Ok(Scene::without_code(*seed)),
        }
    }
}

pub fn all(options: &Options) -> anyhow::Result<Vec<Looked>> {
    if options.images.is_empty() {
        return Ok(made(options.synthetic, options.seed));
    }
    let mut all = Vec::new();
    for path in &options.images {
        let table = path.join("expected.csv");
        match (table.is_file(), path.is_dir()) {
            (true, _) => all.extend(expected(path, &table)?),
            (false, true) => all.extend(folder(path)?),
            (false, false) => all.push(whatever(path.clone())),
        }
    }
    anyhow::ensure!(!all.is_empty(), "no pictures");
    Ok(all)
}

fn expected(folder: &Path, table: &Path) -> anyhow::Result<Vec<Looked>> {
    let mut all: Vec<Looked> = Vec::new();
    for row in csv::Reader::from_path(table).with_context(|| table.display().to_string())?.deserialize() {
        let row: Row = row.with_context(|| table.display().to_string())?;
        let holds = match row.format.as_str() {
            "NONE" => Holds::Nothing,
            "TIMING" => Holds::Whatever,
            _ => Holds::Codes,
        };
        if all.last().is_none_or(|last| last.path != row.path) {
            let group = group(&row);
            let source = Source::File(folder.join(&row.path));
            all.push(Looked { path: row.path.clone(), group, holds, codes: Vec::new(), source });
        }
        if let (Some(last), Holds::Codes) = (all.last_mut(), holds) {
            last.codes.push(Code { format: row.format, text: unescaped(&row.text) });
        }
    }
    Ok(all)
}

/// The first folder, and for those that hold both kinds which one it is: `photo-1D`, `frames-nocode`.
fn group(row: &Row) -> String {
    let mut folders = row.path.split('/');
    let first = folders.next().unwrap_or_default();
    match first {
        "photo" | "degraded" => format!("{first}-{}", if row.format == "QR" { "QR" } else { "1D" }),
        "frames" => format!("{first}-{}", folders.next().unwrap_or_default()),
        "negative" => row.set.clone(),
        _ => first.to_owned(),
    }
}

fn unescaped(text: &str) -> String {
    let text = text.replace("\\\\", "\0").replace("\\n", "\n").replace("\\r", "\r");
    text.replace("\\t", "\t").replace("\\x1d", "\u{1d}").replace('\0', "\\")
}

fn folder(path: &Path) -> anyhow::Result<Vec<Looked>> {
    let entries = std::fs::read_dir(path).with_context(|| path.display().to_string())?;
    let is_picture = |path: &PathBuf| {
        let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default().to_ascii_lowercase();
        ["png", "jpg", "jpeg", "webp"].contains(&end.as_str())
    };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(is_picture).collect();
    paths.sort();
    Ok(paths.into_iter().map(whatever).collect())
}

fn whatever(path: PathBuf) -> Looked {
    let name = path.display().to_string();
    Looked {
        path: name,
        group: "pictures".into(),
        holds: Holds::Whatever,
        codes: Vec::new(),
        source: Source::File(path),
    }
}

/// Every format in turn, and one scene in seven without a code; every second round a damage, the next one and as bad as
/// the seed says.
fn made(count: usize, seed: u64) -> Vec<Looked> {
    const TEXTS: [(Format, &str); 6] = [
        (Format::Qr, "https://petpro.example/c/42"),
        (Format::Ean13, "9520000000011"),
        (Format::Ean8, "96385074"),
        (Format::UpcA, "036000291452"),
        (Format::UpcE, "04252614"),
        (Format::Code128, "PETPRO-0042"),
    ];
    let one = |nth: usize| {
        let seed = seed.wrapping_mul(1_000_003).wrapping_add(nth as u64);
        let Some(&(format, text)) = TEXTS.get(nth % 7) else {
            let source = Source::Empty(seed);
            let path = format!("scene {seed} without a code");
            return Looked { path, group: "scenes-nocode".into(), holds: Holds::Nothing, codes: Vec::new(), source };
        };
        let round = nth / 7;
        let harm = (round % 2 == 1).then(|| Harm {
            damage: Damage::ALL[round / 2 % Damage::ALL.len()],
            level: (seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as f32 / (1u64 << 24) as f32,
        });
        let scene = Scene { format, text: text.into(), seed };
        let kind = if format == Format::Qr { "QR" } else { "1D" };
        let (path, group) = match harm {
            None => (format!("scene {seed} {}", format.name()), format!("scenes-{kind}")),
            Some(Harm { damage, level }) => (
                format!("scene {seed} {} {} {level:.2}", format.name(), damage.name()),
                format!("damaged-{kind} {}", damage.name()),
            ),
        };
        Looked {
            path,
            group,
            holds: Holds::Codes,
            codes: vec![Code { format: format.name().into(), text: text.into() }],
            source: Source::Made(scene, harm),
        }
    };
    (0..count).map(one).collect()
}
