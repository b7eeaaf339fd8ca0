//! What a household waits for.

use petpro_domain::Lang;
use petpro_domain::clinic::Local;
use petpro_domain::ids::Uuid;
use petpro_domain::texts::{Arg, Day, date};
use serde::Serialize;

use super::Say;

/// The list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Waiting {
    /// "Waiting list".
    pub title: Say,
    /// That nothing is waited for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub empty: Option<Say>,
    pub waits: Vec<Wait>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Wait {
    /// Names it in a command.
    pub id: Uuid,
    /// "Check-up at Umeda Pet Clinic".
    pub what: Say,
    /// "From Nov 24, 2026 to Nov 30, 2026".
    pub when: Say,
    /// A free time was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told: Option<Say>,
}

/// What is known of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Waited {
    pub id: Uuid,
    /// Names; empty where the catalogue here does not know them.
    pub clinic: String,
    pub service: String,
    /// The first and the last moment, by the clinic's clock.
    pub from: Option<Local>,
    pub to: Option<Local>,
    pub told: bool,
}

/// The list in this language.
pub fn screen(lang: Lang, all: Vec<Waited>) -> Waiting {
    let day = |local: &Option<Local>| {
        let day = local.as_ref().and_then(|local| Day::parse(&local.date));
        day.map_or_else(String::new, |day| date(lang, day))
    };
    let wait = |it: Waited| {
        let what = [("service", Arg::from(&it.service)), ("place", Arg::from(&it.clinic))];
        let (from, to) = (day(&it.from), day(&it.to));
        Wait {
            id: it.id,
            what: Say::new(lang, "times-title", &what),
            when: Say::new(lang, "waiting-days", &[("from", Arg::from(&from)), ("to", Arg::from(&to))]),
            told: it.told.then(|| Say::plain(lang, "waiting-told")),
        }
    };
    let waits: Vec<Wait> = all.into_iter().map(wait).collect();
    let empty = waits.is_empty().then(|| Say::plain(lang, "waiting-empty"));
    Waiting { title: Say::plain(lang, "waiting-title"), empty, waits }
}

impl Waiting {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.title.text.clone()];
        lines.extend(self.empty.iter().map(|say| format!("  {say}")));
        for wait in &self.waits {
            let told = wait.told.iter().map(|say| format!(" · {say}")).collect::<String>();
            lines.push(format!("  {} · {}{told}", wait.what, wait.when));
            lines.push(format!("    {}", wait.id));
        }
        lines
    }
}
