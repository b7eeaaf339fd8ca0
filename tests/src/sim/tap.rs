//! What users do: they look at their screen and tap.

use std::collections::BTreeMap;

use petpro_domain::Currency;
use petpro_domain::cart::Options;
use petpro_domain::ids::{self, LineId, MethodId, OpId, OrderId, VariantId};
use petpro_domain::order::{Address, Shown};
use petpro_domain::wire::{CartAdd, CartRemove, CartSet, OpBody, OrderLine, OrderPlace, Pay, SavedMove};
use petpro_sync::device::{Change, Event, Now, Projection, Store, intent};
use uuid::Uuid;

use super::audit::Deed;
use super::world::World;

impl World {
    pub fn tap(&mut self) {
        let Some(node) = self.someone() else { return };
        let variant = self.variants[self.dice.below(self.variants.len())];
        let line = ids::line(variant, "");
        let what = self.dice.below(100);
        if what < 45 {
            return self.add(node, variant, line);
        }
        let (household, room, planted, now_ms) =
            (self.host.household.clone(), self.host.room, self.planted, self.host.now_ms);
        let shown = self.nodes[node].shown(&household, room, planted, now_ms);
        let seen = shown.lines.get(&line).map(|row| row.names()).unwrap_or_default();
        match what {
            45..=59 => {
                let n = 1 + self.dice.below(5) as u32;
                let body = OpBody::CartSet(CartSet { line, variant, options: Options::new(), n });
                self.enqueue(node, &body, seen.clone(), Deed::Set { line, n, seen });
            }
            60..=71 if !seen.is_empty() => {
                let body = OpBody::CartRemove(CartRemove { line });
                self.enqueue(node, &body, seen.clone(), Deed::Remove { seen });
            }
            72..=77 if !seen.is_empty() => {
                let body = SavedMove { line, variant, options: Options::new(), to_saved: true };
                self.enqueue(node, &OpBody::SavedMove(body), seen.clone(), Deed::Save { seen });
            }
            78..=83 if shown.saved.contains_key(&line) => {
                let seen = shown.saved[&line].names();
                let body = SavedMove { line, variant, options: Options::new(), to_saved: false };
                self.enqueue(node, &OpBody::SavedMove(body), seen.clone(), Deed::Unsave { seen });
            }
            84..=99 => {
                let pay = if self.dice.chance(35) { Pay::Wallet } else { Pay::Card };
                self.order(node, &shown, pay);
            }
            _ => self.add(node, variant, line),
        }
    }

    pub fn add(&mut self, node: usize, variant: VariantId, line: LineId) {
        let n = 1 + self.dice.below(3) as u32;
        let body = OpBody::CartAdd(CartAdd { line, variant, options: Options::new(), n });
        self.enqueue(node, &body, vec![], Deed::Add { line, n });
    }

    pub fn order(&mut self, node: usize, shown: &Projection, pay: Pay) {
        let all = self.dice.chance(40);
        let mut lines = Vec::new();
        for (line, row) in &shown.lines {
            if !row.dots.is_empty() && (all || lines.is_empty()) {
                lines.push(OrderLine { line: *line, variant: row.variant, obs: row.names(), qty: row.qty() });
            }
        }
        if lines.is_empty() {
            return;
        }
        let id = OrderId(Uuid::from_u64_pair(self.dice.roll(), self.dice.roll()));
        let names = lines.iter().flat_map(|line| line.obs.iter().map(|name| (line.line, *name))).collect();
        let wall = self.host.now_ms + self.nodes[node].skew;
        let life = if self.dice.chance(5) { 1_000 } else { 48 * 3_600_000 };
        let body = OpBody::OrderPlace(OrderPlace { valid_until: wall + life, ..unpriced(id, lines, pay) });
        self.enqueue(node, &body, vec![], Deed::Order { id, names });
    }

    pub fn enqueue(&mut self, node: usize, body: &OpBody, seen: Vec<OpId>, deed: Deed) {
        let (mono, wall) = (self.mono, self.host.now_ms);
        let dice = &mut self.dice;
        let phone = &mut self.nodes[node];
        let now = Now { mono, wall: wall + phone.skew, boot: &phone.boot };
        let op = intent(body, seen, &now, &mut || dice.roll());
        let id = op.id;
        if phone.disk.commit(Change::enqueue(&self.host.household, op)).is_err() {
            return; // the user was told that nothing was saved
        }
        phone.taps.push(id);
        self.deeds.note(id, deed);
        self.ops += 1;
        self.step(node, Event::Enqueued);
    }
}

/// An order without prices and without a door: this world's server asks for neither.
pub(super) fn unpriced(order_id: OrderId, lines: Vec<OrderLine>, pay: Pay) -> OrderPlace {
    OrderPlace {
        order_id,
        lines,
        delivery: BTreeMap::new(),
        address: Address::default(),
        coupons: vec![],
        shown: Shown { units: BTreeMap::new(), total: 0, currency: Currency::Jpy },
        digest: String::new(),
        pay,
        method: Some(MethodId(Uuid::nil())),
        valid_until: 0,
    }
}
