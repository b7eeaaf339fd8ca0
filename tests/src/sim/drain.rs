//! The walk is over: the net holds, everybody who ever comes back is back, payments come to an
//! end. Then everything must have ended well.

use std::collections::{BTreeMap, BTreeSet};

use petpro_domain::Code;
use petpro_domain::cart::{CartLine, OrderState, SavedLine};
use petpro_domain::ids::{OpId, OrderId};
use petpro_domain::wire::{OpState, Pay};
use petpro_sync::device::Event;
use petpro_sync::server::{Feed, FoundState};

use super::audit::Deed;
use super::host::Intent;
use super::world::World;

/// So many deliveries without a pause are a storm.
const STORM: usize = 2_000;
/// A world that has not come to rest after so many rounds never will.
const ROUNDS: usize = 600;

impl World {
    pub fn drain(&mut self) -> Result<(), String> {
        self.calm();
        for node in self.alive() {
            self.nodes[node].disk.full = 0;
            self.nodes[node].online = true;
            self.step(node, Event::Online(true));
            self.nodes[node].signed_in = true;
            self.step(node, Event::SignedIn);
        }
        let mut quiet = 0;
        for _ in 0..ROUNDS {
            self.deliver_all()?;
            self.broken()?;
            if !self.host.pending_orders().is_empty() {
                self.host.market(&mut self.dice);
                quiet = 0;
            } else if self.is_quiet() {
                quiet += 1;
                if quiet == 2 {
                    return self.judge();
                }
                for node in self.alive() {
                    self.step(node, Event::Poke);
                }
            } else {
                quiet = 0;
                for node in self.alive() {
                    if self.nodes[node].disk.pending_ops() == 0 {
                        self.step(node, Event::Poke); // as the server would
                    }
                }
                if !self.net.is_empty() {
                    continue;
                }
                let next = self.alive().into_iter().filter_map(|node| self.nodes[node].timer).min();
                self.advance(next.map_or(1_000, |timer| (timer - self.mono).max(1)));
            }
        }
        Err(self.stuck())
    }

    fn stuck(&self) -> String {
        let pending: Vec<usize> = self.nodes.iter().map(|node| node.disk.pending_ops()).collect();
        format!(
            "stuck: pending {pending:?}, net {}, jobs {:?}, orders {:?}",
            self.net.len(),
            self.host.books.jobs,
            self.host.pending_orders()
        )
    }

    pub fn deliver_all(&mut self) -> Result<(), String> {
        let mut left = STORM;
        while !self.net.is_empty() || !self.host.books.jobs.is_empty() || !self.host.webhooks.is_empty() {
            if !self.net.is_empty() {
                let packet = self.net.remove(0);
                self.deliver(packet, false);
            }
            self.host.work(&mut self.dice, true, &mut self.tally);
            self.host.webhook(&mut self.dice, true);
            self.host.follow(&self.deeds, &mut self.tally);
            left -= 1;
            if left == 0 {
                return Err(format!("storm: {}", self.stuck()));
            }
        }
        Ok(())
    }

    fn is_quiet(&mut self) -> bool {
        let mut scopes = vec![self.host.household.clone()];
        for node in self.alive() {
            if self.nodes[node].disk.pending_ops() > 0 {
                return false;
            }
            scopes.truncate(1);
            scopes.push(format!("user:{}", self.nodes[node].user));
            for s in &scopes {
                let Ok(head) = self.host.books.head(s);
                let here = self.nodes[node].disk.scope(s);
                if here.map_or(0, |scope| scope.cur) != head.map_or(0, |head| head.head) {
                    return false;
                }
            }
        }
        true
    }

    fn judge(&mut self) -> Result<(), String> {
        self.broken()?;
        self.ops_are_terminal()?;
        self.bases_are_equal()?;
        self.host.audit.compare(&self.host.books, &self.host.household)?;
        self.cart_is_the_fixpoint()?;
        self.orders_are_sound()?;
        self.money_is_right()
    }

