//! A clinic's tablets and audit, for its admin.

use petpro_client::texts::{Arg, text};
use serde_json::json;

use super::App;
use crate::answer::{Answer, Failure};
use crate::args::Tablets;

pub async fn run(app: &App, clinic: &str, what: &Tablets) -> Result<Answer, Failure> {
    match what {
        Tablets::List => {
            let tablets = app.petpro.tablets(clinic).await?;
            let mark = |revoked: bool| if revoked { "×" } else { " " };
            let lines = tablets.iter().map(|it| format!("{} {}  {}", mark(it.revoked_ms.is_some()), it.id, it.name));
            Ok(Answer::new(&tablets, lines.collect()))
        }
        Tablets::Code { name } => {
            let code = app.petpro.tablet_code(clinic, name).await?;
            let line = text(app.lang, "tablet-code", &[("code", Arg::from(&code.code))]);
            Ok(Answer::new(code, vec![line]))
        }
        Tablets::Revoke { tablet, discard } => {
            app.petpro.revoke_tablet(tablet, *discard).await?;
            Ok(Answer::say(json!({}), app.lang, "tablet-revoked-said", &[]))
        }
        Tablets::Audit => {
            let log = app.petpro.audit(clinic).await?;
            let lines = log.lines();
            Ok(Answer::new(log, lines))
        }
    }
}
