//! One run: phones of one household, a server, a bad network, and a clock, all from one seed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use petpro_domain::ids::VariantId;
use petpro_sync::device::{Effect, Event, Health};
use petpro_sync::planted::Planted;
use sha2::{Digest, Sha256};
use tokio::runtime::Runtime;

use super::backend::Backend;
use super::dice::Dice;
use super::files::Lives;
use super::net::Request;
use super::oracle::Oracle;
use super::phone::Phone;
use super::{talk, tap};
use crate::bench::catalogue;

/// How bad things get in a run; drawn from its seed.
#[derive(Clone, Debug)]
pub struct Plan {
    pub phones: usize,
    pub taps: usize,
    pub goods: usize,
    /// Requests out of 100 that do not go well.
    pub faults: u32,
    /// Processes die in the middle of a change.
    pub kills: bool,
    /// Server backups, kills, restores.
    pub restores: bool,
    /// Phone files copied, put back, cloned.
    pub copies: bool,
    /// Rows of the market's catalogue; none in half the runs.
    pub catalogue: usize,
    /// Clocks up to ten days off (T1).
    pub skew: bool,
}

impl Plan {
    pub fn draw(dice: &mut Dice) -> Self {
        Self {
            phones: 1 + dice.below(3),
            taps: 210,
            // One run in eight has more goods than a cart has lines (C-51).
            goods: if dice.chance(12) { 70 } else { 3 + dice.below(8) },
            faults: [0, 10, 30, 60][dice.below(4)],
            kills: true,
            restores: dice.chance(40),
            copies: dice.chance(40),
            catalogue: if dice.chance(50) { 150 } else { 0 },
            skew: dice.chance(30),
        }
    }
}

/// What happened how often: a situation that no run of many reaches is not tested.
pub type Counts = BTreeMap<String, u64>;

pub struct World {
    pub dice: Dice,
    pub plan: Plan,
    /// A bug in every phone's engine.
    planted: Planted,
    pub runtime: Runtime,
    pub backend: Backend,
    pub phones: Vec<Phone>,
    pub oracle: Oracle,
    pub now_ms: i64,
    pub counts: Counts,
    pub shelf: Vec<VariantId>,
    /// Old requests that a network may deliver once more (N1).
    pub echoes: Vec<Request>,
    /// Copies of phone files: whose, where, and what was durable then.
    copies: Vec<(usize, PathBuf)>,
    pub trace: Sha256,
    /// Where everything lies.
    pub root: PathBuf,
    /// Goes with the world.
    pub _scratch: Option<tempfile::TempDir>,
}

/// True time at the start of every run.
const START_MS: i64 = 1_790_000_000_000;

impl World {
    pub fn new(seed: u64, planted: Planted) -> anyhow::Result<Self> {
        let mut dice = Dice::new(seed);
        let plan = Plan::draw(&mut dice);
        let scratch = super::files::scratch()?;
        let mut world = Self::at(scratch.path().to_owned(), plan, dice, planted, seed)?;
        world._scratch = Some(scratch);
        world.backend.publish(&world.runtime, catalogue::rows(world.plan.catalogue))?;
        if world.dice.chance(70) {
            world.backend.write_file()?;
        }
        world.register()?;
        for _ in 0..world.plan.phones {
            world.buy_phone()?;
        }
        Ok(world)
    }