    /// O2 and O6: what reached a disk has a result; what was shown as accepted stays so, what was
    /// shown as refused too. A line can fill up while a restored server is told again (256
    /// contributions in one line): that refusal is allowed, and visible.
    fn ops_are_terminal(&self) -> Result<(), String> {
        let copied = self.nodes.iter().any(|node| node.copied);
        for node in self.alive() {
            let phone = &self.nodes[node];
            let archive: BTreeSet<OpId> = phone.disk.archive().map(|(op, _)| *op).collect();
            if let Some(op) = phone.taps.iter().find(|op| !archive.contains(op)) {
                return Err(format!("O2: {op} reached the disk of device {node} and has no result"));
            }
            for op in &phone.accepted {
                match self.kept(*op) {
                    None => {
                        let old = phone.disk.archive().find(|(id, _)| *id == op).map(|(_, old)| &old.done);
                        if old.is_some_and(|done| done.code == Some(Code::LineFull)) {
                            continue; // refused for its line in the history between
                        }
                        return Err(format!("O2: {op} was accepted on device {node} and the server lost it: {old:?}"));
                    }
                    Some((OpState::Rejected, Some(Code::LineFull | Code::OpExpired))) => {}
                    Some((OpState::Rejected, code)) => {
                        return Err(format!("O6: {op} was accepted on device {node} and is {code:?} now"));
                    }
                    Some(_) => {}
                }
            }
            for op in phone.refused.iter().filter(|_| !copied) {
                if self.accepted(op) && !self.host.backup_accepted(*op) {
                    return Err(format!("O6: {op} was refused on device {node} and is accepted now"));
                }
            }
        }
        Ok(())
    }

    fn accepted(&self, op: &OpId) -> bool {
        matches!(self.kept(*op), Some((OpState::Applied | OpState::Superseded, _)))
    }

    /// O3.
    fn bases_are_equal(&self) -> Result<(), String> {
        for node in self.alive() {
            let phone = &self.nodes[node];
            for s in [self.host.household.clone(), format!("user:{}", phone.user)] {
                let theirs: BTreeSet<_> = self.host.books.live(&s).collect();
                let ours: BTreeSet<_> = phone
                    .disk
                    .base(&s)
                    .filter_map(|row| row.row.d.as_ref().map(|d| (&*row.row.t, &*row.row.id, row.row.seq, d.get())))
                    .collect();
                if ours != theirs {
                    return Err(format!("O3: device {node} holds other rows of {s} than the server"));
                }
                let digest = phone.disk.scope(&s).map_or(0, |scope| scope.digest);
                if digest != self.host.books.digest(&s) {
                    return Err(format!("O3: device {node} holds another digest of {s}"));
                }
            }
            for market in &self.host.markets {
                let s = format!("catalog:{market}");
                let digest = phone.disk.scope(&s).map_or(0, |scope| scope.digest);
                let count = phone.disk.base(&s).count();
                if count != self.host.books.live(&s).count() || digest != self.host.books.digest(&s) {
                    return Err(format!("O3: device {node} has not all of {s}"));
                }
            }
        }
        Ok(())
    }

    /// O4, from nothing but which ops the server keeps: what was named by a remove, a set or a paid
    /// order is gone, what nobody named is there with all its units, in the cart or saved for later.
    fn cart_is_the_fixpoint(&self) -> Result<(), String> {
        let mut gone = BTreeSet::new();
        let mut perhaps = BTreeSet::new();
        for (_, deed) in self.deeds.by_op.iter().filter(|(op, _)| self.accepted(op)) {
            match deed {
                Deed::Set { seen, .. } | Deed::Remove { seen } => gone.extend(seen.iter().copied()),
                Deed::Order { id, names } => match self.state(*id) {
                    Some(OrderState::Paid) => gone.extend(names.iter().map(|(_, name)| *name)),
                    Some(OrderState::Refunded) => perhaps.extend(names.iter().map(|(_, name)| *name)),
                    _ => {}
                },
                _ => {}
            }
        }
        let goods = self.goods()?;
        if let Some(name) = goods.keys().find(|name| gone.contains(name)) {
            return Err(format!("O4: {name} was named and is there"));
        }
        for (op, deed) in &self.deeds.by_op {
            let (Deed::Add { n, .. } | Deed::Set { n, .. }) = deed else { continue };
            let applied = self.kept(*op).is_some_and(|(st, _)| st == OpState::Applied);
            let free = !gone.contains(op) && !perhaps.contains(op);
            if applied && free && goods.get(op) != Some(n) {
                return Err(format!("O4: nobody named {op}, it was {n} units and is {:?}", goods.get(op)));
            }
        }
        Ok(())
    }

