//! A device's disk in memory. It executes changes as a database would, and it watches the two
//! things no change may do: lose a precious row, or settle an op that the base does not show yet.

use std::collections::BTreeMap;
use std::sync::Arc;

use petpro_domain::ids::OpId;
use petpro_domain::wire::{Op, OpState};
use petpro_sync::device::{Change, Done, Meta, Pulled, Scope, Store, Write};

/// Why a change was not executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DiskFull;

/// An op and its place in the order of its file.
#[derive(Clone, Debug)]
pub struct Pending {
    pub ord: u64,
    pub op: Arc<Op>,
}

/// A settled op.
#[derive(Clone, Debug)]
pub struct Archived {
    pub ord: u64,
    pub s: String,
    pub op: Arc<Op>,
    pub done: Arc<Done>,
}

#[derive(Clone, Debug, Default)]
struct Lane {
    scope: Scope,
    outbox: BTreeMap<u64, Pending>,
    base: Vec<Arc<Pulled>>,
    beside: Vec<Arc<Pulled>>,
}

#[derive(Clone, Debug, Default)]
struct Files {
    meta: Meta,
    lanes: Vec<Lane>,
    done: BTreeMap<OpId, Archived>,
    next_ord: u64,
}

/// The files of one device. Copying it is cheap; the copy shares what neither changes.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    files: Arc<Files>,
    /// The state at the last flush, where something unflushed came after it.
    flushed: Option<Arc<Files>>,
    /// Keep `flushed`, so that the power can fail.
    pub careful: bool,
    /// Refuse this many changes from now on.
    pub full: u32,
    /// What a change did that none may do.
    pub broken: Option<&'static str>,
}

impl Disk {
    /// The power fails: what was not flushed may be gone.
    pub fn power_loss(&mut self) {
        if let Some(flushed) = self.flushed.take() {
            self.files = flushed;
        }
    }

    /// Base rows of a scope, by type and id.
    pub fn base(&self, s: &str) -> impl Iterator<Item = &Pulled> {
        self.lane(s).into_iter().flat_map(|lane| lane.base.iter().map(|row| &**row))
    }

    /// Every settled op.
    pub fn archive(&self) -> impl Iterator<Item = (&OpId, &Archived)> {
        self.files.done.iter()
    }

    /// The pending ops of a scope in order.
    pub fn outbox(&self, s: &str) -> impl Iterator<Item = &Arc<Op>> {
        self.lane(s).into_iter().flat_map(|lane| lane.outbox.values().map(|pending| &pending.op))
    }

    pub fn scope(&self, s: &str) -> Option<&Scope> {
        self.lane(s).map(|lane| &lane.scope)
    }

    /// Every op this disk knows.
    pub fn ops(&self) -> Vec<OpId> {
        let pending = self.files.lanes.iter().flat_map(|lane| lane.outbox.values().map(|pending| pending.op.id));
        self.files.done.keys().copied().chain(pending).collect()
    }

    pub fn pending_ops(&self) -> usize {
        self.files.lanes.iter().map(|lane| lane.outbox.len()).sum()
    }

    fn lane(&self, s: &str) -> Option<&Lane> {
        self.files.lanes.iter().find(|lane| lane.scope.name == s)
    }
}

impl Files {
    fn lane(&mut self, s: &str) -> &mut Lane {
        if let Some(at) = self.lanes.iter().position(|lane| lane.scope.name == s) {
            return &mut self.lanes[at];
        }
        let scope = Scope { name: s.into(), next_seq: 1, ..Scope::default() };
        self.lanes.push(Lane { scope, ..Lane::default() });
        self.lanes.last_mut().expect("just pushed")
    }

    fn precious(&self) -> usize {
        self.done.len() + self.lanes.iter().map(|lane| lane.outbox.len()).sum::<usize>()
    }

    fn write(&mut self, write: Write) {
        match write {
            Write::Meta(meta) => self.meta = meta,
            Write::Scope(scope) => {
                let lane = self.lane(&scope.name.clone());
                lane.scope = Scope { next_seq: lane.scope.next_seq, ..scope };
            }
            Write::Forget { s } => self.lanes.retain(|lane| lane.scope.name != s),
            Write::Enqueue { s, op } => self.enqueue(&s, op),
            Write::Settle(done) => self.settle(done),
            Write::Reoffer { rejected } => self.reoffer(rejected),
            Write::Renumber => {
                for lane in &mut self.lanes {
                    let mut all: Vec<Pending> = std::mem::take(&mut lane.outbox).into_values().collect();
                    all.sort_by_key(|pending| pending.ord);
                    lane.scope.next_seq = all.len() as u64 + 1;
                    lane.outbox = (1..).zip(all).collect();
                }
            }
            Write::Rows { s, rows, stage } => {
                let lane = self.lane(&s);
                let into = if stage { &mut lane.beside } else { &mut lane.base };
                for row in rows {
                    into.retain(|old| old.row.t != row.row.t || old.row.id != row.row.id);
                    if row.row.x == 0 {
                        into.push(Arc::new(row));
                    }
                }
            }
            Write::Clear { s, stage: true } => self.lane(&s).beside.clear(),
            Write::Clear { s, stage: false } => self.lane(&s).base.clear(),
            Write::Swap { s } => {
                let lane = self.lane(&s);
                lane.base = std::mem::take(&mut lane.beside);
            }
        }
    }

