//! What goes wrong in a walk: on the way, at the devices, at the server.

use std::sync::Arc;

use petpro_domain::wire::SyncRequest;
use petpro_sync::device::{Ask, Call, Event, Failure};

use super::node::Node;
use super::tally::Situation as S;
use super::world::{Answer, Packet, World};

impl World {
    pub(super) fn deliver_one(&mut self) {
        if self.net.is_empty() {
            return;
        }
        let at = self.dice.below(self.net.len());
        if self.plan.lossy {
            match self.dice.below(100) {
                0..=4 => {
                    let lost = self.net.swap_remove(at);
                    self.tally.add(if matches!(lost, Packet::Ask { .. }) { S::LostRequest } else { S::LostReply });
                    return;
                }
                5..=11 => {
                    let twice = self.net[at].clone();
                    self.tally.add(S::Duplicate);
                    self.deliver(twice, true);
                    return;
                }
                12..=14 => return self.refuse(at),
                15..=16 => return self.split(at),
                _ => {}
            }
        }
        let packet = self.net.swap_remove(at);
        self.deliver(packet, false);
    }

    /// Something between device and server, or the server itself, says no.
    pub(super) fn refuse(&mut self, at: usize) {
        let packet = self.net.swap_remove(at);
        let Packet::Ask { node, life, call } = packet else { return self.deliver(packet, false) };
        let pushed = match &call.ask {
            Ask::Sync(ask) => ask.push.iter().map(|part| part.ops.len()).sum(),
            Ask::Hello(_) | Ask::Member(_) => 0,
        };
        let why = match self.dice.below(4) {
            0 => Failure::Transport,
            1 => {
                self.tally.add(S::SlowDown);
                Failure::SlowDown { after_ms: Some(1_000) }
            }
            2 if pushed > 1 => {
                self.tally.add(S::Halved);
                Failure::TooLarge
            }
            _ => {
                self.tally.add(S::TokenOver);
                Failure::Unauthenticated
            }
        };
        self.net.push(Packet::Answer { node, life, call: call.id, event: Arc::new(Answer::Failed(why)) });
    }

    /// A request is cut in two that arrive in the wrong order.
    pub(super) fn split(&mut self, at: usize) {
        let packet = self.net.swap_remove(at);
        if let Packet::Ask { node, life, call } = &packet
            && let Ask::Sync(ask) = &call.ask
            && let Some(part) = ask.push.first()
            && part.ops.len() > 1
        {
            let half = part.ops.len() / 2;
            let cut = |range: std::ops::Range<usize>| {
                let mut ask: SyncRequest = ask.clone();
                ask.push[0].ops = part.ops[range].to_vec();
                let call = Call { id: call.id, signed: call.signed, ask: Ask::Sync(ask) };
                Packet::Ask { node: *node, life: *life, call: Arc::new(call) }
            };
            let (late, early) = (cut(0..half), cut(half..part.ops.len()));
            self.tally.add(S::Split);
            self.deliver(early, false);
            self.net.push(late);
            return;
        }
        self.deliver(packet, false);
    }

    pub(super) fn restore_server(&mut self) {
        if self.host.restores >= self.plan.restores {
            return;
        }
        self.host.restore(&mut self.dice, &self.deeds, &mut self.tally);
        if self.nodes.iter().any(|node| node.copied) {
            self.tally.add(S::RestoreWithClone);
        }
    }

    pub(super) fn restart_one(&mut self) {
        let Some(node) = self.someone() else { return };
        let power = self.nodes[node].disk.careful && self.dice.chance(50);
        self.tally.add(if power { S::PowerLoss } else { S::Restarted });
        self.revive(node, power);
    }

    pub(super) fn revive(&mut self, node: usize, power: bool) {
        self.nodes[node].restart(self.planted, power);
        if self.dice.chance(30) {
            self.nodes[node].boot = format!("b{}", self.nodes[node].life);
        }
        self.step(node, Event::Start);
        if self.nodes[node].signed_in {
            self.step(node, Event::SignedIn);
        }
    }

    pub(super) fn switch_network(&mut self) {
        let Some(node) = self.someone() else { return };
        let online = !self.nodes[node].online;
        self.nodes[node].online = online;
        self.tally.add(S::Offline);
        self.step(node, Event::Online(online));
    }

    pub(super) fn copy_a_device(&mut self) {
        if self.plan.clones == 0 {
            return;
        }
        self.plan.clones -= 1;
        let Some(from) = self.someone() else { return };
        self.nodes[from].copied = true;
        let mut copy = Node::new(self.nodes[from].user, self.planted);
        copy.disk = self.nodes[from].disk.clone();
        copy.copied = true;
        copy.remember();
        self.nodes.push(copy);
        self.tally.add(S::Cloned);
        let node = self.nodes.len() - 1;
        self.step(node, Event::Start);
        self.step(node, Event::SignedIn);
    }

    pub(super) fn back_up_a_device(&mut self) {
        let Some(node) = self.someone() else { return };
        let copy = self.nodes[node].disk.clone();
        self.nodes[node].backups.push(copy);
    }

    pub(super) fn restore_a_device(&mut self) {
        let Some(node) = self.someone() else { return };
        if self.plan.device_restores == 0 || self.nodes[node].backups.is_empty() {
            return;
        }
        self.plan.device_restores -= 1;
        let at = self.dice.below(self.nodes[node].backups.len());
        self.nodes[node].disk = self.nodes[node].backups[at].clone();
        self.nodes[node].copied = true;
        self.nodes[node].remember();
        self.tally.add(S::DeviceRestored);
        self.revive(node, false);
    }

    pub(super) fn fill_a_disk(&mut self) {
        let Some(node) = self.someone() else { return };
        self.nodes[node].disk.full = 1 + self.dice.below(3) as u32;
    }

    pub(super) fn pass_a_month(&mut self) {
        if self.dice.chance(90) {
            return;
        }
        self.advance(31 * 86_400_000);
        self.host.expire_lines();
    }

    pub(super) fn forget_tombstones(&mut self) {
        let s = self.host.household.clone();
        self.host.books.forget_tombstones(&s);
    }

    /// A device falls into a river. Only one that nobody else depends on: the last one has to return.
    pub(super) fn lose_a_device(&mut self) {
        let alive = self.alive();
        if alive.len() > 1 && self.dice.chance(30) {
            let node = alive[self.dice.below(alive.len())];
            self.nodes[node].lost = true;
            self.nodes[node].online = false;
            self.step(node, Event::Online(false));
            self.tally.add(S::NeverReturned);
        }
    }

    pub(super) fn turn_a_clock(&mut self) {
        let Some(node) = self.someone() else { return };
        self.nodes[node].skew = (self.dice.below(20) as i64 - 10) * 86_400_000;
    }

    /// A token is found to be over, or the session with it.
    pub(super) fn token_of_doom(&mut self) {
        let Some(node) = self.someone() else { return };
        if !self.nodes[node].signed_in && self.dice.chance(70) {
            self.nodes[node].signed_in = true;
            self.step(node, Event::SignedIn);
        }
    }
}
