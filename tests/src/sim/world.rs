//! A random walk of one seed: users tap, the net loses, doubles and reorders, devices and the
//! server break, are copied and are restored; then everything calms down and is judged.

use std::sync::Arc;

use petpro_domain::Code;
use petpro_domain::cart::Room;
use petpro_domain::ids::{OpId, UserId, VariantId};
use petpro_domain::wire::{Limits, OpState, Row};
use petpro_sync::device::{Ask, Call, Event, Failure};
use petpro_sync::planted::Planted;
use petpro_sync::server::{Caller, Ledger};
use uuid::Uuid;

use super::audit::Deeds;
use super::dice::Dice;
use super::host::Host;
use super::node::{Node, Want};
use super::tally::{Situation as S, Tally};

/// Something on its way.
#[derive(Clone, Debug)]
pub enum Packet {
    Ask { node: usize, life: u32, call: Arc<Call> },
    Answer { node: usize, life: u32, call: u64, event: Arc<Answer> },
    Token { node: usize, life: u32, ok: bool },
}

/// An answer that can be delivered more than once.
#[derive(Clone, Debug)]
pub enum Answer {
    Hello(petpro_domain::wire::HelloReply),
    Sync(petpro_domain::wire::SyncReply),
    Member(Vec<Row>),
    Failed(Failure),
}

#[derive(Clone)]
pub struct World {
    pub dice: Dice,
    pub nodes: Vec<Node>,
    pub host: Host,
    pub net: Vec<Packet>,
    pub deeds: Deeds,
    pub tally: Tally,
    pub mono: i64,
    pub variants: Vec<VariantId>,
    pub planted: Planted,
    pub ops: u64,
    pub steps: u64,
    /// Every event in order, folded: the same seed gives the same hash.
    pub hash: u64,
    /// Chance is a function of the device and how often it has asked: two ways to the same state
    /// then meet (L0).
    pub canonical: bool,
    pub(super) plan: Plan,
}

/// How much of what may happen in this walk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub ops: u64,
    pub restores: usize,
    pub clones: usize,
    pub device_restores: usize,
    pub lossy: bool,
}

impl World {
    pub fn new(seed: u64, planted: Planted) -> Self {
        let mut dice = Dice::new(seed);
        let users: Vec<UserId> = (1..=1 + dice.below(2)).map(|n| UserId(Uuid::from_u128(n as u128))).collect();
        let small = dice.chance(15);
        let limits =
            if small { Limits { rows: 2 + dice.below(3) as u32, ..Limits::default() } } else { Limits::default() };
        let room = match dice.below(7) {
            0 => Room { lines: 1 + dice.below(2), dots: 256 },
            1 => Room { lines: 50, dots: 2 + dice.below(3) },
            _ => Room::default(),
        };
        let markets = if small { vec!["jp".to_string()] } else { vec![] };
        let household = format!("household:{}", Uuid::from_u128(7));
        let mut host = Host::new(household, limits, room, markets, planted);
        for n in 0..if small { 9 } else { 0 } {
            let Ok(_) = host.books.publish("catalog:jp", "product", &n.to_string(), Some("{\"n\":1}"));
        }
        if small && dice.chance(60) {
            host.books.write_file("catalog:jp");
        }
        let careful = dice.chance(25);
        let nodes = (0..1 + dice.below(3))
            .map(|_| {
                let user = users[dice.below(users.len())];
                let mut node = Node::new(user, planted);
                node.disk.careful = careful;
                node
            })
            .collect();
        let plan = Plan {
            ops: 40 + dice.below(104) as u64,
            restores: if dice.chance(60) { dice.below(4) } else { 0 },
            clones: if dice.chance(40) { dice.below(3) } else { 0 },
            device_restores: if dice.chance(30) { dice.below(3) } else { 0 },
            lossy: dice.chance(85),
        };
        let variants: Vec<VariantId> =
            (0..1 + dice.below(3)).map(|n| VariantId(Uuid::from_u128(100 + n as u128))).collect();
        let mut world = Self::begin(dice, host, nodes, variants, planted);
        world.plan = plan;
        world.hash = seed;
        world
    }

    /// A world whose devices have just been started and signed in.
    pub fn begin(dice: Dice, host: Host, nodes: Vec<Node>, variants: Vec<VariantId>, planted: Planted) -> Self {
        let mut world = Self {
            dice,
            nodes,
            host,
            net: vec![],
            deeds: Deeds::default(),
            tally: Tally::default(),
            mono: 1_000,
            variants,
            planted,
            ops: 0,
            steps: 0,
            hash: 0,
            canonical: false,
            plan: Plan { ops: 0, restores: 0, clones: 0, device_restores: 0, lossy: false },
        };
        for node in 0..world.nodes.len() {
            world.step(node, Event::Start);
            world.step(node, Event::SignedIn);
        }
        world
    }

    /// Walks to the end. `Err` names what was violated.
    pub fn run(&mut self) -> Result<(), String> {
        while self.ops < self.plan.ops {
            self.turn();
            self.broken()?;
        }
        self.drain()
    }

    pub fn broken(&mut self) -> Result<(), String> {
        if let Some(why) = &self.host.broken {
            return Err(why.clone());
        }
        match self.nodes.iter().enumerate().find_map(|(n, node)| node.broken.map(|why| (n, why))) {
            Some((n, why)) => Err(format!("device {n}: {why}")),
            None => Ok(()),
        }
    }

