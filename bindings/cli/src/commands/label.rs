//! Labels to print.

use petpro_client::Code;
use petpro_client::pictures::Label;
use petpro_client::texts::Arg;
use serde_json::json;

use super::App;
use super::files::write;
use crate::answer::{Answer, Failure};
use crate::args::{Kind, Label as Asked};

/// The name of the file says which it is: SVG for paper, PNG for anything else.
pub fn label(app: &App, asked: &Asked) -> Result<Answer, Failure> {
    let label = match asked.kind {
        Some(Kind::Gs1) => Label::gs1(&asked.text.replace('^', "\u{1d}"))?,
        kind => Label::new(kind.and_then(Kind::format), &asked.text)?,
    };
    let ending = asked.out.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let bytes = match ending.to_ascii_lowercase().as_str() {
        "svg" => label.svg().into_bytes(),
        "png" => label.png(asked.scale)?,
        _ => return Err(Failure { detail: Some("--out: .svg, .png".into()), ..Failure::new(Code::Usage) }),
    };
    write(&asked.out, &bytes)?;
    let file = asked.out.display().to_string();
    let (format, text) = (label.format.name(), label.text);
    let args = [("format", Arg::from(format)), ("text", Arg::from(&text)), ("file", Arg::from(&file))];
    Ok(Answer::say(json!({ "format": format, "text": text, "file": file }), app.lang, "cli-label-saved", &args))
}
