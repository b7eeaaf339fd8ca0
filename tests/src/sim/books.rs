//! The server's tables in memory, with savepoints by undoing, and a log for the oracle of what was
//! judged and which way orders went.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use petpro_domain::Code;
use petpro_domain::cart::OrderState;
use petpro_domain::ids::{DeviceId, LineId, OpId, OrderId};
use petpro_domain::wire::{LaneState, Limits, OpState, Row, Snapshot, digest_of};
use petpro_sync::server::{
    Feed, Found, FoundState, Head, Judged, Ledger, Named, OrderEntry, Page, Payment, Refusal, Step,
};
use serde_json::value::RawValue;

use super::file::Filed;

/// The memory never fails.
pub type Never = std::convert::Infallible;

/// What happened to the books, in order.
#[derive(Clone, Debug)]
pub enum Entry {
    Judged { op: OpId, st: OpState, code: Option<Code>, noted: bool },
    Order { id: OrderId, st: OrderState },
    Expired { line: LineId },
}

#[derive(Clone, Debug)]
struct Stored {
    t: String,
    id: String,
    seq: u64,
    d: Option<Arc<str>>,
    share: u64,
}

#[derive(Clone, Debug, Default)]
struct Table {
    s: String,
    head: Head,
    rows: Vec<Stored>,
}

/// The database of the server.
#[derive(Clone, Debug, Default)]
pub struct Books {
    pub epoch: String,
    tables: Vec<Table>,
    lanes: BTreeMap<(DeviceId, String), LaneState>,
    pub results: BTreeMap<OpId, Arc<Judged>>,
    strikes: BTreeMap<OpId, u32>,
    pub dead: BTreeMap<OpId, ()>,
    pub taken: BTreeMap<OpId, (OrderId, LineId)>,
    pub orders: BTreeMap<OrderId, OrderEntry>,
    pub found: BTreeMap<OrderId, Found>,
    /// Orders that stock is held for.
    pub held: BTreeSet<OrderId>,
    pub jobs: Vec<Payment>,
    pub log: Vec<Entry>,
    /// Snapshot files, the newest last.
    pub files: Vec<Arc<Filed>>,
    /// Accepting this op makes the server panic.
    pub stumbles_over: Option<OpId>,
    undo: Vec<Undo>,
    marks: Vec<usize>,
}

#[derive(Clone, Debug)]
enum Undo {
    Row { table: usize, row: usize, old: Option<Stored>, head: Head },
    Lane((DeviceId, String), Option<LaneState>),
    Result(OpId, Option<Arc<Judged>>),
    Buried(OpId),
    Taken(OpId, Option<(OrderId, LineId)>),
    Order(OrderId, Option<OrderEntry>),
    Found(OrderId, Option<Found>),
    Held(OrderId, bool),
    Job,
    Log,
}

impl Books {
    /// Empty books of a first history.
    pub fn begin(epoch: &str) -> Self {
        Self { epoch: epoch.into(), ..Self::default() }
    }

    /// Live rows of a scope: type, id, seq, body.
    pub fn live(&self, s: &str) -> impl Iterator<Item = (&str, &str, u64, &str)> {
        let rows = self.tables.iter().filter(move |table| table.s == s).flat_map(|table| &table.rows);
        rows.filter_map(|row| row.d.as_ref().map(|d| (row.t.as_str(), row.id.as_str(), row.seq, &**d)))
    }

    pub fn digest(&self, s: &str) -> u64 {
        self.tables.iter().find(|table| table.s == s).map_or(0, |table| table.head.digest)
    }

    /// The seq of a scope's last change.
    pub fn newest(&self, s: &str) -> u64 {
        self.tables.iter().find(|table| table.s == s).map_or(0, |table| table.head.head)
    }

    /// Ends the transaction.
    pub fn commit(&mut self) {
        self.undo.clear();
        self.marks.clear();
    }

    /// Raises a scope's floor: tombstones up to its head are gone.
    pub fn forget_tombstones(&mut self, s: &str) {
        for table in self.tables.iter_mut().filter(|table| table.s == s) {
            table.head.floor = table.head.head;
            table.rows.retain(|row| row.d.is_some());
        }
    }

    fn table(&mut self, s: &str) -> usize {
        let known = self.tables.iter().position(|table| table.s == s);
        known.unwrap_or_else(|| {
            self.tables.push(Table { s: s.into(), ..Table::default() });
            self.tables.len() - 1
        })
    }

    fn note(&mut self, undo: Undo) {
        if !self.marks.is_empty() {
            self.undo.push(undo);
        }
    }

    fn log(&mut self, entry: Entry) {
        self.log.push(entry);
        self.note(Undo::Log);
    }