    /// Units by name, wherever they are: in the cart, held by an order or saved for later.
    fn goods(&self) -> Result<BTreeMap<OpId, u32>, String> {
        let mut goods = BTreeMap::new();
        for (t, _, _, d) in self.host.books.live(&self.host.household) {
            let wrong = |error: serde_json::Error| error.to_string();
            if t == "cart_line" {
                let row: CartLine = serde_json::from_str(d).map_err(wrong)?;
                let dots = row.dots.iter().chain(row.locked.iter().map(|locked| &locked.dot));
                goods.extend(dots.map(|dot| (dot.id, dot.n)));
            } else if t == "saved_line" {
                let row: SavedLine = serde_json::from_str(d).map_err(wrong)?;
                goods.extend(row.dots.iter().map(|dot| (dot.id, dot.n)));
            }
        }
        Ok(goods)
    }

    fn state(&self, order: OrderId) -> Option<OrderState> {
        self.host.books.orders.get(&order).map(|entry| entry.order.st)
    }

    /// O5, O11, locks and holds.
    fn orders_are_sound(&self) -> Result<(), String> {
        if let Some(id) = self.host.books.held.iter().find(|id| self.state(**id) != Some(OrderState::Pending)) {
            return Err(format!("order {id} is not pending and stock is held for it"));
        }
        let mut paid = BTreeMap::new();
        for (id, entry) in &self.host.books.orders {
            let named: BTreeSet<OpId> = self.deeds.names(*id).iter().map(|(_, name)| *name).collect();
            let held: BTreeSet<OpId> =
                self.host.books.taken.iter().filter(|(_, (order, _))| order == id).map(|(name, _)| *name).collect();
            match entry.order.st {
                OrderState::Paid => {
                    if held != named {
                        return Err(format!("O11: order {id} holds other contributions than it named"));
                    }
                    for name in named {
                        if let Some(other) = paid.insert(name, *id) {
                            return Err(format!("O5: {name} is in the paid orders {other} and {id}"));
                        }
                    }
                }
                OrderState::Refunded => {}
                _ if held.is_empty() => {}
                _ => return Err(format!("order {id} has ended and still holds contributions")),
            }
        }
        Ok(())
    }

    /// Every captured payment has its order or waits for it; nothing else was charged, and nothing
    /// was paid back without a reason.
    fn money_is_right(&self) -> Result<(), String> {
        for (id, intent) in &self.host.provider {
            let found = self.host.books.found.get(id);
            let waits = found.is_some_and(|found| found.st == FoundState::Captured && !found.claimed);
            match (intent, self.state(*id)) {
                (Intent::Captured, Some(OrderState::Paid)) => {}
                (Intent::Captured, None | Some(OrderState::Rejected)) if waits => {}
                (Intent::Captured, st) => return Err(format!("order {id} is {st:?} and its payment captured")),
                (Intent::Open, st) => return Err(format!("order {id} is {st:?} and its payment open")),
                (_, Some(OrderState::Paid)) => return Err(format!("order {id} is paid and its payment is {intent:?}")),
                (Intent::Refunded, _) if !self.host.has_reason(*id, &self.deeds) => {
                    return Err(format!("order {id} was paid back without a reason"));
                }
                _ => {}
            }
        }
        for (id, entry) in &self.host.books.orders {
            let card = entry.order.pay == Pay::Card && entry.order.st == OrderState::Paid;
            if card && self.host.provider.get(id) != Some(&Intent::Captured) {
                return Err(format!("order {id} is paid without a payment"));
            }
        }
        Ok(())
    }
}
