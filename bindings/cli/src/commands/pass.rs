//! Passes on a phone, and what a tablet says of them.

use std::path::Path;

use petpro_client::Code;
use petpro_client::pictures::{Caps, Format, Job, Label, Purpose, Scanner, Sheet, load};
use petpro_client::scanned::Payload;
use petpro_client::screens::pass::Told;
use petpro_client::texts::{Arg, text};
use serde_json::json;

use super::App;
use super::desk::{saved, scale};
use super::files::write;
use crate::answer::{Answer, Failure};
use crate::args::Pass;
use crate::args::pass::{Poster, Show, Verify};

pub async fn run(app: &App, what: &Pass) -> Result<Answer, Failure> {
    match what {
        Pass::Show(asked) => show(app, asked).await,
        Pass::Poster(asked) => poster(app, asked),
        Pass::Verify(asked) => verify(app, asked),
    }
}

async fn show(app: &App, asked: &Show) -> Result<Answer, Failure> {
    let shown = match asked.printable {
        true => app.petpro.printed_pass(&asked.booking).await?,
        false => app.petpro.show_pass(&asked.booking)?,
    };
    let label = Label::pass(&shown.text)?;
    let mut lines = label.letters();
    lines.extend(shown.lines());
    if let Some(file) = &asked.out {
        write(file, &drawn(app, label, (shown.clinic.clone(), shown.lines().split_off(1)), file)?)?;
        let file = file.display().to_string();
        lines.push(text(app.lang, "cli-pass-saved", &[("file", Arg::from(&file))]));
    }
    Ok(Answer::new(shown, lines))
}

/// A code to keep, in the form that the file's name asks for; a sheet has its title and lines below it.
pub fn drawn(app: &App, label: Label, below: (String, Vec<String>), file: &Path) -> Result<Vec<u8>, Failure> {
    let (title, lines) = below;
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let sheet = |label| Sheet { label, title, lines, lang: app.lang };
    match ending.to_ascii_lowercase().as_str() {
        "svg" => Ok(sheet(label).svg().into_bytes()),
        "pdf" => Ok(sheet(label).pdf()),
        "png" => Ok(label.png(4)?),
        _ => Err(Failure { detail: Some("--out: .svg, .pdf, .png".into()), ..Failure::new(Code::Usage) }),
    }
}

fn poster(app: &App, asked: &Poster) -> Result<Answer, Failure> {
    let Some(Payload::Clinic(..)) = Payload::parse(&asked.text) else { return Err(Failure::new(Code::LabelText)) };
    let (label, lines) = (Label::pass(&asked.text)?, asked.line.clone());
    let sheet = Sheet { label, title: asked.title.clone(), lines, lang: app.lang };
    let ending = asked.out.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let bytes = match ending.to_ascii_lowercase().as_str() {
        "svg" => sheet.svg().into_bytes(),
        "pdf" => sheet.pdf(),
        _ => return Err(Failure { detail: Some("--out: .svg, .pdf".into()), ..Failure::new(Code::Usage) }),
    };
    write(&asked.out, &bytes)?;
    let file = asked.out.display().to_string();
    let args = [("file", Arg::from(&file))];
    Ok(Answer::say(json!({ "file": file }), app.lang, "cli-poster-saved", &args))
}

fn verify(app: &App, asked: &Verify) -> Result<Answer, Failure> {
    let scale = scale(&asked.with)?;
    if let Some(code) = &asked.code {
        if asked.check_in {
            return Ok(saved(app, app.petpro.check_in(code, &scale)?));
        }
        return Ok(answer(app.petpro.verify_code(code)?));
    }
    let read = match (&asked.text, &asked.photo) {
        (Some(text), _) => text.clone(),
        (None, Some(photo)) => seen(photo)?,
        (None, None) => return Err(Failure::new(Code::Usage)),
    };
    if asked.check_in {
        let (told, received) = app.petpro.check_in_pass(&read, &scale)?;
        let mut said = saved(app, received);
        said.lines.splice(0..0, told.lines());
        said.data = json!({ "verdict": told, "received": said.data });
        return Ok(said);
    }
    // A proof is anybody's to check; a pass is a tablet's.
    match app.petpro.verify_proof(&read)? {
        Ok(proof) => {
            let lines = proof.lines();
            Ok(Answer::new(proof, lines))
        }
        Err(_) => Ok(answer(app.petpro.verify_pass(&read)?)),
    }
}

fn seen(photo: &Path) -> Result<String, Failure> {
    let picture = load(photo, Caps::default())?;
    let seen = Scanner::new(Job::still(Purpose::Clinic)).still(&picture).accepted;
    let read = seen.into_iter().find(|read| read.format == Format::Qr);
    read.map(|read| read.text).ok_or_else(|| Failure::new(Code::NoCodeFound))
}

fn answer(told: Told) -> Answer {
    let lines = told.lines();
    Answer::new(told, lines)
}
