//! A device of a simulated world: the real device half over a disk in memory, with its clocks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use petpro_domain::cart::Room;
use petpro_domain::ids::{OpId, UserId};
use petpro_domain::wire::{OpState, Receipt};
use petpro_sync::device::{Ask, Call, Config, Device, Effect, Event, Health, Now, Projection, project};
use petpro_sync::planted::Planted;

use super::dice::Dice;
use super::disk::Disk;
use super::tally::{Situation as S, Tally};

#[derive(Clone, Debug)]
pub struct Node {
    pub disk: Disk,
    pub engine: Device,
    pub user: UserId,
    pub online: bool,
    pub signed_in: bool,
    /// What the user's clock is off by, ms.
    pub skew: i64,
    pub boot: String,
    /// Monotonic ms of the one timer.
    pub timer: Option<i64>,
    /// Counts process starts: an answer to an earlier process reaches nobody.
    pub life: u32,
    /// Members of a snapshot file that this process has read.
    pub read_members: u32,
    /// Calls sent since the first start.
    pub asked: u64,
    pub backups: Vec<Disk>,
    /// It never comes back; what only it knew may be lost.
    pub lost: bool,
    /// Its disk was copied from, or to, another time or node.
    pub copied: bool,
    /// Every op its user tapped, as far as the disk it has now can know.
    pub taps: Vec<OpId>,
    /// Ops whose acceptance its user was shown, and ops whose refusal was.
    pub accepted: BTreeSet<OpId>,
    pub refused: BTreeSet<OpId>,
    /// The newest receipt it was given of each order.
    receipts: BTreeMap<OpId, Receipt>,
    pub broken: Option<&'static str>,
}

/// What a node wants from the world.
pub enum Want {
    Send(Arc<Call>),
    Token,
}

impl Node {
    pub fn new(user: UserId, planted: Planted) -> Self {
        let config = Config { planted, ..Config::default() };
        Self {
            disk: Disk::default(),
            engine: Device::new(config),
            user,
            online: true,
            signed_in: true,
            skew: 0,
            boot: "b0".into(),
            timer: None,
            life: 0,
            read_members: 0,
            asked: 0,
            backups: vec![],
            lost: false,
            copied: false,
            taps: vec![],
            accepted: BTreeSet::new(),
            refused: BTreeSet::new(),
            receipts: BTreeMap::new(),
            broken: None,
        }
    }

    /// Feeds one event and checks what has to hold after every step.
    pub fn step(&mut self, event: Event, mono: i64, wall: i64, dice: &mut Dice, tally: &mut Tally) -> Vec<Want> {
        let now = Now { mono, wall: wall + self.skew, boot: &self.boot };
        let mut out = Vec::new();
        if self.timer.is_some_and(|timer| timer <= mono) {
            self.timer = None;
        }
        let given: Vec<(OpId, Receipt)> = match &event {
            Event::Synced { reply, .. } => {
                let results = reply.push.iter().flat_map(|part| &part.results);
                results.filter_map(|result| result.rcpt.clone().map(|rcpt| (result.id, rcpt))).collect()
            }
            _ => vec![],
        };
        let full = self.engine.step(event, &now, &mut || dice.roll(), &mut self.disk, &mut out).is_err();
        if full {
            tally.add(S::DiskFull);
        }
        let mut wants = Vec::new();
        for effect in out {
            match effect {
                Effect::Send(call) => {
                    self.asked += 1;
                    self.watch_receipts(&call);
                    wants.push(Want::Send(Arc::new(call)));
                }
                Effect::Settled { op, st, .. } => {
                    let told = if st == OpState::Rejected { &mut self.refused } else { &mut self.accepted };
                    told.insert(op);
                    self.receipts.extend(given.iter().filter(|(id, _)| *id == op).cloned());
                }
                Effect::Refresh => wants.push(Want::Token),
                Effect::Wake { mono } => self.timer = Some(mono),
                Effect::Renamed { fork } => tally.add(if fork { S::Forked } else { S::Adopted }),
                Effect::Health { health: Health::HeldAuth, .. } => {
                    self.signed_in = false;
                    tally.add(S::HeldAuth);
                }
                Effect::Mismatch { .. } => self.broken = Some("O3: digests differ"),
                Effect::Odd("gap") => {}
                Effect::Odd(what) => self.broken = Some(what),
                _ => {}
            }
        }
        self.watch(mono);
        wants
    }

    fn watch(&mut self, mono: i64) {
        if let Some(broken) = self.disk.broken {
            self.broken = Some(broken);
        }
        let due = self.timer.is_some_and(|timer| timer <= mono + 300_000);
        if self.online && self.signed_in && self.disk.pending_ops() > 0 && !due {
            self.broken = Some("O7: ops are pending and nothing is scheduled");
        }
    }

    /// The device keeps the newest receipt.
    fn watch_receipts(&mut self, call: &Call) {
        let Ask::Sync(ask) = &call.ask else { return };
        for op in ask.push.iter().flat_map(|part| &part.ops) {
            if let Some(newest) = self.receipts.get(&op.id)
                && op.rcpt.as_ref() != Some(newest)
            {
                self.broken = Some("2.4 item 12: an order is offered without its newest receipt");
            }
        }
    }

    /// The disk is another one: what was known is what it says.
    pub fn remember(&mut self) {
        self.taps = self.disk.ops();
        self.accepted.clear();
        self.refused.clear();
        self.receipts.clear();
        for (op, old) in self.disk.archive() {
            let told = if old.done.st == OpState::Rejected { &mut self.refused } else { &mut self.accepted };
            told.insert(*op);
            self.receipts.extend(old.done.rcpt.clone().map(|rcpt| (*op, rcpt)));
        }
    }

    /// What this node's user sees now.
    pub fn shown(&mut self, household: &str, room: Room, planted: Planted, now_ms: i64) -> Projection {
        let user = format!("user:{}", self.user);
        let rows = self.disk.base(household).chain(self.disk.base(&user));
        let base = rows.filter_map(|row| row.row.d.as_ref().map(|d| (&*row.row.t, &*row.row.id, d.get())));
        let shown = project(base, self.disk.outbox(household).map(|op| &**op), now_ms, room, planted);
        for line in shown.lines.values() {
            let mut names: Vec<_> =
                line.dots.iter().map(|dot| dot.id).chain(line.locked.iter().map(|locked| locked.dot.id)).collect();
            let before = names.len();
            names.sort_unstable();
            names.dedup();
            if names.len() != before {
                self.broken = Some("O9: a contribution is shown twice");
            }
        }
        shown
    }

    /// The process ends and starts again; with `power` what was not flushed may be gone.
    pub fn restart(&mut self, planted: Planted, power: bool) {
        if power {
            self.disk.power_loss();
            self.remember();
        }
        let config = Config { planted, ..Config::default() };
        self.engine = Device::new(config);
        self.timer = None;
        self.life += 1;
        self.read_members = 0;
        self.online = true;
    }
}
