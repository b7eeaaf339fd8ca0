//! Codes of pictures. One answer a picture: a folder of a thousand is read while it is printed.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use petpro_client::Code;
use petpro_client::pictures::{self, Caps, Frame, Job, Picture, Read, Scanner};
use petpro_client::state::Scanned;
use petpro_client::texts::Lang;
use serde_json::{Value, json};

use super::{App, cart};
use crate::answer::{Answer, Failure, envelope};
use crate::args::Scan;
use crate::print::{Out, Timer};

/// More codes than a picture holds.
const ALL: usize = 256;
/// Between two frames of `--frames`.
const FRAME_MS: u64 = 40;

/// Each picture's answer as soon as it is there. The exit code is that of the first failure; of a list, whose pictures
/// are judged one by one, it is 0.
pub fn print(app: &App, scan: &Scan, out: &Out) -> u8 {
    let paths = match paths(scan) {
        Ok(paths) => paths,
        Err(failure) => return out.finish("scan", Timer::start(), Err(failure)),
    };
    let several = paths.len() > 1;
    let (mut looks, mut code) = (Looks::new(scan), 0);
    for path in paths {
        let look = looks.at(app, &path);
        if out.json {
            out.object(&look.line(app.lang));
        } else if several {
            out.line(&path.display().to_string());
        }
        let failed = match &look.answer {
            Err(failure) if out.json => failure.exit(),
            Err(failure) => out.refuse(failure),
            Ok(answer) => {
                answer.lines.iter().filter(|_| !out.json).for_each(|line| out.line(line));
                0
            }
        };
        if code == 0 && scan.list.is_none() {
            code = failed;
        }
    }
    code
}

/// The same for a session: of one picture its object, of several a list of them.
pub fn object(app: &App, scan: &Scan) -> Value {
    let timer = Timer::start();
    let list = paths(scan).map(|paths| {
        let mut looks = Looks::new(scan);
        paths.iter().map(|path| looks.at(app, path).line(app.lang)).collect::<Vec<_>>()
    });
    match list {
        Ok(mut list) if list.len() == 1 => list.remove(0),
        list => envelope("scan", timer.ms(), &list.map(|list| Answer::new(list, Vec::new())), app.lang),
    }
}

/// Files as they were named; a folder's pictures by name; the lines of a list.
fn paths(scan: &Scan) -> Result<Vec<PathBuf>, Failure> {
    let mut paths = Vec::new();
    if let Some(list) = &scan.list {
        let text = std::fs::read_to_string(list).map_err(|error| match error.kind() {
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

/// What one picture gave.
struct Look {
    path: PathBuf,
    /// Decoding alone, the shortest of all repetitions.
    ms: f64,
    /// Everything that was read, also what is no product here.
    read: Vec<Scanned>,
    answer: Result<Answer, Failure>,
}

impl Look {
    /// The usual object of an answer, with path and readings beside it.
    fn line(&self, lang: Lang) -> Value {
        let mut line = envelope("scan", self.ms, &self.answer, lang);
        let read = |found: &Scanned| json!({ "format": found.format, "text": found.text, "points": found.points });
        line["path"] = json!(self.path);
        line["results"] = self.read.iter().map(read).collect();
        line
    }
}

/// One scanner for all pictures of a command.
struct Looks<'a> {
    scan: &'a Scan,
    scanner: Scanner,
    frames: u64,
}

impl<'a> Looks<'a> {
    fn new(scan: &'a Scan) -> Self {
        let still = Job::still(scan.purpose.into());
        let job = Job { max_codes: if scan.multi { ALL } else { 1 }, ..still };
        Self { scan, scanner: Scanner::new(job), frames: 0 }
    }

    fn at(&mut self, app: &App, path: &Path) -> Look {
        let mut look =
            Look { path: path.to_owned(), ms: 0.0, read: Vec::new(), answer: Err(Failure::new(Code::Other)) };
        look.answer = self.look(app, path, &mut look.ms, &mut look.read);
        look
    }

    fn look(&mut self, app: &App, path: &Path, ms: &mut f64, read: &mut Vec<Scanned>) -> Result<Answer, Failure> {
        let picture = pictures::load(path, Caps::default())?;
        let (codes, took) = self.codes(&picture);
        *ms = took;
        for code in &codes {
            read.push(app.petpro.recognize(code)?);
        }
        // The first is what a screen would show; the others are in the list.
        let first = read.first().ok_or_else(|| Failure::new(Code::NoCodeFound))?;
        let Some(hit) = &first.product else {
            let detail = first.screen.preview.as_ref().map(|preview| preview.text.clone());
            return Err(Failure { detail, ..Failure::new(first.problem.unwrap_or(Code::CodeUnrecognized)) });
        };
        let mut answer = Answer::new(first, first.screen.lines());
        if let Some(n) = self.scan.add {
            let added = cart::added(app, hit, n)?;
            answer.data["added"] = added.data;
            answer.lines.extend(added.lines);
        }
        Ok(answer)
    }

    fn codes(&mut self, picture: &Picture) -> (Vec<Read>, f64) {
        if self.scan.frames {
            let frame = Frame { at_ms: self.frames * FRAME_MS, ..picture.frame() };
            self.frames += 1;
            let timer = Timer::start();
            return (self.scanner.see(frame).accepted, timer.ms());
        }
        let (mut best, mut codes) = (f64::INFINITY, Vec::new());
        for _ in 0..self.scan.reps {
            let timer = Timer::start();
            codes = self.scanner.still(picture).accepted;
            best = best.min(timer.ms());
        }
        (codes, best)
    }
}
