//! L0: every state that two devices with one op each, a net that may lose or double, a payment and
//! one restore of the server can reach. Each state is then calmed down and judged like a walk.
//!
//! The parts are the ones of L1. A state's name is what its parts print; where chance is asked
//! (call ids, pauses) it is a function of how often that device has asked, so that two ways to the
//! same state meet.

use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use parking_lot::Mutex;
use petpro_domain::cart::{Options, Room};
use petpro_domain::ids::{self, UserId, VariantId};
use petpro_domain::wire::{CartRemove, CartSet, Limits, OpBody, Pay, SavedMove};
use petpro_sync::device::Event;
use petpro_sync::planted::Planted;
use uuid::Uuid;

use super::audit::Deed;
use super::dice::Dice;
use super::host::{Host, Intent};
use super::node::Node;
use super::world::World;

/// Faults of the net in one history: a loss, a doubling or an early time-out.
const FAULTS: u8 = 1;

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Explored {
    pub states: u64,
    pub transitions: u64,
    pub violation: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Add,
    Set,
    Remove,
    Save,
    Card,
    Wallet,
}

const KINDS: [Kind; 6] = [Kind::Add, Kind::Set, Kind::Remove, Kind::Save, Kind::Card, Kind::Wallet];

#[derive(Clone)]
struct State {
    world: World,
    faults: u8,
    restored: bool,
}

/// Searches every pair of kinds to an empty queue, on two threads. `progress` hears of each.
pub fn search_all(progress: &(dyn Fn(&str) + Sync)) -> Vec<(String, Explored)> {
    let pairs = KINDS.iter().enumerate().flat_map(|(n, a)| KINDS[n..].iter().map(move |b| (*a, *b)));
    let left = Mutex::new(pairs.collect::<Vec<_>>());
    let found = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((a, b)) = { left.lock().pop() } {
                    let words = format!("{a:?} and {b:?}");
                    progress(&words);
                    let explored = search(a, b);
                    found.lock().push((words, explored));
                }
            });
        }
    });
    found.into_inner()
}

fn search(a: Kind, b: Kind) -> Explored {
    let mut found = Explored::default();
    let first = State { world: begin(a, b), faults: 0, restored: false };
    let mut seen = HashSet::from([first.name()]);
    let mut queue = vec![first];
    while let Some(state) = queue.pop() {
        found.states += 1;
        let mut calm = state.world.clone();
        if let Err(why) = calm.drain() {
            found.violation = Some(why);
            return found;
        }
        for next in state.successors() {
            found.transitions += 1;
            if seen.insert(next.name()) {
                queue.push(next);
            }
        }
    }
    found
}

/// Two devices of one household that both show a line with one contribution, each with one op
/// ready to be sent; the server has a backup from before and one from after that contribution.
fn begin(a: Kind, b: Kind) -> World {
    let user = UserId(Uuid::from_u128(1));
    let household = format!("household:{}", Uuid::from_u128(7));
    let host = Host::new(household, Limits::default(), Room::default(), vec![], Planted::NONE);
    let variant = VariantId(Uuid::from_u128(100));
    let nodes = vec![Node::new(user, Planted::NONE), Node::new(user, Planted::NONE)];
    let mut world = World::begin(Dice::new(1), host, nodes, vec![variant], Planted::NONE);
    world.host.back_up();
    world.add(0, variant, ids::line(variant, ""));
    settle(&mut world);
    world.host.back_up();
    world.canonical = true;
    for (node, kind) in [(0, a), (1, b)] {
        tap(&mut world, node, variant, kind);
    }
    world
}

fn settle(world: &mut World) {
    for _ in 0..2 {
        world.deliver_all().expect("a perfect net comes to rest");
        for node in 0..world.nodes.len() {
            world.step(node, Event::Poke);
        }
    }
    world.deliver_all().expect("a perfect net comes to rest");
}

