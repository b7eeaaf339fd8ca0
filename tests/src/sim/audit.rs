//! The oracle: what the cart, the saved goods and the locks have to be, kept as sets of op ids in
//! the order of judgement. It knows what users did and how ops were answered; it never calls
//! `apply()` and never looks at a row before it has made up its mind.

use std::collections::{BTreeMap, BTreeSet};

use petpro_domain::cart::{CartLine, OrderState, SavedLine};
use petpro_domain::ids::{LineId, OpId, OrderId};
use petpro_domain::wire::OpState;

use super::books::{Books, Entry};
use super::tally::{Situation as S, Tally};

/// What a user meant with an op.
#[derive(Clone, Debug)]
pub enum Deed {
    Add { line: LineId, n: u32 },
    Set { line: LineId, n: u32, seen: Vec<OpId> },
    Remove { seen: Vec<OpId> },
    Save { seen: Vec<OpId> },
    Unsave { seen: Vec<OpId> },
    Order { id: OrderId, names: Vec<(LineId, OpId)> },
}

/// Everything users ever did, in every history.
#[derive(Clone, Debug, Default)]
pub struct Deeds {
    pub by_op: BTreeMap<OpId, Deed>,
    pub order_op: BTreeMap<OrderId, OpId>,
}

impl Deeds {
    pub fn note(&mut self, op: OpId, deed: Deed) {
        if let Deed::Order { id, .. } = &deed {
            self.order_op.insert(*id, op);
        }
        self.by_op.insert(op, deed);
    }

    pub fn names(&self, order: OrderId) -> &[(LineId, OpId)] {
        match self.order_op.get(&order).and_then(|op| self.by_op.get(op)) {
            Some(Deed::Order { names, .. }) => names,
            _ => &[],
        }
    }
}

/// One history of the server as it should be; copied with every backup.
#[derive(Clone, Debug, Default)]
pub struct Audit {
    known: BTreeSet<OpId>,
    cart: BTreeMap<OpId, (LineId, u32)>,
    locks: BTreeMap<OpId, OrderId>,
    consumed: BTreeMap<OpId, OrderId>,
    dead: BTreeSet<OpId>,
    saved: BTreeMap<OpId, (LineId, u32)>,
    orders: BTreeMap<OrderId, OrderState>,
}

impl Audit {
    /// Follows one entry of the books' log.
    pub fn follow(&mut self, entry: &Entry, deeds: &Deeds, tally: &mut Tally) {
        match entry {
            Entry::Judged { op, st, noted, .. } => {
                let first = self.known.insert(*op);
                if first && matches!(st, OpState::Applied | OpState::Superseded) {
                    self.judged(*op, *st == OpState::Applied, *noted, deeds, tally);
                }
            }
            Entry::Order { id, st } => self.order(*id, *st, deeds, tally),
            Entry::Expired { line } => {
                let free: Vec<OpId> = self
                    .cart
                    .iter()
                    .filter(|(name, (l, _))| l == line && !self.locks.contains_key(name))
                    .map(|(name, _)| *name)
                    .collect();
                for name in free {
                    self.saved.extend(self.cart.remove(&name).map(|goods| (name, goods)));
                    tally.add(S::LineExpired);
                }
            }
        }
    }

    fn judged(&mut self, op: OpId, applied: bool, noted: bool, deeds: &Deeds, tally: &mut Tally) {
        let Some(deed) = deeds.by_op.get(&op).cloned() else { return };
        match deed {
            Deed::Add { line, n } => self.contribute(op, line, n, noted, tally),
            Deed::Set { line, n, seen } => {
                self.gone(&seen, tally);
                if applied {
                    self.contribute(op, line, n, noted, tally);
                } else {
                    tally.add(S::Superseded);
                }
            }
            Deed::Remove { seen } => self.gone(&seen, tally),
            Deed::Save { seen } => {
                for name in seen {
                    if self.locks.contains_key(&name) {
                        continue;
                    }
                    if self.is_unknown(name) && !self.cart.contains_key(&name) {
                        tally.add(S::SavedUnknown);
                    }
                    if let Some(goods) = self.cart.remove(&name) {
                        tally.add(S::Saved);
                        self.saved.insert(name, goods);
                    }
                }
            }
            Deed::Unsave { seen } => {
                for name in seen.into_iter().filter(|_| applied && !noted) {
                    if let Some(goods) = self.saved.remove(&name) {
                        tally.add(S::Unsaved);
                        self.cart.insert(name, goods);
                    }
                }
            }
            Deed::Order { .. } => {}
        }
    }

