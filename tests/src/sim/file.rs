//! Snapshot files of the simulated server: members of two rows each.

use std::sync::Arc;

use petpro_domain::wire::{Row, Snapshot};
use petpro_sync::device::Member;
use serde_json::value::RawValue;

use super::books::Books;
use super::dice::Dice;
use super::host::Host;

const MEMBER_ROWS: usize = 2;
/// What a member is long in the file that nobody writes.
const MEMBER_BYTES: u64 = 100;

#[derive(Clone, Debug)]
pub struct Filed {
    pub s: String,
    pub snapshot: Snapshot,
    members: Vec<Vec<Row>>,
}

impl Books {
    /// Writes a scope out; older files stay.
    pub fn write_file(&mut self, s: &str) {
        let mut rows: Vec<Row> = self
            .live(s)
            .map(|(t, id, seq, d)| {
                let d = RawValue::from_string(d.into()).expect("rows are JSON");
                Row { t: t.into(), id: id.into(), seq, d: Some(d), x: 0 }
            })
            .collect();
        rows.sort_unstable_by_key(|row| row.seq);
        let (to, count) = (self.newest(s), rows.len() as u64);
        let members: Vec<Vec<Row>> = rows.chunks(MEMBER_ROWS).map(<[Row]>::to_vec).collect();
        let snapshot = Snapshot {
            id: format!("{s}-{}-{to}", self.epoch),
            to,
            rows: count,
            bytes: MEMBER_BYTES * members.len() as u64,
            members: (0..members.len() as u64).map(|n| n * MEMBER_BYTES).collect(),
        };
        self.files.push(Arc::new(Filed { s: s.into(), snapshot, members }));
    }

    /// A member's rows; `None` where the file is gone.
    pub fn member(&self, asked: &Member) -> Option<Vec<Row>> {
        let file = self.files.iter().find(|file| file.snapshot.id == asked.id)?;
        file.members.get((asked.from / MEMBER_BYTES) as usize).cloned()
    }
}

impl Host {
    /// The market's goods change, its catalogue is written out, or a restart forgets the files.
    pub fn stock_up(&mut self, dice: &mut Dice) {
        let Some(s) = self.markets.first().map(|market| format!("catalog:{market}")) else { return };
        let id = dice.below(9).to_string();
        match dice.below(10) {
            0..=3 => self.books.write_file(&s),
            4 => self.books.files.clear(),
            5 => self.publish(&s, &id, None),
            6 => self.books.forget_tombstones(&s),
            _ => self.publish(&s, &id, Some("{\"n\":2}")),
        }
    }

    fn publish(&mut self, s: &str, id: &str, d: Option<&str>) {
        use petpro_sync::server::Ledger;
        let Ok(_) = self.books.publish(s, "product", id, d);
        self.books.commit();
    }
}