    fn undo(&mut self, undo: Undo) {
        fn put<K: Ord, V>(map: &mut BTreeMap<K, V>, key: K, old: Option<V>) {
            match old {
                Some(value) => drop(map.insert(key, value)),
                None => drop(map.remove(&key)),
            }
        }
        match undo {
            Undo::Row { table, row, old, head } => {
                self.tables[table].head = head;
                match old {
                    Some(old) => self.tables[table].rows[row] = old,
                    None => self.tables[table].rows.truncate(row),
                }
            }
            Undo::Lane(key, old) => put(&mut self.lanes, key, old),
            Undo::Result(key, old) => put(&mut self.results, key, old),
            Undo::Buried(name) => drop(self.dead.remove(&name)),
            Undo::Taken(key, old) => put(&mut self.taken, key, old),
            Undo::Order(key, old) => put(&mut self.orders, key, old),
            Undo::Found(key, old) => put(&mut self.found, key, old),
            Undo::Held(id, true) => drop(self.held.insert(id)),
            Undo::Held(id, false) => drop(self.held.remove(&id)),
            Undo::Job => drop(self.jobs.pop()),
            Undo::Log => drop(self.log.pop()),
        }
    }
}

impl Feed for Books {
    type Error = Never;

    fn epoch(&mut self) -> Result<String, Never> {
        Ok(self.epoch.clone())
    }

    fn head(&mut self, s: &str) -> Result<Option<Head>, Never> {
        Ok(self.tables.iter().find(|table| table.s == s).map(|table| table.head))
    }

    fn lane(&mut self, device: DeviceId, s: &str) -> Result<Option<LaneState>, Never> {
        Ok(self.lanes.get(&(device, s.to_string())).copied())
    }

    fn page(&mut self, s: &str, after: u64, limits: &Limits) -> Result<Page, Never> {
        let Some(table) = self.tables.iter().find(|table| table.s == s) else { return Ok(Page::default()) };
        let mut rows: Vec<&Stored> =
            table.rows.iter().filter(|row| row.seq > after && (after > 0 || row.d.is_some())).collect();
        rows.sort_unstable_by_key(|row| row.seq);
        let more = rows.len() > limits.rows as usize;
        rows.truncate(limits.rows as usize);
        let rows = rows.into_iter().map(|row| Row {
            t: row.t.clone(),
            id: row.id.clone(),
            seq: row.seq,
            d: row.d.as_ref().map(|d| RawValue::from_string(d.to_string()).expect("rows are JSON")),
            x: u8::from(row.d.is_none()),
        });
        Ok(Page { rows: rows.collect(), more })
    }

    fn snapshot(&mut self, s: &str) -> Result<Option<Snapshot>, Never> {
        let newest = self.files.iter().rev().find(|file| file.s == s);
        Ok(newest.map(|file| file.snapshot.clone()))
    }
}

impl Ledger for Books {
    fn savepoint(&mut self) -> Result<u32, Never> {
        self.marks.push(self.undo.len());
        Ok(self.marks.len() as u32 - 1)
    }

    fn release(&mut self, mark: u32) -> Result<(), Never> {
        self.marks.truncate(mark as usize);
        if self.marks.is_empty() {
            self.undo.clear();
        }
        Ok(())
    }

    fn rollback(&mut self, mark: u32) -> Result<(), Never> {
        let from = self.marks[mark as usize];
        while self.undo.len() > from {
            if let Some(undo) = self.undo.pop() {
                self.undo(undo);
            }
        }
        self.marks.truncate(mark as usize);
        Ok(())
    }

    fn row(&mut self, s: &str, t: &str, id: &str) -> Result<Option<String>, Never> {
        let at = self.table(s);
        let row = self.tables[at].rows.iter().find(|row| row.t == t && row.id == id);
        Ok(row.and_then(|row| row.d.as_ref()).map(|d| d.to_string()))
    }

    fn count(&mut self, s: &str, t: &str) -> Result<usize, Never> {
        let at = self.table(s);
        Ok(self.tables[at].rows.iter().filter(|row| row.t == t && row.d.is_some()).count())
    }

    fn publish(&mut self, s: &str, t: &str, id: &str, d: Option<&str>) -> Result<u64, Never> {
        let at = self.table(s);
        let table = &mut self.tables[at];
        let head = table.head;
        let seq = head.head + 1;
        let share = d.map_or(0, |d| digest_of(t, id, seq, d));
        let row = Stored { t: t.into(), id: id.into(), seq, d: d.map(Arc::from), share };
        table.head.head = seq;
        table.head.digest ^= share;
        let (place, old) = match table.rows.iter().position(|row| row.t == t && row.id == id) {
            Some(place) => {
                let old = std::mem::replace(&mut table.rows[place], row);
                table.head.digest ^= old.share;
                (place, Some(old))
            }
            None => {
                table.rows.push(row);
                (table.rows.len() - 1, None)
            }
        };
        self.note(Undo::Row { table: at, row: place, old, head });
        Ok(seq)
    }

    fn set_lane(&mut self, device: DeviceId, s: &str, lane: LaneState) -> Result<(), Never> {
        let key = (device, s.to_string());
        let old = self.lanes.insert(key.clone(), lane);
        self.note(Undo::Lane(key, old));
        Ok(())
    }