    fn turn(&mut self) {
        self.steps += 1;
        let roll = self.dice.below(1000);
        self.fold(roll as u64);
        match roll {
            0..=219 => self.tap(),
            220..=699 => self.deliver_one(),
            700..=709 => self.token_of_doom(),
            710..=779 => self.pass_time(),
            780..=839 => self.host.work(&mut self.dice, false, &mut self.tally),
            840..=884 => self.host.market(&mut self.dice),
            885..=909 => self.host.webhook(&mut self.dice, false),
            910..=919 => self.host.back_up(),
            920..=924 => self.restore_server(),
            925..=944 => self.restart_one(),
            945..=964 => self.switch_network(),
            965..=969 => self.copy_a_device(),
            970..=974 => self.restore_a_device(),
            975..=979 => self.back_up_a_device(),
            980..=981 => self.host.refund_unclaimed(&mut self.dice, &mut self.tally),
            982..=983 => self.fill_a_disk(),
            984 => self.host.crash(),
            985 => self.pass_a_month(),
            986..=987 => self.forget_tombstones(),
            988..=992 => self.poke(),
            993 => self.lose_a_device(),
            994..=996 => self.host.stock_up(&mut self.dice),
            _ => self.turn_a_clock(),
        }
        self.host.follow(&self.deeds, &mut self.tally);
    }

    pub fn step(&mut self, node: usize, event: Event) {
        let now_ms = self.host.now_ms;
        let life = self.nodes[node].life;
        if self.canonical {
            self.dice = Dice::new((node as u64) << 32 | self.nodes[node].asked);
        }
        let wants = self.nodes[node].step(event, self.mono, now_ms, &mut self.dice, &mut self.tally);
        for want in wants {
            self.net.push(match want {
                Want::Send(call) => Packet::Ask { node, life, call },
                Want::Token => Packet::Token { node, life, ok: true },
            });
        }
    }

    pub fn fold(&mut self, word: u64) {
        self.hash = (self.hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    pub fn deliver(&mut self, packet: Packet, keep: bool) {
        match packet {
            Packet::Ask { node, life, call } => {
                self.fold(call.id);
                let event = Arc::new(self.serve(node, &call));
                self.net.push(Packet::Answer { node, life, call: call.id, event });
            }
            Packet::Answer { node, life, call, event } => {
                if self.nodes[node].life != life || !self.nodes[node].online {
                    return;
                }
                self.fold(call ^ 1);
                if !self.nodes[node].engine.awaits(call) {
                    self.tally.add(S::StaleReply);
                }
                let event = match Answer::clone(&event) {
                    Answer::Hello(reply) => Event::Hello { call, reply },
                    Answer::Sync(reply) => {
                        self.look_at(&reply);
                        Event::Synced { call, reply }
                    }
                    Answer::Member(rows) => Event::Member { call, rows },
                    Answer::Failed(why) => Event::Failed { call, why },
                };
                self.step(node, event);
            }
            Packet::Token { node, life, ok } => {
                let ok = ok && !(keep || self.plan.lossy && self.dice.chance(10));
                if self.nodes[node].life == life {
                    self.step(node, Event::Refreshed(ok));
                }
            }
        }
    }

    fn look_at(&mut self, reply: &petpro_domain::wire::SyncReply) {
        for part in &reply.pull {
            if part.reset {
                self.tally.add(S::FloorPassed);
            }
            if part.more {
                let catalog = part.s.starts_with("catalog:");
                self.tally.add(if catalog { S::CatalogPaged } else { S::Staged });
            }
        }
    }

    fn serve(&mut self, node: usize, call: &Call) -> Answer {
        let user = self.nodes[node].user;
        match &call.ask {
            Ask::Hello(ask) => {
                let scopes = vec![self.host.household.clone(), format!("user:{user}")];
                let caller = match call.signed {
                    true => Caller { who: Some((user, ask.device)), scopes, feeds: vec![] },
                    false => Caller::default(),
                };
                Answer::Hello(self.host.hello(&caller, ask))
            }
            Ask::Member(asked) => match self.host.books.member(asked) {
                Some(rows) => {
                    let first = self.nodes[node].read_members == 0;
                    self.nodes[node].read_members += 1;
                    self.tally.add(if first && asked.from > 0 { S::FileResumed } else { S::FileLoaded });
                    Answer::Member(rows)
                }
                None => {
                    self.tally.add(S::FileGone);
                    Answer::Failed(Failure::Gone)
                }
            },
            Ask::Sync(ask) => {
                Answer::Sync(self.host.sync(call.signed.then_some(user), ask, &self.deeds, &mut self.tally))
            }
        }
    }

    fn pass_time(&mut self) {
        let next = self.nodes.iter().filter_map(|node| node.timer).filter(|timer| *timer > self.mono).min();
        let pause = match next {
            Some(timer) if self.dice.chance(70) => timer - self.mono,
            _ => self.dice.below(20_000) as i64,
        };
        self.advance(pause);
    }

    pub fn advance(&mut self, ms: i64) {
        self.mono += ms;
        self.host.now_ms += ms;
        for node in 0..self.nodes.len() {
            if self.nodes[node].timer.is_some_and(|timer| timer <= self.mono) {
                self.nodes[node].timer = None;
                self.step(node, Event::Wake);
            }
        }
    }

    fn poke(&mut self) {
        let Some(node) = self.someone() else { return };
        self.step(node, Event::Poke);
    }

    /// Devices that still come back.
    pub fn alive(&self) -> Vec<usize> {
        (0..self.nodes.len()).filter(|node| !self.nodes[*node].lost).collect()
    }

    pub fn someone(&mut self) -> Option<usize> {
        let node = self.dice.below(self.nodes.len());
        (!self.nodes[node].lost).then_some(node)
    }

    /// No more faults.
    pub fn calm(&mut self) {
        self.plan.lossy = false;
    }

    /// What the server keeps of an op.
    pub fn kept(&self, op: OpId) -> Option<(OpState, Option<Code>)> {
        self.host.books.results.get(&op).map(|judged| (judged.st, judged.code))
    }
}