    fn enqueue(&mut self, s: &str, op: Op) {
        if self.done.contains_key(&op.id) || self.lane(s).outbox.values().any(|pending| pending.op.id == op.id) {
            return;
        }
        self.next_ord += 1;
        let ord = self.next_ord;
        let lane = self.lane(s);
        lane.outbox.insert(lane.scope.next_seq, Pending { ord, op: Arc::new(op) });
        lane.scope.next_seq += 1;
    }

    fn settle(&mut self, done: Done) {
        for lane in &mut self.lanes {
            let Some(seq) = lane.outbox.iter().find(|(_, pending)| pending.op.id == done.op).map(|(seq, _)| *seq)
            else {
                continue;
            };
            let Some(Pending { ord, op }) = lane.outbox.remove(&seq) else { continue };
            let rcpt = done.rcpt.clone().or_else(|| op.rcpt.clone());
            let done = Arc::new(Done { rcpt, ..done });
            self.done.insert(op.id, Archived { ord, s: lane.scope.name.clone(), op, done });
            return;
        }
    }

    fn reoffer(&mut self, rejected: bool) {
        let accepted = |st| matches!(st, OpState::Applied | OpState::Superseded);
        let (back, kept): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.done).into_iter().partition(|(_, old)| rejected || accepted(old.done.st));
        self.done = kept.into_iter().collect();
        for (_, old) in back {
            let op = Op { rcpt: old.done.rcpt.clone(), ..Op::clone(&old.op) };
            let lane = self.lane(&old.s);
            // Any free number: a renumbering follows in the same change.
            let seq = lane.outbox.keys().next_back().copied().max(Some(1 << 32)).unwrap_or(0) + 1;
            lane.outbox.insert(seq, Pending { ord: old.ord, op: Arc::new(op) });
        }
    }
}

impl Store for Disk {
    type Error = DiskFull;

    fn meta(&self) -> Result<Meta, DiskFull> {
        Ok(self.files.meta.clone())
    }

    fn scopes(&self) -> Result<Vec<Scope>, DiskFull> {
        Ok(self.files.lanes.iter().map(|lane| lane.scope.clone()).collect())
    }

    fn pending(&self, s: &str, ops: usize, bytes: usize) -> Result<Vec<Op>, DiskFull> {
        let mut left = bytes;
        let mut out = Vec::new();
        for (seq, pending) in self.lane(s).into_iter().flat_map(|lane| &lane.outbox) {
            if out.len() >= ops || (left == 0 && !out.is_empty()) {
                break;
            }
            left = left.saturating_sub(pending.op.b.get().len());
            out.push(Op { seq: *seq, ..Op::clone(&pending.op) });
        }
        Ok(out)
    }

    fn pending_at(&self, s: &str, seq: u64) -> Result<Option<OpId>, DiskFull> {
        Ok(self.lane(s).and_then(|lane| lane.outbox.get(&seq)).map(|pending| pending.op.id))
    }

    fn waiting(&self) -> Result<usize, DiskFull> {
        Ok(self.pending_ops())
    }

    fn share(&self, s: &str, t: &str, id: &str, stage: bool) -> Result<Option<u64>, DiskFull> {
        let Some(lane) = self.lane(s) else { return Ok(None) };
        let rows = if stage { &lane.beside } else { &lane.base };
        Ok(rows.iter().find(|row| row.row.t == t && row.row.id == id).map(|row| row.share))
    }

    fn commit(&mut self, change: Change) -> Result<(), DiskFull> {
        if self.full > 0 {
            self.full -= 1;
            return Err(DiskFull);
        }
        if change.durable {
            self.flushed = None;
        } else if self.careful && self.flushed.is_none() {
            self.flushed = Some(Arc::clone(&self.files));
        }
        let files = Arc::make_mut(&mut self.files);
        let before = files.precious();
        let mut settled = Vec::new();
        for write in change.writes {
            if let Write::Settle(done) = &write {
                settled.push(done.op);
            }
            files.write(write);
        }
        if files.precious() < before {
            self.broken = Some("O10: a precious row is gone");
        }
        for op in settled {
            let Some(old) = files.done.get(&op) else { continue };
            let at = old.done.at.unwrap_or(0);
            let shown = files.lanes.iter().find(|lane| lane.scope.name == old.s).map_or(u64::MAX, |l| l.scope.cur);
            if old.done.st != OpState::Rejected && at > shown {
                self.broken = Some("C6: an op is settled before the base shows it");
            }
        }
        Ok(())
    }
}