    fn judged(&mut self, op: OpId) -> Result<Option<Judged>, Never> {
        Ok(self.results.get(&op).map(|judged| Judged::clone(judged)))
    }

    fn record(&mut self, judged: &Judged) -> Result<(), Never> {
        assert!(self.stumbles_over != Some(judged.op) || judged.st == OpState::Rejected, "stumbled over {}", judged.op);
        let noted = judged.detail.as_deref() == Some(petpro_domain::cart::MOVED_TO_SAVED);
        self.log(Entry::Judged { op: judged.op, st: judged.st, code: judged.code, noted });
        let old = self.results.insert(judged.op, Arc::new(judged.clone()));
        self.note(Undo::Result(judged.op, old));
        Ok(())
    }

    fn strike(&mut self, op: OpId) -> Result<u32, Never> {
        let strikes = self.strikes.entry(op).or_default();
        *strikes += 1;
        Ok(*strikes)
    }

    fn named(&mut self, name: OpId) -> Result<Option<Named>, Never> {
        Ok(match (self.taken.get(&name), self.dead.get(&name)) {
            (Some((order, _)), _) => Some(Named::Ordered(*order)),
            (None, Some(())) => Some(Named::Dead),
            (None, None) => None,
        })
    }

    fn bury(&mut self, name: OpId) -> Result<(), Never> {
        if self.dead.insert(name, ()).is_none() {
            self.note(Undo::Buried(name));
        }
        Ok(())
    }

    fn lock(&mut self, order: OrderId, line: LineId, name: OpId) -> Result<bool, Never> {
        if let Some((other, _)) = self.taken.get(&name) {
            return Ok(*other == order);
        }
        self.taken.insert(name, (order, line));
        self.note(Undo::Taken(name, None));
        Ok(true)
    }

    fn unlock(&mut self, order: OrderId) -> Result<(), Never> {
        let names: Vec<OpId> = self.taken.iter().filter(|(_, (o, _))| *o == order).map(|(name, _)| *name).collect();
        for name in names {
            let old = self.taken.remove(&name);
            self.note(Undo::Taken(name, old));
        }
        Ok(())
    }

    fn order(&mut self, id: OrderId) -> Result<Option<OrderEntry>, Never> {
        Ok(self.orders.get(&id).cloned())
    }

    fn put_order(&mut self, entry: &OrderEntry, _: &str) -> Result<(), Never> {
        self.log(Entry::Order { id: entry.id, st: entry.order.st });
        let old = self.orders.insert(entry.id, entry.clone());
        self.note(Undo::Order(entry.id, old));
        Ok(())
    }

    /// Every order is held one parcel, until it is paid for or over.
    fn follow(&mut self, entry: &mut OrderEntry, step: Step) -> Result<Option<Refusal>, Never> {
        let id = entry.id;
        let was = self.held.contains(&id);
        let now = matches!(step, Step::Place(_));
        if was != now {
            if now {
                self.held.insert(id)
            } else {
                self.held.remove(&id)
            };
            self.note(Undo::Held(id, was));
        }
        Ok(None)
    }

    fn open_orders(&mut self) -> Result<Vec<OrderId>, Never> {
        let open = |entry: &&OrderEntry| matches!(entry.order.st, OrderState::Pending | OrderState::Paid);
        Ok(self.orders.values().filter(open).map(|entry| entry.id).collect())
    }

    fn found(&mut self, order: OrderId) -> Result<Option<Found>, Never> {
        Ok(self.found.get(&order).cloned())
    }

    fn put_found(&mut self, found: &Found) -> Result<(), Never> {
        let old = self.found.insert(found.order, found.clone());
        self.note(Undo::Found(found.order, old));
        Ok(())
    }

    fn clear_found(&mut self) -> Result<(), Never> {
        self.found.clear();
        Ok(())
    }

    fn unclaimed(&mut self, s: &str) -> Result<bool, Never> {
        Ok(self.found.values().any(|found| found.s == s && !found.claimed && found.st == FoundState::Captured))
    }

    fn stage(&mut self, job: Payment) -> Result<(), Never> {
        self.jobs.push(job);
        self.note(Undo::Job);
        Ok(())
    }

    fn set_epoch(&mut self, epoch: &str) -> Result<(), Never> {
        self.epoch = epoch.into();
        Ok(())
    }

    fn idle_lines(&mut self, before_ms: i64, limit: usize) -> Result<Vec<(String, LineId)>, Never> {
        let mut idle = Vec::new();
        for table in &self.tables {
            for row in table.rows.iter().filter(|row| row.t == "cart_line") {
                let line = row.d.as_ref().and_then(|d| serde_json::from_str::<petpro_domain::cart::CartLine>(d).ok());
                let old = line.is_some_and(|line| line.touched_ms < before_ms && !line.dots.is_empty());
                if let (true, Ok(id)) = (old, row.id.parse()) {
                    idle.push((table.s.clone(), id));
                }
            }
        }
        idle.truncate(limit);
        self.log.extend(idle.iter().map(|(_, line)| Entry::Expired { line: *line }));
        Ok(idle)
    }
}