    fn contribute(&mut self, op: OpId, line: LineId, n: u32, noted: bool, tally: &mut Tally) {
        if self.dead.contains(&op) || self.consumed.contains_key(&op) || self.locks.contains_key(&op) {
            tally.add(if self.dead.contains(&op) { S::AddAfterItsRemoval } else { S::AddAfterItsOrder });
            return;
        }
        if noted {
            tally.add(S::Overflow);
            self.saved.insert(op, (line, n));
            return;
        }
        self.cart.insert(op, (line, n));
    }

    fn gone(&mut self, seen: &[OpId], tally: &mut Tally) {
        for name in seen {
            if self.cart.remove(name).is_some() {
                if self.locks.contains_key(name) {
                    tally.add(S::RemovedWhileLocked);
                }
            } else if self.saved.remove(name).is_some() {
                tally.add(S::RemovedWhileSaved);
            } else if self.is_unknown(*name) {
                self.dead.insert(*name);
                tally.add(S::NamedBeforeKnown);
            }
        }
    }

    fn is_unknown(&self, name: OpId) -> bool {
        !self.known.contains(&name)
            && !self.dead.contains(&name)
            && !self.consumed.contains_key(&name)
            && !self.locks.contains_key(&name)
    }

    fn order(&mut self, id: OrderId, st: OrderState, deeds: &Deeds, tally: &mut Tally) {
        let before = self.orders.insert(id, st);
        match (before, st) {
            (_, OrderState::Pending) => {
                self.locks.extend(deeds.names(id).iter().map(|(_, name)| (*name, id)));
            }
            (_, OrderState::Paid) => {
                for (_, name) in deeds.names(id) {
                    self.cart.remove(name);
                    self.saved.remove(name);
                    self.locks.remove(name);
                    self.consumed.insert(*name, id);
                }
                tally.add(if before.is_some() { S::Paid } else { S::Claimed });
            }
            (Some(OrderState::Pending), OrderState::Expired | OrderState::Refunded) => {
                self.locks.retain(|_, order| *order != id);
                tally.add(S::Unlocked);
            }
            (None, OrderState::Expired) => tally.add(S::EndedByReceipt),
            (None, OrderState::Refunded) => tally.add(S::EndedRefunded),
            (Some(OrderState::Rejected), OrderState::Expired | OrderState::Refunded) => tally.add(S::ReceiptOverrides),
            _ => {}
        }
    }

    /// Where an order stood when the log was last followed.
    pub fn state(&self, order: OrderId) -> Option<OrderState> {
        self.orders.get(&order).copied()
    }

    /// Compares the server's rows with what should be there.
    pub fn compare(&self, books: &Books, s: &str) -> Result<(), String> {
        let mut cart = BTreeMap::new();
        let mut saved = BTreeMap::new();
        for (t, id, _, d) in books.live(s) {
            let line: LineId = id.parse().map_err(|_| format!("row id {id}"))?;
            if t == "cart_line" {
                let row: CartLine = serde_json::from_str(d).map_err(|e| e.to_string())?;
                let free = row.dots.iter().map(|dot| (dot.id, (line, dot.n, None)));
                let locked = row.locked.iter().map(|l| (l.dot.id, (line, l.dot.n, Some(l.order))));
                for (name, what) in free.chain(locked) {
                    if cart.insert(name, what).is_some() {
                        return Err(format!("O1: {name} is in the cart twice"));
                    }
                }
            } else if t == "saved_line" {
                let row: SavedLine = serde_json::from_str(d).map_err(|e| e.to_string())?;
                for dot in row.dots {
                    if saved.insert(dot.id, (line, dot.n)).is_some() {
                        return Err(format!("O1: {} is saved twice", dot.id));
                    }
                }
            }
        }
        if let Some(name) = saved.keys().find(|name| cart.contains_key(name)) {
            return Err(format!("O1: {name} is in the cart and saved for later"));
        }
        let expected: BTreeMap<_, _> =
            self.cart.iter().map(|(name, (line, n))| (*name, (*line, *n, self.locks.get(name).copied()))).collect();
        if let Some(name) = first_difference(&expected, &cart) {
            return Err(format!("O4: {name} should be {:?} and is {:?}", expected.get(&name), cart.get(&name)));
        }
        if let Some(name) = first_difference(&self.saved, &saved) {
            return Err(format!("saved {name}: should be {:?} and is {:?}", self.saved.get(&name), saved.get(&name)));
        }
        Ok(())
    }
}

fn first_difference<K: Ord + Copy, V: PartialEq>(a: &BTreeMap<K, V>, b: &BTreeMap<K, V>) -> Option<K> {
    let missing = a.iter().find(|(key, value)| b.get(key) != Some(value)).map(|(key, _)| *key);
    missing.or_else(|| b.keys().find(|key| !a.contains_key(key)).copied())
}