fn tap(world: &mut World, node: usize, variant: VariantId, kind: Kind) {
    let line = ids::line(variant, "");
    let (household, now_ms) = (world.host.household.clone(), world.host.now_ms);
    let shown = world.nodes[node].shown(&household, Room::default(), Planted::NONE, now_ms);
    let seen = shown.lines[&line].names();
    match kind {
        Kind::Add => world.add(node, variant, line),
        Kind::Set => {
            let body = OpBody::CartSet(CartSet { line, variant, options: Options::new(), n: 5 });
            world.enqueue(node, &body, seen.clone(), Deed::Set { line, n: 5, seen });
        }
        Kind::Remove => {
            let body = OpBody::CartRemove(CartRemove { line });
            world.enqueue(node, &body, seen.clone(), Deed::Remove { seen });
        }
        Kind::Save => {
            let body = OpBody::SavedMove(SavedMove { line, variant, options: Options::new(), to_saved: true });
            world.enqueue(node, &body, seen.clone(), Deed::Save { seen });
        }
        Kind::Card => world.order(node, &shown, Pay::Card),
        Kind::Wallet => world.order(node, &shown, Pay::Wallet),
    }
}

impl State {
    fn name(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        let World { nodes, host, net, .. } = &self.world;
        let mut packets: Vec<String> = net.iter().map(|packet| format!("{packet:?}")).collect();
        packets.sort();
        packets.hash(&mut hasher);
        let Host { books, audit, provider, webhooks, now_ms, restores, .. } = host;
        format!("{nodes:?}{books:?}{audit:?}{provider:?}{webhooks:?}{now_ms}{restores}").hash(&mut hasher);
        (self.faults, self.restored).hash(&mut hasher);
        hasher.finish()
    }

    fn successors(&self) -> Vec<State> {
        let mut out = Vec::new();
        for at in 0..self.world.net.len() {
            out.push(self.after(0, |world| {
                let packet = world.net.swap_remove(at);
                world.deliver(packet, false);
            }));
            if self.faults < FAULTS {
                out.push(self.after(1, |world| drop(world.net.swap_remove(at))));
                out.push(self.after(1, |world| {
                    let packet = world.net[at].clone();
                    world.deliver(packet, false);
                }));
            }
        }
        self.late(&mut out);
        self.payments(&mut out);
        if !self.restored {
            for at in 0..2 {
                let mut next = self.after(0, |world| {
                    world.host.restore_to(at, &world.deeds, &mut world.tally);
                });
                next.restored = true;
                out.push(next);
            }
        }
        out
    }

    /// A timer runs out: after a loss nothing else goes on; before one it is a fault.
    fn late(&self, out: &mut Vec<State>) {
        let next = self.world.nodes.iter().filter_map(|node| node.timer).min();
        let Some(timer) = next else { return };
        let fault = u8::from(!self.world.net.is_empty());
        if self.faults + fault <= FAULTS && self.world.nodes.iter().any(|node| node.disk.pending_ops() > 0) {
            out.push(self.after(fault, |world| {
                let pause = (timer - world.mono).max(0);
                world.advance(pause);
            }));
        }
    }

    fn payments(&self, out: &mut Vec<State>) {
        let host = &self.world.host;
        for at in 0..host.books.jobs.len() {
            out.push(self.after(0, |world| world.host.work_on(at, false, &mut world.tally)));
        }
        for at in 0..host.webhooks.len() {
            out.push(self.after(0, |world| world.host.tell(at, false)));
        }
        for (id, _) in host.provider.iter().filter(|(_, intent)| **intent == Intent::Open) {
            out.push(self.after(0, |world| world.host.capture(*id)));
        }
        if host.books.jobs.is_empty() {
            for id in host.pending_orders() {
                out.push(self.after(0, |world| world.host.overdue(id)));
            }
        }
    }

    fn after(&self, faults: u8, act: impl FnOnce(&mut World)) -> State {
        let mut next = State { world: self.world.clone(), faults: self.faults + faults, restored: self.restored };
        act(&mut next.world);
        next.world.host.follow(&next.world.deeds, &mut next.world.tally);
        next
    }
}
