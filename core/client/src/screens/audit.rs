//! Who did what at a clinic, for its admin.

use std::collections::BTreeMap;

use petpro_domain::Lang;
use petpro_domain::audit::{By, Entry, What, broken};
use petpro_domain::checkin::typed;
use petpro_domain::clinic::Zone;
use petpro_domain::ids::{BookingId, Uuid};
use petpro_domain::texts::{Arg, text};
use serde::Serialize;

use super::Say;
use super::clinic::when;

/// The whole log.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Audit {
    /// Oldest first.
    pub rows: Vec<Row>,
    /// "12 entries, and the chain holds", or where it breaks.
    pub chain: Say,
    /// The number of the first entry that does not follow from those before it, checked on this device.
    pub broken: Option<u64>,
    /// As the server sent them, for whoever keeps and checks them elsewhere.
    pub entries: Vec<Entry>,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields = nullable, rename = "LogRow"))]
pub struct Row {
    pub n: u64,
    /// The clinic's time, `Nov 24, 2026 09:30`.
    pub when: String,
    /// "the tablet was switched off since": the time is what its clock claimed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uncertain: Option<Say>,
    /// "Booked"; of a newer server its own word.
    pub what: String,
    /// The code of a visit as a desk types it, or a name.
    pub about: String,
    /// "Hana", "Front desk · Mori", "By itself".
    pub who: String,
}

/// The log of a clinic in this zone; `names` are what people call users, tablets and staff.
pub fn audit(lang: Lang, zone: &Zone, entries: Vec<Entry>, names: &BTreeMap<Uuid, String>) -> Audit {
    let broken = broken(&entries);
    let chain = match broken {
        None => Say::new(lang, "audit-holds", &[("n", Arg::Count(entries.len() as u32))]),
        Some(n) => Say::new(lang, "audit-broken", &[("n", Arg::Count(u32::try_from(n).unwrap_or(u32::MAX)))]),
    };
    let rows = entries.iter().map(|entry| row(lang, zone, entry, names)).collect();
    Audit { rows, chain, broken, entries }
}

fn row(lang: Lang, zone: &Zone, entry: &Entry, names: &BTreeMap<Uuid, String>) -> Row {
    let named = |id: Uuid| names.get(&id).filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| id.to_string());
    let who = match &entry.by {
        By::User { user, .. } => named(user.0),
        By::Tablet { tablet, actor, gone } => {
            let mut who = named(tablet.0);
            if let Some(actor) = actor {
                who = format!("{who} · {}", named(actor.0));
            }
            if *gone {
                who = text(lang, "audit-gone", &[("who", Arg::from(&who))]);
            }
            who
        }
        By::Clock => text(lang, "audit-clock", &[]),
    };
    let known = What::ALL.iter().find(|what| what.name() == entry.what);
    Row {
        n: entry.n,
        when: zone.local(entry.at_ms).map(|local| when(lang, &local)).unwrap_or_default(),
        uncertain: entry.clock_uncertain.then(|| Say::plain(lang, "audit-uncertain")),
        what: known.map_or_else(|| entry.what.clone(), |what| text(lang, &format!("audit-{}", what.name()), &[])),
        about: about(&entry.about, known.is_some_and(|what| what.is_of_visit()), names),
        who,
    }
}

/// The code of a visit, or a name that is known; everything else stands for itself.
fn about(about: &str, is_visit: bool, names: &BTreeMap<Uuid, String>) -> String {
    match about.parse::<Uuid>() {
        Ok(id) if is_visit => typed::grouped(&typed::code(BookingId(id))),
        Ok(id) => names.get(&id).cloned().unwrap_or_else(|| about.to_owned()),
        Err(_) => about.to_owned(),
    }
}

impl Audit {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let line = |row: &Row| {
            let mark = row.uncertain.as_ref().map_or(String::new(), |say| format!("  ({say})"));
            format!("{:>5}  {}  {}  {}  {}{mark}", row.n, row.when, row.what, row.about, row.who)
        };
        let mut lines: Vec<String> = self.rows.iter().map(line).collect();
        lines.push(self.chain.text.clone());
        lines
    }
}

#[cfg(test)]
mod tests {
    use petpro_domain::audit::BEGIN;
    use petpro_domain::ids::{StaffId, TabletId, v7};

    use super::*;

    fn entry(n: u64, by: By, what: &str, about: &str) -> Entry {
        let at_ms = 1_795_309_200_000;
        Entry { n, at_ms, clock_uncertain: n == 2, by, what: what.into(), about: about.into(), hash: String::new() }
    }

    #[test]
    fn a_row_says_who_did_what_with_which_visit_by_the_clinics_clock() {
        let (tablet, actor) = (TabletId(v7(1, [1; 10])), StaffId(v7(1, [2; 10])));
        let booking = BookingId(v7(1, [3; 10]));
        let first = entry(1, By::Clock, "missed", &booking.to_string()).chained(BEGIN);
        let by = By::Tablet { tablet, actor: Some(actor), gone: true };
        let second = entry(2, by, "checked-in", &booking.to_string()).chained(&first.hash);
        let names = BTreeMap::from([(tablet.0, "Front desk".to_owned()), (actor.0, "Mori".to_owned())]);
        let log = audit(Lang::En, &Zone::parse("Asia/Tokyo").unwrap(), vec![first, second], &names);
        let code = typed::grouped(&typed::code(booking));
        assert_eq!(log.rows[0].who, "By itself");
        assert_eq!((&log.rows[1].what, &log.rows[1].about), (&"Checked in".to_owned(), &code));
        assert_eq!(log.rows[1].who, "Front desk · Mori, who no longer worked here");
        assert_eq!(log.rows[1].when, "Nov 22, 2026 10:00");
        assert!(log.rows[0].uncertain.is_none() && log.rows[1].uncertain.is_some());
        assert_eq!(log.broken, None);
    }

    #[test]
    fn everything_that_can_be_done_has_a_text_in_every_language() {
        for lang in Lang::ALL {
            for what in What::ALL {
                let key = format!("audit-{}", what.name());
                let said = text(lang, &key, &[]);
                assert!(!said.is_empty() && !said.contains("audit-"), "{key} in {lang:?}: {said}");
            }
        }
    }
}
