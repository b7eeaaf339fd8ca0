//! Codes of pictures and films. One answer a picture: a folder of a thousand is read while it is printed.

mod look;
mod show;
mod sources;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use petpro_client::Code;
use petpro_client::pictures::{Picture, marked};
use petpro_client::texts::{Arg, text};
use serde_json::Value;

use super::App;
use super::files::write;
use crate::answer::{Answer, Failure, envelope};
use crate::args::Scan;
use crate::print::{Out, Timer};
use look::{Look, Looks};
use sources::Opened;

/// Each picture's answer as soon as it is there. The exit code is that of the first failure; of a list, whose pictures
/// are judged one by one, it is 0. A film's code is 0 where anything of it was accepted.
pub fn print(app: &App, scan: &Scan, out: &Out) -> u8 {
    let paths = match paths(scan) {
        Ok(paths) => paths,
        Err(failure) => return out.finish("scan", Timer::start(), Err(failure)),
    };
    let several = paths.len() > 1;
    let (mut looks, mut code) = (Looks::new(scan), 0);
    for path in paths {
        each(app, &mut looks, path, |look, picture| {
            let failed = shown(app, scan, out, several, &look, picture);
            if code == 0 && scan.list.is_none() {
                code = failed;
            }
        });
    }
    code
}

/// The same for a session: of one picture its object, of several a list of them.
pub fn object(app: &App, scan: &Scan) -> Value {
    let timer = Timer::start();
    let list = paths(scan).map(|paths| {
        let (mut looks, mut list) = (Looks::new(scan), Vec::new());
        for path in paths {
            each(app, &mut looks, path, |look, picture| {
                let annotated = annotate(app, scan, &look, picture);
                let look = match annotated {
                    Ok(_) => look,
                    Err(failure) => Look::refused(look.path, failure),
                };
                list.push(look.line(app.lang));
            });
        }
        list
    });
    match list {
        Ok(mut list) if list.len() == 1 => list.remove(0),
        list => envelope("scan", timer.ms(), &list.map(|list| Answer::new(list, Vec::new())), app.lang),
    }
}

/// One marked picture is one file.
fn paths(scan: &Scan) -> Result<Vec<PathBuf>, Failure> {
    let paths = sources::paths(scan)?;
    if scan.annotate.is_some() && paths.len() != 1 {
        return Err(Failure { detail: Some("--annotate: 1".into()), ..Failure::new(Code::Usage) });
    }
    Ok(paths)
}

/// Of a picture its look; of a film each frame in which something was accepted, or one look that says nothing was.
fn each(app: &App, looks: &mut Looks<'_>, path: PathBuf, mut told: impl FnMut(Look, Option<&Picture>)) {
    match sources::open(&path) {
        Ok(Opened::Picture(picture)) => told(looks.at(app, path, &picture), Some(&picture)),
        Ok(Opened::Film(mut film)) => {
            let (mut number, mut any) = (0u64, false);
            loop {
                match film.next_frame() {
                    Ok(Some(frame)) => {
                        let look = looks.next(app, frame_of(&path, number), frame);
                        number += 1;
                        if !look.read.is_empty() {
                            any = true;
                            told(look, None);
                        }
                    }
                    Ok(None) if any => return,
                    Ok(None) => return told(Look::refused(path, Failure::new(Code::NoCodeFound)), None),
                    Err(error) => return told(Look::refused(path, error.into()), None),
                }
            }
        }
        Err(failure) => told(Look::refused(path, failure), None),
    }
}

fn frame_of(path: &Path, number: u64) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!("#{number}"));
    name.into()
}

fn shown(app: &App, scan: &Scan, out: &Out, several: bool, look: &Look, picture: Option<&Picture>) -> u8 {
    let marked = annotate(app, scan, look, picture);
    if out.json {
        match &marked {
            Ok(_) => out.object(&look.line(app.lang)),
            Err(failure) => out.object(&envelope("scan", 0.0, &Err(failure.clone()), app.lang)),
        }
    } else {
        let of_a_film = picture.is_none() && !look.read.is_empty();
        if several || of_a_film {
            out.line(&look.path.display().to_string());
        }
        if let Some(picture) = picture {
            places(app, look, picture).iter().for_each(|line| out.line(line));
            if scan.show || (!several && !look.read.is_empty() && std::io::stdout().is_terminal()) {
                show::picture(picture, &look.places()).iter().for_each(|line| out.line(line));
            }
        }
        if let Ok(answer) = &look.answer {
            answer.lines.iter().for_each(|line| out.line(line));
        }
        if let Ok(Some(said)) = &marked {
            out.line(said);
        }
    }
    let refused = |failure: &Failure| if out.json { failure.exit() } else { out.refuse(failure) };
    match (&look.answer, &marked) {
        (Err(failure), _) | (_, Err(failure)) => refused(failure),
        _ => 0,
    }
}

/// "EAN13 at 120, 80 of 1280 x 960": the middle of each code.
fn places(app: &App, look: &Look, picture: &Picture) -> Vec<String> {
    let place = |(format, corners): (&'static str, [[f32; 2]; 4])| {
        let middle = |axis: usize| corners.iter().map(|corner| corner[axis]).sum::<f32>() / 4.0;
        let args = [
            ("format", Arg::from(format)),
            ("x", Arg::from(format!("{:.0}", middle(0)))),
            ("y", Arg::from(format!("{:.0}", middle(1)))),
            ("width", Arg::from(picture.width.to_string())),
            ("height", Arg::from(picture.height.to_string())),
        ];
        text(app.lang, "scan-at", &args)
    };
    look.read.iter().map(|found| place((found.format, found.points))).collect()
}

/// Writes the marked picture where one was asked for, and says so.
fn annotate(app: &App, scan: &Scan, look: &Look, picture: Option<&Picture>) -> Result<Option<String>, Failure> {
    let (Some(file), Some(picture)) = (&scan.annotate, picture) else { return Ok(None) };
    write(file, &marked(picture, &look.places())?)?;
    Ok(Some(text(app.lang, "cli-annotated", &[("file", Arg::from(file.display().to_string()))])))
}
