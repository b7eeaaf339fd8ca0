//! Vaccination proofs: a household's, and what a clinic gives out.

use petpro_client::Given;
use petpro_client::pictures::Label;
use petpro_client::texts::{Arg, text};
use serde_json::json;

use super::App;
use super::files::write;
use super::pass::drawn;
use crate::answer::{Answer, Failure};
use crate::args::proof::Proof;

pub async fn run(app: &App, what: Proof) -> Result<Answer, Failure> {
    match what {
        Proof::List => {
            let all = app.petpro.proofs()?;
            let lines = all.lines();
            Ok(Answer::new(all, lines))
        }
        Proof::Show { proof, out } => {
            let shown = app.petpro.proof(&proof)?;
            let label = Label::pass(&shown.text)?;
            let mut lines = label.letters();
            lines.push(shown.said.title.text.clone());
            lines.extend(shown.lines());
            if let Some(file) = &out {
                write(file, &drawn(app, label, (shown.said.title.text.clone(), shown.lines()), file)?)?;
                let file = file.display().to_string();
                lines.push(text(app.lang, "proof-saved", &[("file", Arg::from(&file))]));
            }
            Ok(Answer::new(shown, lines))
        }
        Proof::Issue { booking, vaccine, pet, on, due, batch } => {
            let given = Given { vaccine, on, due, batch };
            let made = app.petpro.issue_proof(&booking, pet.as_deref(), &given).await?;
            let mut lines = vec![text(app.lang, "proof-issued", &[])];
            lines.extend(made.lines());
            lines.push(format!("  {}", made.id));
            Ok(Answer::new(made, lines))
        }
        Proof::Of { booking } => {
            let all = app.petpro.proofs_of(&booking).await?;
            let lines = all.lines();
            Ok(Answer::new(all, lines))
        }
        Proof::TakeBack { proof } => {
            app.petpro.take_back_proof(&proof).await?;
            Ok(Answer::say(json!({}), app.lang, "proof-taken-back-said", &[]))
        }
    }
}
