//! What a clinic's admin sees of their tablets, their poster and their log.

use petpro_domain::Lang;
use petpro_domain::ids::TabletId;
use petpro_domain::texts::Arg;
use serde::Serialize;

use super::audit::{Audit, Row};
use super::{Press, Say, ago};
use crate::state::TabletRow;

/// The clinic's tablets.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Tablets {
    /// Those that are in use, then those that were taken back.
    pub tablets: Vec<OneTablet>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OneTablet {
    pub id: TabletId,
    pub name: String,
    /// "Last seen: 5 minutes ago", "Never seen since it was enrolled", "Taken back".
    pub say: Say,
    /// "Take back: Front desk".
    pub revoke: Press,
}

/// The list at the server's time `now_ms`.
pub fn tablets(lang: Lang, now_ms: i64, rows: Vec<TabletRow>) -> Tablets {
    let one = |row: TabletRow| {
        let say = match (row.revoked_ms, row.seen_ms) {
            (Some(_), _) => Say::plain(lang, "tablet-taken-back"),
            (None, None) => Say::plain(lang, "tablet-never-seen"),
            (None, Some(at)) => Say::new(lang, "tablet-seen", &[("when", Arg::from(ago(lang, now_ms - at).text))]),
        };
        let label = Say::new(lang, "tablet-take-back", &[("name", Arg::from(&row.name))]);
        OneTablet { id: row.id, name: row.name, say, revoke: Press { label, enabled: row.revoked_ms.is_none() } }
    };
    let mut tablets: Vec<OneTablet> = rows.into_iter().map(one).collect();
    tablets.sort_by_key(|it| !it.revoke.enabled); // stable: oldest first
    Tablets { tablets }
}

/// A code for a new tablet, to be typed or scanned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CodeDrawn {
    /// `K7QM-2XRD`
    pub code: String,
    /// Width and height of the drawn code with the white around it, in modules.
    pub size: u32,
    /// An SVG path over its dark modules.
    pub path: String,
}

/// A page with the clinic's code for its door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Poster {
    /// "Sakura Animal Clinic".
    pub title: String,
    pub svg: String,
    /// The same page as PDF, base64.
    pub pdf: String,
}

/// The log as a screen shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Log {
    /// Newest first.
    pub rows: Vec<Row>,
    /// "12 entries, and the chain holds", or where it breaks.
    pub chain: Say,
    pub holds: bool,
    /// All of it, for a spreadsheet.
    pub csv: String,
}

/// From the chain that was checked on this device.
pub fn log(audit: Audit) -> Log {
    let csv = csv(&audit);
    let Audit { mut rows, chain, broken, .. } = audit;
    rows.reverse();
    Log { rows, chain, holds: broken.is_none(), csv }
}

/// RFC 4180, with the hash of each entry, so that the chain can be checked elsewhere. A field that a spreadsheet
/// would take for a formula begins with an apostrophe.
fn csv(audit: &Audit) -> String {
    let field = |text: &str| {
        let text =
            if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() };
        format!("\"{}\"", text.replace('"', "\"\""))
    };
    let mut out = String::from("n,at_ms,when,what,about,who,hash\r\n");
    for (row, entry) in audit.rows.iter().zip(&audit.entries) {
        let fields = [&row.when, &row.what, &row.about, &row.who].map(|text| field(text)).join(",");
        out.push_str(&format!("{},{},{fields},{}\r\n", row.n, entry.at_ms, entry.hash));
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use petpro_domain::audit::{BEGIN, By, Entry};
    use petpro_domain::clinic::Zone;
    use petpro_domain::ids::v7;

    use super::*;

    #[test]
    fn a_tablet_says_when_it_was_seen_and_what_is_taken_back_stands_last() {
        let row = |n, seen_ms, revoked_ms| TabletRow {
            id: TabletId(v7(n, [1; 10])),
            name: format!("Desk {n}"),
            enrolled_ms: 0,
            seen_ms,
            revoked_ms,
        };
        let list =
            tablets(Lang::En, 300_000, vec![row(1, Some(0), Some(1)), row(2, Some(0), None), row(3, None, None)]);
        let said: Vec<(&str, &str)> = list.tablets.iter().map(|it| (it.name.as_str(), it.say.text.as_str())).collect();
        let expected = [
            ("Desk 2", "Last seen: 5 minutes ago"),
            ("Desk 3", "Not seen since it was enrolled"),
            ("Desk 1", "Taken back"),
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn the_log_begins_with_the_newest_and_its_export_runs_no_formula() {
        let entry = |n, about: &str| Entry {
            n,
            at_ms: 1_795_309_200_000,
            clock_uncertain: false,
            by: By::Clock,
            what: "staff-changed".into(),
            about: about.into(),
            hash: String::new(),
        };
        let first = entry(1, "=1+1").chained(BEGIN);
        let second = entry(2, "Mori \"the vet\"").chained(&first.hash);
        let zone = Zone::parse("Asia/Tokyo").unwrap();
        let hash = first.hash.clone();
        let log = log(super::super::audit::audit(Lang::En, &zone, vec![first, second], &BTreeMap::new()));
        assert_eq!(log.rows.iter().map(|row| row.n).collect::<Vec<_>>(), [2, 1]);
        let lines: Vec<&str> = log.csv.lines().collect();
        assert_eq!(
            lines[1],
            format!("1,1795309200000,\"Nov 22, 2026 10:00\",\"Staff changed\",\"'=1+1\",\"By itself\",{hash}")
        );
        assert!(lines[2].contains("\"Mori \"\"the vet\"\"\""), "{}", lines[2]);
        assert!(log.holds);
    }
}
