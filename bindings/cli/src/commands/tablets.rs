//! A clinic's tablets and audit, for its admin.

use petpro_client::audit::{By, Entry, broken};
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
            let entries = app.petpro.audit(clinic).await?;
            let broken = broken(&entries);
            let mut lines: Vec<String> = entries.iter().map(line).collect();
            lines.push(match broken {
                None => text(app.lang, "audit-holds", &[("n", Arg::from(entries.len()))]),
                Some(n) => text(app.lang, "audit-broken", &[("n", Arg::Count(u32::try_from(n).unwrap_or(u32::MAX)))]),
            });
            Ok(Answer::new(json!({"entries": entries, "broken": broken}), lines))
        }
    }
}

/// Number, ms since 1970 (`~`: as a clock claimed), what, about what, by whom.
fn line(entry: &Entry) -> String {
    let who = match &entry.by {
        By::User { user } => user.to_string(),
        By::Tablet { tablet, actor: Some(actor), .. } => format!("{tablet} {actor}"),
        By::Tablet { tablet, .. } => tablet.to_string(),
        By::Clock => "-".into(),
    };
    let mark = if entry.clock_uncertain { "~" } else { " " };
    format!("{:>6} {mark}{}  {}  {}  {who}", entry.n, entry.at_ms, entry.what, entry.about)
}