    /// A server over what lies below `root`, and no phones yet.
    pub fn at(root: PathBuf, plan: Plan, dice: Dice, planted: Planted, seed: u64) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let backend = Backend::start(root.clone(), START_MS, seed)?;
        Ok(Self {
            shelf: tap::shelf(plan.goods),
            dice,
            plan,
            planted,
            runtime,
            backend,
            phones: vec![],
            oracle: Oracle::default(),
            now_ms: START_MS,
            counts: Counts::new(),
            echoes: vec![],
            copies: vec![],
            trace: Sha256::new(),
            root,
            _scratch: None,
        })
    }

    /// The household's one user.
    pub fn register(&self) -> anyhow::Result<()> {
        talk::register(self)
    }

    /// One more phone, signed in. Where files of one lie in its place they are its own.
    pub fn buy_phone(&mut self) -> anyhow::Result<()> {
        let tokens = talk::login(self)?;
        let skew = if self.plan.skew { self.dice.between(-10, 10) * 86_400_000 } else { 0 };
        let lives = Lives::new(self.root.join(format!("phone-{}", self.phones.len())))?;
        let mut phone = Phone::new(lives, tokens.user, tokens.household, skew, self.planted);
        phone.tokens = Some(tokens);
        phone.open()?;
        self.phones.push(phone);
        self.begin(self.phones.len() - 1)
    }

    /// What a shell tells the engine when it starts.
    pub fn begin(&mut self, p: usize) -> anyhow::Result<()> {
        self.give(p, Event::Start)?;
        if self.phones[p].tokens.is_some() {
            self.give(p, Event::SignedIn)?;
        }
        let online = self.phones[p].online;
        self.give(p, Event::Online(online))
    }

    /// Lives until every tap is made.
    pub fn live(&mut self) -> anyhow::Result<()> {
        while self.oracle.meant.len() < self.plan.taps {
            self.act()?;
            self.pass_time()?;
            self.check_liveness()?;
        }
        Ok(())
    }

    fn act(&mut self) -> anyhow::Result<()> {
        let p = self.dice.below(self.phones.len());
        match self.dice.below(1_000) {
            0..600 => self.tap(p),
            600..700 => {
                let online = self.dice.chance(70);
                self.phones[p].online = online;
                self.give(p, Event::Online(online))
            }
            700..800 => self.give(p, Event::Poke),
            800..840 => self.kill(p),
            840..850 => self.poison(p),
            850..875 if self.plan.copies => self.copy_phone(p),
            875..885 if self.plan.copies => self.put_copy_back(p),
            885..888 if self.plan.copies && self.phones.len() < 4 => self.clone_phone(),
            890..900 => self.count("server restarted").backend.restart(),
            900..910 => self.count("server killed").backend.kill(),
            910..930 if self.plan.restores => self.count("server backed up").backend.back_up(),
            930..938 if self.plan.restores => self.restore_server(),
            940..955 => self.echo(),
            955..960 if self.plan.catalogue > 0 => self.stock_up(),
            960..975 if self.phones[p].held.is_some() => talk::sign_in_again(self, p),
            975..985 => {
                self.count("hours passed").now_ms += self.dice.between(1, 30) * 3_600_000;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn tap(&mut self, p: usize) -> anyhow::Result<()> {
        let fuse = self.dice.chance(3).then(|| self.phones[p].light_fuse(0));
        let tapped = tap::tap(&mut self.phones[p], &self.shelf, self.now_ms, &mut self.dice)?;
        if fuse.is_some_and(|fuse| fuse.burnt()) {
            // C1: dead before the commit; the person was never told that it is saved.
            self.count("killed in a tap").phones[p].rise()?;
            return self.begin(p);
        }
        self.phones[p].put_out_fuse();
        let Some((op, meant)) = tapped else { return Ok(()) };
        self.oracle.mean(op, meant);
        self.phones[p].durable.insert(op);
        self.give(p, Event::Enqueued)
    }

    fn poison(&mut self, p: usize) -> anyhow::Result<()> {
        let (op, meant) = tap::poison(&mut self.phones[p], &self.shelf, self.now_ms, &mut self.dice)?;
        self.oracle.mean(op, meant);
        self.phones[p].durable.insert(op);
        self.count("poison").give(p, Event::Enqueued)
    }

    pub fn kill(&mut self, p: usize) -> anyhow::Result<()> {
        self.count("killed").phones[p].kill()?;
        self.check_disk(p)?;
        self.begin(p)
    }

    pub fn copy_phone(&mut self, p: usize) -> anyhow::Result<()> {
        let to = self.root.join(format!("copy-{}", self.copies.len()));
        super::files::copy(&self.phones[p].lives.dir(), &to)?;
        self.copies.push((p, to));
        Ok(())
    }

    /// D6: a phone comes back from an old backup of itself.
    pub fn put_copy_back(&mut self, p: usize) -> anyhow::Result<()> {
        let Some((_, copy)) = self.copies.iter().rev().find(|(whose, _)| *whose == p).cloned() else { return Ok(()) };
        let before = std::mem::take(&mut self.phones[p].durable);
        self.phones[p].become_copy(&copy)?;
        let now: std::collections::BTreeSet<_> = self.phones[p].ops_on_disk()?.into_iter().collect();
        for op in before.difference(&now) {
            self.oracle.lose(*op);
        }
        self.phones[p].durable = now;
        self.count("phone restored").begin(p)
    }

    /// D7: the copy of one phone on another, both alive.
    pub fn clone_phone(&mut self) -> anyhow::Result<()> {
        let Some((whose, copy)) = self.copies.last().cloned() else { return Ok(()) };
        let lives = Lives::new(self.root.join(format!("phone-{}", self.phones.len())))?;
        let original = &self.phones[whose];
        let mut phone = Phone::new(lives, original.user, original.household, original.skew_ms, self.planted);
        phone.tablet.clone_from(&original.tablet);
        phone.open()?;
        phone.become_copy(&copy)?;
        phone.durable = phone.ops_on_disk()?.into_iter().collect();
        phone.tokens = Some(match phone.tablet.clone() {
            Some(tablet) => talk::sign_in_tablet(self, &tablet)?,
            None => talk::login(self)?,
        });
        self.phones.push(phone);
        let p = self.phones.len() - 1;
        self.count("phone cloned").begin(p)?;
        // A keystore tells most clones at start; where there is none the lanes have to.
        if self.dice.chance(50) { self.give(p, Event::Copied) } else { Ok(()) }
    }

    pub fn restore_server(&mut self) -> anyhow::Result<()> {
        if !self.backend.has_backup() {
            return Ok(());
        }
        self.oracle.restored = true;
        let which = self.dice.bits();
        self.count("server restored");
        self.backend.restore(&self.runtime, which)
    }

    /// Some goods change, and now and then the catalogue is written out.
    fn stock_up(&mut self) -> anyhow::Result<()> {
        let mut rows = catalogue::rows(self.plan.catalogue);
        let from = self.dice.below(rows.len());
        self.backend.publish(&self.runtime, rows.drain(from..).take(5).collect())?;
        if self.dice.chance(50) { self.count("snapshot written").backend.write_file() } else { Ok(()) }
    }

    fn echo(&mut self) -> anyhow::Result<()> {
        if !self.echoes.is_empty() {
            let n = self.dice.below(self.echoes.len());
            let request = self.echoes[n].clone();
            self.count("request repeated");
            self.backend.ask(&self.runtime, request);
        }
        Ok(())
    }

    /// A little time goes by, and what is due happens.
    pub fn pass_time(&mut self) -> anyhow::Result<()> {
        let ms = if self.dice.chance(20) { self.dice.between(1_000, 60_000) } else { self.dice.between(10, 800) };
        self.now_ms += ms;
        self.backend.set_clock(self.now_ms);
        for p in 0..self.phones.len() {
            self.due(p)?;
        }
        Ok(())
    }

    fn due(&mut self, p: usize) -> anyhow::Result<()> {
        if self.phones[p].refreshing && self.phones[p].online {
            talk::refresh(self, p)?;
        }
        for event in talk::arrivals(self, p) {
            self.land(p, event)?;
        }
        if self.phones[p].wake.is_some_and(|wake| wake <= self.now_ms) {
            self.phones[p].wake = None;
            self.give(p, Event::Wake)?;
        }
        Ok(())
    }

    fn land(&mut self, p: usize, event: Event) -> anyhow::Result<()> {
        let fuse =
            (self.plan.kills && self.dice.chance(4)).then(|| self.phones[p].light_fuse(self.dice.below(2) as u32));
        self.give(p, event)?;
        if fuse.is_some_and(|fuse| fuse.burnt()) {
            // C5, C6: dead inside the pull.
            self.count("killed in a pull").phones[p].rise()?;
            self.check_disk(p)?;
            return self.begin(p);
        }
        self.phones[p].put_out_fuse();
        Ok(())
    }

    /// Gives an event to a phone's engine and does what it wants done.
    pub fn give(&mut self, p: usize, event: Event) -> anyhow::Result<()> {
        // The engine says anew after every event what it waits for.
        self.phones[p].wake = None;
        let effects = self.phones[p].step(event, self.now_ms, &mut self.dice)?;
        for effect in effects {
            self.perform(p, effect)?;
        }
        Ok(())
    }

    fn perform(&mut self, p: usize, effect: Effect) -> anyhow::Result<()> {
        match effect {
            Effect::Send(call) => talk::send(self, p, call)?,
            Effect::Refresh => self.phones[p].refreshing = true,
            Effect::Wake { mono } => self.phones[p].wake = Some(mono),
            Effect::Settled { op, st, .. } => {
                self.oracle.tell(op, st).map_err(anyhow::Error::msg)?;
                self.count(&format!("settled {st:?}"));
            }
            Effect::Health { s: None, health } => self.phones[p].held = Some(health).filter(|it| *it != Health::Ok),
            Effect::Health { .. } | Effect::Changed { .. } | Effect::Progress { .. } => {}
            Effect::Renamed { fork } => {
                self.count(if fork { "forked" } else { "renamed after a restore" });
            }
            Effect::Mismatch { s, ours, theirs } => anyhow::bail!("O3: {s} has digest {ours:x}, the server {theirs:x}"),
            Effect::Odd(what) => {
                self.count(&format!("odd: {what}"));
            }
        }
        Ok(())
    }

    /// O7: who has something to send, a network and a sign-in has an attempt under way or a timer.
    pub fn check_liveness(&self) -> anyhow::Result<()> {
        const CAP_MS: i64 = 300_000;
        for (p, phone) in self.phones.iter().enumerate() {
            let may = phone.online && phone.tokens.is_some() && phone.held.is_none() && !phone.refreshing;
            if !may || phone.waiting()? == 0 {
                continue;
            }
            anyhow::ensure!(
                phone.wake.is_some_and(|wake| wake <= self.now_ms + CAP_MS),
                "O7: phone {p} waits with {} ops and nothing is scheduled (timer {:?}, now {})",
                phone.waiting()?,
                phone.wake,
                self.now_ms
            );
        }
        Ok(())
    }

    /// O10: whatever a commit has confirmed is in outbox or archive.
    pub fn check_disk(&self, p: usize) -> anyhow::Result<()> {
        let there = self.phones[p].ops_on_disk()?;
        for op in &self.phones[p].durable {
            let copies = there.iter().filter(|id| *id == op).count();
            anyhow::ensure!(copies == 1, "O10: {op} is {copies} times on the disk of phone {p}");
        }
        Ok(())
    }

    pub fn count(&mut self, what: &str) -> &mut Self {
        *self.counts.entry(what.to_owned()).or_default() += 1;
        self
    }
}
